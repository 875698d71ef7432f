// SPDX-License-Identifier: AGPL-3.0-or-later
// server/host_commands.h — the commands about other servers.
#pragma once
#include "db/database.h"
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const HostBlockCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const HostUnblockCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const HostAllowCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const HostDisallowCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const HostListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const HostImportCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const HostExportCommand&, db::Database&, const CommandTools&);

}  // namespace favilla::server
