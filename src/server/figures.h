// SPDX-License-Identifier: AGPL-3.0-or-later
// server/figures.h — the commands that tell of a file and need no data of their own.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome response_times(const ResponseCommand&, const CommandTools&);
CommandOutcome attribution(const AttributionCommand&, const CommandTools&);
CommandOutcome lifetime(const LifetimeCommand&, const CommandTools&);
CommandOutcome who_answers_whom(const AnswersCommand&, const CommandTools&);
CommandOutcome look_into_archive(const ArchiveCommand&, const CommandTools&);

}  // namespace favilla::server
