// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/collection_json.h — the entity Collection (docs.joinmastodon.org/entities/Collection).
#pragma once
#include "base/json_writer.h"
#include "mastodon/status_json.h"
#include "social/collections.h"

namespace favilla::mastodon {

void write_collection(JsonWriter&, const Audience&, const social::Collection&);

}  // namespace favilla::mastodon
