// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/suggestions.h"

#include <algorithm>
#include <string>

namespace favilla::social {

namespace {

constexpr int friends_looked_at = 200;  // the newest of those one follows
constexpr int fewest_friends = 2;       // one friend's taste is no reason

// $1: for whom; $2: the moment; a: who would be suggested.
constexpr std::string_view may_be_suggested =
    "a.discoverable = 1 AND a.kind IN ('person', 'page', 'service') AND a.id <> $1 AND a.admitted_at IS NOT NULL AND a.silenced_at IS NULL "
    "AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM account_moves v WHERE v.account_id = a.id) "
    "AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.account_id = $1 AND f.target_id = a.id) "
    "AND NOT EXISTS (SELECT 1 FROM follow_requests f WHERE f.account_id = $1 AND f.target_id = a.id) "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = a.id) "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $1) "
    "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_id = a.id AND (m.expires_at IS NULL OR m.expires_at > $2)) "
    "AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.account_id = $1 AND d.host = a.host) "
    "AND NOT EXISTS (SELECT 1 FROM suggestion_refusals r WHERE r.account_id = $1 AND r.target_id = a.id)";

void add(std::vector<Suggestion>& all, const db::Rows& rows, SuggestedBecause reason, int limit)
{
    for (const auto& row : rows) {
        auto id = row.get<AccountId>(0);
        auto known = std::ranges::find(all, id, &Suggestion::account);
        if (known != all.end())
            known->reasons.push_back(reason);
        else if (all.size() < static_cast<std::size_t>(limit))
            all.push_back({.account = id, .reasons = {reason}});
    }
}

}  // namespace

std::vector<Suggestion> suggestions(db::Reader& reader, AccountId account, int limit, Time now)
{
    auto conditions = std::string{may_be_suggested};
    std::vector<Suggestion> all;
    add(all,
        reader.rows(
            "SELECT a.id, count(*) AS friends FROM "
            "(SELECT o.id AS id FROM follows m JOIN accounts o ON o.id = m.target_id WHERE m.account_id = $1 AND o.hide_collections = 0 "
            "AND o.suspended_at IS NULL ORDER BY m.id DESC LIMIT $4) AS friend "
            "JOIN follows t ON t.account_id = friend.id JOIN accounts a ON a.id = t.target_id WHERE "
                + conditions + " GROUP BY a.id HAVING count(*) >= $5 ORDER BY friends DESC, a.id DESC LIMIT $3",
            account, now, limit, friends_looked_at, fewest_friends),
        SuggestedBecause::FriendsOfFriends, limit);
    add(all,
        reader.rows("SELECT a.id FROM accounts a WHERE a.followers_count > 0 AND " + conditions
                        + " ORDER BY a.followers_count DESC, a.id DESC LIMIT $3",
                    account, now, limit),
        SuggestedBecause::MostFollowed, limit);
    return all;
}

void refuse_suggestion(db::Transaction& tx, AccountId account, AccountId suggested)
{
    tx.run(
        "INSERT INTO suggestion_refusals (account_id, target_id) SELECT $1, a.id FROM accounts a WHERE a.id = $2 ON CONFLICT DO NOTHING",
        account, suggested);
}

}  // namespace favilla::social
