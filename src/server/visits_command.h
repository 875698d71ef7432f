// SPDX-License-Identifier: AGPL-3.0-or-later
// server/visits_command.h — `favilla import visits`: an access log counted, and its visits kept by day.
#pragma once
#include <set>
#include <string>

#include "db/database.h"
#include "server/commands.h"

namespace favilla::server {

// --dry-run: says what is in the log and keeps nothing; needs no data.
CommandOutcome count_visits(const ImportVisitsCommand&, const CommandTools&);
// Servers that this one has met: they speak its protocol, whatever they are called.
std::set<std::string, std::less<>> servers_met(db::Reader&);
CommandOutcome run(const ImportVisitsCommand&, Store&, const CommandTools&);

}  // namespace favilla::server
