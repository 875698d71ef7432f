// SPDX-License-Identifier: AGPL-3.0-or-later
// server/integrity_reports.h — what the commands of integrity_commands.h do. They need no data of their own.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome coordination(const CoordinationCommand&, const CommandTools&);
CommandOutcome judge_community(const JudgeCommand&, const CommandTools&);
CommandOutcome stream_community(const StreamCommand&, const CommandTools&);

}  // namespace favilla::server
