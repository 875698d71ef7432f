// SPDX-License-Identifier: AGPL-3.0-or-later
// server/event_commands.h — the commands about events.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const EventListCommand&, Store&, const CommandTools&);
CommandOutcome run(const EventCancelCommand&, Store&, const CommandTools&);

}  // namespace favilla::server
