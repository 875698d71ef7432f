// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/moves.h"

#include "jobs/events.h"
#include "social/account_events.h"
#include "social/accounts.h"
#include "social/relation_changes.h"

namespace favilla::social {

Result<void> add_alias(db::Transaction& tx, AccountId id, std::string_view uri, Time now)
{
    auto account = find_account(tx, id);
    if (!account || account->uri == uri) return refuse(ErrorCode::Invalid, "move.own_alias");
    if (aliases_of(tx, id).size() >= max_aliases)
        return refuse(ErrorCode::Invalid, "move.too_many_aliases", {{"max", std::to_string(max_aliases)}});
    tx.run("INSERT INTO account_aliases (account_id, uri, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", id, uri, now);
    jobs::publish(tx, ProfileChanged{id});
    return {};
}

void remove_alias(db::Transaction& tx, AccountId id, std::string_view uri)
{
    if (tx.run("DELETE FROM account_aliases WHERE account_id = $1 AND uri = $2", id, uri) > 0)
        jobs::publish(tx, ProfileChanged{id});
}

std::vector<std::string> aliases_of(db::Reader& reader, AccountId id)
{
    std::vector<std::string> uris;
    for (const auto& row : reader.rows("SELECT uri FROM account_aliases WHERE account_id = $1 ORDER BY created_at, uri", id))
        uris.push_back(row.get<std::string>(0));
    return uris;
}

Result<void> move_account(db::Transaction& tx, AccountId id, AccountId target, Time now)
{
    if (id == target) return refuse(ErrorCode::Invalid, "move.to_itself");
    auto account = find_account(tx, target);
    if (!account || !account->is_known() || account->suspended_at) return refuse(ErrorCode::NotFound, "account.missing");
    auto before = tx.row("SELECT target_id, moved_at FROM account_moves WHERE account_id = $1", id);
    if (before && before->get<AccountId>(0) == target) return {};
    if (before && before->get<Time>(1) > now - between_moves)
        return refuse(ErrorCode::TooMany, "move.too_soon",
                      {{"days", std::to_string(between_moves.milliseconds / days(1).milliseconds)}});
    tx.run("INSERT INTO account_moves (account_id, target_id, moved_at) VALUES ($1, $2, $3) "
           "ON CONFLICT (account_id) DO UPDATE SET target_id = $2, moved_at = $3",
           id, target, now);
    jobs::publish(tx, AccountMoved{id, target});
    jobs::publish(tx, ProfileChanged{id});
    return {};
}

std::optional<AccountId> moved_to(db::Reader& reader, AccountId id)
{
    auto row = reader.row("SELECT m.target_id FROM account_moves m JOIN accounts a ON a.id = m.target_id WHERE m.account_id = $1 "
                          "AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
                          id);
    return row ? std::optional{row->get<AccountId>(0)} : std::nullopt;
}

bool move_followers(db::Transaction& tx, const AccountMoved& event, int at_most, Time now)
{
    auto rows = tx.rows("SELECT f.account_id, f.show_boosts, f.notify FROM follows f JOIN users u ON u.account_id = f.account_id "
                        "WHERE f.target_id = $1 ORDER BY f.account_id LIMIT $2",
                        event.account, at_most);
    for (const auto& row : rows) {
        auto follower = row.get<AccountId>(0);
        // Who blocks the new one, or is the new one, does not follow it; the old one is left all the same.
        if (follower != event.target)
            (void)follow(tx, follower, event.target,
                         {.show_boosts = row.get<bool>(1), .notify = row.get<bool>(2), .languages = {}}, now);
        (void)unfollow(tx, follower, event.account, now);
    }
    return !rows.empty();
}

}  // namespace favilla::social
