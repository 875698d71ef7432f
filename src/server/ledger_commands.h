// SPDX-License-Identifier: AGPL-3.0-or-later
// server/ledger_commands.h — the commands about the ledger of attention.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const LedgerRecountCommand&, Store&, const CommandTools&);
CommandOutcome run(const LedgerOwedCommand&, Store&, const CommandTools&);

}  // namespace favilla::server
