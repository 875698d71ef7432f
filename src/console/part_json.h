// SPDX-License-Identifier: AGPL-3.0-or-later
// console/part_json.h — a figure with its parts, as our own API writes it: the entity Parts of docs/api/favilla.yaml.
#pragma once
#include "base/json_writer.h"
#include "mastodon/api.h"
#include "social/act_parts.h"

namespace favilla::console {

// Of what is found and nobody was told, no figure speaks to anybody but the team.
enum class PartsFor { Everybody, Team };
PartsFor parts_for(db::Reader&, const mastodon::Api&);
void write_parts(JsonWriter&, const social::PartCounts&, PartsFor);

}  // namespace favilla::console
