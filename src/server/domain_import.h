// SPDX-License-Identifier: AGPL-3.0-or-later
// server/domain_import.h — favilla domain import: an organisation that was written by `favilla domain export` (or the only one of a backup)
// comes to an installation that serves others. The process of whoever typed the command takes the file apart; whoever holds the data lays
// down its media and its rows.
#pragma once
#include "server/commands.h"

namespace favilla::server {

// The last step, by whoever holds the data: from a folder that was made ready.
CommandOutcome run(const DomainImportCommand&, Store&, const CommandTools&);

// All steps; the last is asked of `lay_down`.
CommandOutcome import_domain(const DomainImportCommand&, const StorePlace&, const CommandTools&,
                             const std::function<CommandOutcome(const DomainImportCommand&)>& lay_down);

// The words by which the last step is asked for in another process.
std::vector<std::string> words_of_laying_down(const DomainImportCommand&);

}  // namespace favilla::server
