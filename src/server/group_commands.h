// SPDX-License-Identifier: AGPL-3.0-or-later
// server/group_commands.h — the commands about groups.
#pragma once
#include "db/database.h"
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const GroupCreateCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const GroupListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const GroupRoleCommand&, db::Database&, const CommandTools&);

}  // namespace favilla::server
