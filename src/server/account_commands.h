// SPDX-License-Identifier: AGPL-3.0-or-later
// server/account_commands.h — account, token, domain and emoji on the command line.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome run(const AccountCreateCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const AccountModifyCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const AccountDeleteCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const AccountIdentitiesCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const AccountListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const TokenCreateCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const DomainAddCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const DomainListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const DomainRemoveCommand&, db::Database&, const CommandTools&);

CommandOutcome run(const EmojiAddCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const EmojiListCommand&, db::Database&, const CommandTools&);
CommandOutcome run(const EmojiRemoveCommand&, db::Database&, const CommandTools&);

}  // namespace favilla::server
