// SPDX-License-Identifier: AGPL-3.0-or-later
// server/idea_commands.h — the commands about ideas.
#pragma once
#include "db/database.h"
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const IdeaListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const IdeaStateCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const IdeaMergeCommand&, db::Database&, const CommandTools&);

}  // namespace favilla::server
