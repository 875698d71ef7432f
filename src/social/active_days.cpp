// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/active_days.h"

#include "social/tags.h"

namespace favilla::social {

void note_active_day(db::Transaction& tx, AccountId account, Time now)
{
    tx.run(
        "INSERT INTO active_days (account_id, day, domain_id) SELECT account_id, $2, domain_id FROM users WHERE account_id = $1 "
        "ON CONFLICT (account_id, day) DO NOTHING",
        account, day_of(now));
}

void forget_active_days(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM active_days WHERE day < $1", day_of(now) - active_days_kept);
}

void forget_active_days_of(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM active_days WHERE account_id = $1", account);
}

}  // namespace favilla::social
