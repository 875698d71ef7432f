// SPDX-License-Identifier: AGPL-3.0-or-later
// server/invitation_commands.h — the commands about invitations; their codes are made from the key in the data folder.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const InvitationMakeCommand&, Store&, const CommandTools&);
CommandOutcome run(const InvitationListCommand&, Store&, const CommandTools&);
CommandOutcome run(const InvitationRevokeCommand&, Store&, const CommandTools&);
CommandOutcome run(const InvitationTreeCommand&, Store&, const CommandTools&);

}  // namespace favilla::server
