// SPDX-License-Identifier: AGPL-3.0-or-later
// server/integrity_store_commands.h — `favilla integrity run` and `verify`: on what people did here, and on the log of findings.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const IntegrityRunCommand&, Store&, const CommandTools&);
CommandOutcome run(const IntegrityVerifyCommand&, Store&, const CommandTools&);  // 1 where something does not fit

}  // namespace favilla::server
