// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/media_json.h — the entity MediaAttachment (docs.joinmastodon.org/entities/MediaAttachment).
#pragma once
#include <span>
#include <string_view>

#include "base/json_writer.h"
#include "social/domains.h"
#include "social/media.h"

namespace favilla::mastodon {

void write_media(JsonWriter&, const social::Media&, const social::Domain&);
void write_media_list(JsonWriter&, std::span<const social::Media>, const social::Domain&);

}  // namespace favilla::mastodon
