// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/server_followers.h"

namespace favilla::distribution {

void keep_server_follower(db::Transaction& tx, DomainId domain, AccountId account, std::string_view follow_uri, Time now)
{
    tx.run("INSERT INTO server_followers (domain_id, account_id, follow_uri, followed_at) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (domain_id, account_id) DO UPDATE SET follow_uri = excluded.follow_uri",
           domain, account, follow_uri, now);
}

bool forget_server_follower(db::Transaction& tx, DomainId domain, AccountId account)
{
    return tx.run("DELETE FROM server_followers WHERE domain_id = $1 AND account_id = $2", domain, account) > 0;
}

bool forget_server_follow(db::Transaction& tx, AccountId account, std::string_view follow_uri)
{
    return tx.run("DELETE FROM server_followers WHERE account_id = $1 AND follow_uri = $2", account, follow_uri) > 0;
}

void forget_server_follows_of(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM server_followers WHERE account_id = $1", account);
}

std::vector<AccountId> server_followers(db::Reader& reader, DomainId domain)
{
    std::vector<AccountId> accounts;
    for (const auto& row : reader.rows("SELECT f.account_id FROM server_followers f JOIN accounts a ON a.id = f.account_id "
                                       "WHERE f.domain_id = $1 AND a.deleted_at IS NULL AND a.suspended_at IS NULL "
                                       "ORDER BY f.account_id",
                                       domain))
        accounts.push_back(row.get<AccountId>(0));
    return accounts;
}

std::int64_t count_server_followers(db::Reader& reader, DomainId domain)
{
    return static_cast<std::int64_t>(server_followers(reader, domain).size());
}

}  // namespace favilla::distribution
