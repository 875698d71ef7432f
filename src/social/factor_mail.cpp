// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/factor_mail.h"

#include "social/accounts.h"
#include "social/users.h"

namespace favilla::social {

void tell_person(db::Transaction& tx, AccountId id, MailKind kind, std::string_view path, Time now, std::string reason)
{
    auto user = find_user(tx, id);
    if (!user) return;
    enqueue_mail(tx, *find_domain(tx, user->domain),
                 {.kind = kind,
                  .to = user->email,
                  .locale = user->locale,
                  .path = std::string{path},
                  .username = find_account(tx, id)->username,
                  .reason = std::move(reason)},
                 now);
}

}  // namespace favilla::social
