// SPDX-License-Identifier: AGPL-3.0-or-later
// console/outlook_json.h — what is known of how conversations end here, as our own API shows it, and the command line: the entities OutlookModel
// and the fields of DeskEnding that are no account's or post's, of docs/api/favilla.yaml.
#pragma once
#include "base/json_writer.h"
#include "desk/outlook.h"

namespace favilla::console {

// Null before the first night.
void write_outlook(JsonWriter&, const std::optional<desk::KeptOutlook>&);
// Its fields, into an object that is open.
void write_ending_fields(JsonWriter&, const desk::Ending&);

}  // namespace favilla::console
