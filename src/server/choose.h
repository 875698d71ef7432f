// SPDX-License-Identifier: AGPL-3.0-or-later
// server/choose.h — which organisation and which account a command means.
#pragma once
#include <string>

#include "social/accounts.h"
#include "social/domains.h"

namespace favilla::server {

// The domain that was named, or the only one there is. Refuses: NotFound, Invalid "command.which_domain".
Result<social::Domain> choose_domain(db::Reader&, const std::string& name);
Result<social::Account> choose_account(db::Reader&, const std::string& name, const std::string& domain_name);

}  // namespace favilla::server
