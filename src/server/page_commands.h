// SPDX-License-Identifier: AGPL-3.0-or-later
// server/page_commands.h — the commands about pages.
#pragma once
#include "db/database.h"
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const PageCreateCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const PageListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const PageRoleCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const PostureCommand&, db::Database&, const CommandTools&);  // posture_command.cpp
CommandOutcome run(const OutlookCommand&, db::Database&, const CommandTools&);  // outlook_command.cpp

}  // namespace favilla::server
