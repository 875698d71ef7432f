// SPDX-License-Identifier: AGPL-3.0-or-later
// Blocks, mutes, blocked servers, and what one notes for oneself.
#include <algorithm>

#include "base/text.h"
#include "jobs/events.h"
#include "social/direct_conversations.h"
#include "social/relation_changes.h"
#include "social/relation_events.h"
#include "social/relations.h"
#include "social/timelines.h"

namespace favilla::social {

namespace {

constexpr std::size_t max_host_length = 253;

// What was told of somebody is told no longer once they are blocked.
void forget_told_of(db::Transaction& tx, AccountId who, AccountId whom)
{
    tx.run("DELETE FROM notifications WHERE account_id = $1 AND from_account_id = $2", who, whom);
}

// "Example.ORG." is "example.org". None when no host can be called so.
std::optional<std::string> host_key(std::string_view typed)
{
    auto host = fold(typed);
    while (host.ends_with('.')) host.pop_back();
    bool plain = !host.empty() && host.size() <= max_host_length && std::ranges::none_of(host, [](unsigned char c) {
        return c <= ' ' || c == '/' || c == '@' || c == '?' || c == '#' || c == 0x7f;
    });
    if (!plain) return std::nullopt;
    return host;
}

// Follows and requests between a person and everybody of a host, in both directions.
void part_from_host(db::Transaction& tx, AccountId who, std::string_view host)
{
    for (const auto& row : tx.rows("SELECT f.target_id FROM follows f JOIN accounts a ON a.id = f.target_id "
                                   "WHERE f.account_id = $1 AND a.host = $2",
                                   who, host)) {
        auto other = row.get<AccountId>(0);
        if (end_follow(tx, who, other)) jobs::publish(tx, AccountUnfollowed{who, other});
    }
    for (const auto& row : tx.rows("SELECT f.account_id FROM follows f JOIN accounts a ON a.id = f.account_id "
                                   "WHERE f.target_id = $1 AND a.host = $2",
                                   who, host)) {
        auto other = row.get<AccountId>(0);
        if (end_follow(tx, other, who)) jobs::publish(tx, FollowRejected{other, who});
    }
    for (const auto& row : tx.rows("SELECT f.account_id FROM follow_requests f JOIN accounts a ON a.id = f.account_id "
                                   "WHERE f.target_id = $1 AND a.host = $2",
                                   who, host)) {
        auto other = row.get<AccountId>(0);
        if (end_request(tx, other, who)) jobs::publish(tx, FollowRejected{other, who});
    }
}

}  // namespace

Result<void> block(db::Transaction& tx, AccountId who, AccountId whom, Time now)
{
    CHECKED(find_other(tx, who, whom));
    bool followed = end_follow(tx, who, whom);
    bool asked = end_request(tx, who, whom);
    if (followed || asked) jobs::publish(tx, AccountUnfollowed{who, whom});
    bool was_followed = end_follow(tx, whom, who);
    bool was_asked = end_request(tx, whom, who);
    if (was_followed || was_asked) jobs::publish(tx, FollowRejected{whom, who});
    bool added =
        tx.run("INSERT INTO blocks (account_id, target_id, id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", who,
               whom, tx.new_id<AccountId>(now), now)
        > 0;
    if (!added) return {};
    remove_from_home(tx, who, whom);  // what others boosted of theirs
    remove_from_home(tx, whom, who);
    forget_told_of(tx, who, whom);
    leave_direct(tx, who, whom);
    jobs::publish(tx, AccountBlocked{who, whom});
    return {};
}

Result<void> unblock(db::Transaction& tx, AccountId who, AccountId whom, Time)
{
    CHECKED(find_other(tx, who, whom));
    if (tx.run("DELETE FROM blocks WHERE account_id = $1 AND target_id = $2", who, whom) > 0)
        jobs::publish(tx, AccountUnblocked{who, whom});
    return {};
}

Result<void> mute(db::Transaction& tx, AccountId who, AccountId whom, const MuteOptions& options, Time now)
{
    CHECKED(find_other(tx, who, whom));
    std::optional<Time> expires_at;
    if (options.lasts && options.lasts->milliseconds > 0) expires_at = now + std::min(*options.lasts, max_mute_duration);
    tx.run(
        "INSERT INTO mutes (account_id, target_id, hide_notifications, expires_at, id, created_at) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (account_id, target_id) DO UPDATE SET hide_notifications = excluded.hide_notifications, "
        "expires_at = excluded.expires_at",
        who, whom, options.hide_notifications, expires_at, tx.new_id<AccountId>(now), now);
    // What stands at home is left out while it is read; a mute without an end makes room besides.
    if (!expires_at) remove_from_home(tx, who, whom);
    return {};
}

Result<void> unmute(db::Transaction& tx, AccountId who, AccountId whom, Time now)
{
    CHECKED(find_other(tx, who, whom));
    bool removed = tx.run("DELETE FROM mutes WHERE account_id = $1 AND target_id = $2", who, whom) > 0;
    if (removed && is_following(tx, who, whom)) merge_into_home(tx, who, whom, now);
    return {};
}

void forget_ended_mutes(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM mutes WHERE expires_at IS NOT NULL AND expires_at <= $1", now);
}

Result<void> set_private_note(db::Transaction& tx, AccountId who, AccountId about, std::string_view text)
{
    CHECKED(find_other(tx, who, about));
    if (grapheme_count(text) > max_private_note_length)
        return refuse(ErrorCode::Invalid, "relation.note_too_long", {{"max", std::to_string(max_private_note_length)}});
    if (text.empty())
        tx.run("DELETE FROM account_notes WHERE account_id = $1 AND target_id = $2", who, about);
    else
        tx.run("INSERT INTO account_notes (account_id, target_id, text) VALUES ($1, $2, $3) "
               "ON CONFLICT (account_id, target_id) DO UPDATE SET text = excluded.text",
               who, about, text);
    return {};
}

Result<HostTies> ties_with_host(db::Reader& reader, AccountId who, std::string_view typed)
{
    auto host = host_key(typed);
    if (!host) return refuse(ErrorCode::Invalid, "relation.host_invalid");
    auto count = [&](std::string_view sql) { return reader.row(sql, who, *host).value().get<std::int64_t>(0); };
    return HostTies{
        .following =
            count("SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.target_id WHERE f.account_id = $1 AND a.host = $2"),
        .followers = count(
            "SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = $1 AND a.host = $2")};
}

Result<void> block_host(db::Transaction& tx, AccountId who, std::string_view typed, Time now)
{
    auto host = host_key(typed);
    if (!host) return refuse(ErrorCode::Invalid, "relation.host_invalid");
    if (tx.row("SELECT 1 FROM domains WHERE name = $1", *host)) return refuse(ErrorCode::Invalid, "relation.own_host");
    bool added = tx.run("INSERT INTO account_domain_blocks (account_id, host, id, created_at) VALUES ($1, $2, $3, $4) "
                        "ON CONFLICT DO NOTHING",
                        who, *host, tx.new_id<AccountId>(now), now)
               > 0;
    if (added) part_from_host(tx, who, *host);
    return {};
}

bool blocks_host(db::Reader& reader, AccountId who, std::string_view host)
{
    return reader.row("SELECT 1 FROM account_domain_blocks WHERE account_id = $1 AND host = $2", who, host).has_value();
}

Result<void> unblock_host(db::Transaction& tx, AccountId who, std::string_view typed)
{
    auto host = host_key(typed);
    if (!host) return refuse(ErrorCode::Invalid, "relation.host_invalid");
    tx.run("DELETE FROM account_domain_blocks WHERE account_id = $1 AND host = $2", who, *host);
    return {};
}

}  // namespace favilla::social
