// SPDX-License-Identifier: AGPL-3.0-or-later
// console/posture_json.h — a page's posture as our own API shows it, and the command line: docs/api/favilla.yaml.
#pragma once
#include "base/json_writer.h"
#include "strategy/posture_words.h"
#include "strategy/reports.h"

namespace favilla::console {

// Its fields, into an object that is open.
void write_posture(JsonWriter&, const strategy::PostureWords&, const strategy::PostureView&);

}  // namespace favilla::console
