// SPDX-License-Identifier: AGPL-3.0-or-later
// server/visits_command.h — `favilla import visits`: an access log counted, and its visits kept by day.
#pragma once
#include "server/commands.h"

namespace favilla::server {

// --dry-run: says what is in the log and keeps nothing; needs no data.
CommandOutcome count_visits(const ImportVisitsCommand&, const CommandTools&);
CommandOutcome run(const ImportVisitsCommand&, Store&, const CommandTools&);

}  // namespace favilla::server
