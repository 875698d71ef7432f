// SPDX-License-Identifier: AGPL-3.0-or-later
// social/administration.h — what an administrator does to users and organisations by hand, from the command line or a
// desk: no proof by mail is asked for.
#pragma once
#include <string_view>
#include <vector>

#include "social/users.h"

namespace favilla::social {

std::vector<User> users_of(db::Reader&, DomainId);  // by age of the account

// Refuses: NotFound, Invalid "user.email_invalid", Conflict "user.email_taken".
Result<void> change_email_by_hand(db::Transaction&, AccountId, std::string_view email);
Result<void> confirm_by_hand(db::Transaction&, AccountId, Time now);

// The account's name stays taken and its places in conversations stay; its words, marks, relations and sign-in go, and
// it is told (AccountSuspended) so that streams close. Refuses: NotFound, Forbidden "user.last_admin".
Result<void> delete_account(db::Transaction&, AccountId, Time now);

// Refuses: NotFound, Conflict "domain.has_accounts".
Result<void> remove_domain(db::Transaction&, DomainId);

}  // namespace favilla::social
