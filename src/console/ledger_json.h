// SPDX-License-Identifier: AGPL-3.0-or-later
// console/ledger_json.h — what the ledger of attention shows of itself: the entities Ledger, LedgerSide and LedgerEntry of docs/api/favilla.yaml.
#pragma once
#include <span>

#include "base/json_writer.h"
#include "community/ledger.h"
#include "mastodon/api.h"

namespace favilla::console {

void write_ledger_side(JsonWriter&, std::string_view key, std::span<const community::LedgerDay>, community::LedgerSide, Time now);
void write_standing_changes(JsonWriter&, std::span<const community::StandingChange>);
void write_ledger_method(JsonWriter&);
double rounded(double points);  // to a tenth: more would be precision that nobody has

}  // namespace favilla::console
