// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/endorsements.h"

#include "social/accounts.h"
#include "social/relations.h"

namespace favilla::social {

namespace {

Result<void> check_known(db::Reader& reader, AccountId id)
{
    auto account = find_account(reader, id);
    if (!account || !account->is_known()) return refuse(ErrorCode::NotFound, "account.missing");
    return {};
}

}  // namespace

Result<void> endorse(db::Transaction& tx, AccountId who, AccountId whom, Time now)
{
    CHECKED(check_known(tx, whom));
    if (who == whom) return refuse(ErrorCode::Invalid, "relation.self");
    if (!is_following(tx, who, whom)) return refuse(ErrorCode::Invalid, "endorsement.not_following");
    tx.run("INSERT INTO endorsements (account_id, target_id, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", who, whom,
           tx.new_id<AccountId>(now));
    return {};
}

Result<void> withdraw_endorsement(db::Transaction& tx, AccountId who, AccountId whom)
{
    CHECKED(check_known(tx, whom));
    tx.run("DELETE FROM endorsements WHERE account_id = $1 AND target_id = $2", who, whom);
    return {};
}

}  // namespace favilla::social
