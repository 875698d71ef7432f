// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/relationship_json.h — the entity Relationship (docs.joinmastodon.org/entities/Relationship).
#pragma once
#include "base/json_writer.h"
#include "social/relations.h"

namespace favilla::mastodon {

void write_relationship(JsonWriter&, const social::Relationship&);

}  // namespace favilla::mastodon
