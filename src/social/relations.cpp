// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/relations.h"

#include <algorithm>

#include "base/language.h"
#include "jobs/events.h"
#include "social/notifications.h"
#include "social/relation_changes.h"
#include "social/relation_events.h"
#include "social/timelines.h"

namespace favilla::social {

namespace {

struct FollowRow {
    bool show_boosts = true;
    bool notify = false;
    std::string languages;  // "it,en"
};

// Languages nobody knows are dropped.
std::string joined(const std::vector<std::string>& languages)
{
    std::string text;
    for (const auto& language : languages) {
        auto normal = normal_language(language);
        if (!normal) continue;
        if (!text.empty()) text += ',';
        text += *normal;
    }
    return text;
}

std::optional<FollowRow> find_row(db::Reader& reader, std::string_view table, AccountId follower, AccountId followed)
{
    auto sql = "SELECT show_boosts, notify, languages FROM " + std::string{table} + " WHERE account_id = $1 AND target_id = $2";
    auto row = reader.row(sql, follower, followed);
    if (!row) return std::nullopt;
    return FollowRow{row->get<bool>(0), row->get<bool>(1), row->get<std::string>(2)};
}

FollowRow changed(FollowRow row, const FollowOptions& options)
{
    if (options.show_boosts) row.show_boosts = *options.show_boosts;
    if (options.notify) row.notify = *options.notify;
    if (options.languages) row.languages = joined(*options.languages);
    return row;
}

// What is followed or asked for already is only asked for differently. True when there was something to change.
bool change_existing(db::Transaction& tx, AccountId follower, AccountId followed, const FollowOptions& options)
{
    if (auto row = find_row(tx, "follows", follower, followed)) {
        auto next = changed(*row, options);
        tx.run("UPDATE follows SET show_boosts = $3, notify = $4, languages = $5 WHERE account_id = $1 AND target_id = $2",
               follower, followed, next.show_boosts, next.notify, next.languages);
        return true;
    }
    if (auto row = find_row(tx, "follow_requests", follower, followed)) {
        auto next = changed(*row, options);
        tx.run(
            "UPDATE follow_requests SET show_boosts = $3, notify = $4, languages = $5 WHERE account_id = $1 AND target_id = $2",
            follower, followed, next.show_boosts, next.notify, next.languages);
        return true;
    }
    return false;
}

Result<void> check_room(db::Reader& reader, AccountId follower)
{
    auto row = reader.row("SELECT following_count, followers_count FROM accounts WHERE id = $1", follower);
    auto room = std::max(max_following, row ? row->get<std::int64_t>(1) * 11 / 10 : 0);
    if (row && row->get<std::int64_t>(0) >= room)
        return refuse(ErrorCode::Invalid, "relation.too_many_follows", {{"max", std::to_string(room)}});
    return {};
}

bool is_silenced(db::Reader& reader, AccountId account)
{
    return reader.row("SELECT 1 FROM accounts WHERE id = $1 AND silenced_at IS NOT NULL", account).has_value();
}

void add_follow(db::Transaction& tx, AccountId follower, AccountId followed, const FollowRow& row, Time now)
{
    tx.run("INSERT INTO follows (account_id, target_id, show_boosts, notify, languages, id, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           follower, followed, row.show_boosts, row.notify, row.languages, tx.new_id<AccountId>(now), now);
    tx.run("UPDATE accounts SET following_count = following_count + 1 WHERE id = $1", follower);
    tx.run("UPDATE accounts SET followers_count = followers_count + 1 WHERE id = $1", followed);
    merge_into_home(tx, follower, followed, now);
    notify(tx, {.to = followed, .kind = NotificationKind::Follow, .from = follower, .status = {}, .conversation = {}}, now);
    jobs::publish(tx, AccountFollowed{follower, followed});
}

void ask_to_follow(db::Transaction& tx, AccountId follower, AccountId followed, const FollowRow& row, Time now)
{
    tx.run("INSERT INTO follow_requests (account_id, target_id, show_boosts, notify, languages, id, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           follower, followed, row.show_boosts, row.notify, row.languages, tx.new_id<AccountId>(now), now);
    notify(tx, {.to = followed, .kind = NotificationKind::FollowRequest, .from = follower, .status = {}, .conversation = {}},
           now);
    jobs::publish(tx, FollowRequested{follower, followed});
}

void forget_told(db::Transaction& tx, AccountId to, AccountId from, NotificationKind kind)
{
    tx.run("DELETE FROM notifications WHERE account_id = $1 AND from_account_id = $2 AND kind = $3", to, from, name_of(kind));
}

// Only whom one follows stands in one's lists.
void leave_lists(db::Transaction& tx, AccountId owner, AccountId member)
{
    for (const auto& row : tx.rows("SELECT l.id FROM list_accounts la JOIN lists l ON l.id = la.list_id "
                                   "WHERE la.account_id = $2 AND l.account_id = $1",
                                   owner, member)) {
        auto list = row.get<ListId>(0);
        tx.run("DELETE FROM list_accounts WHERE list_id = $1 AND account_id = $2", list, member);
        remove_from_list(tx, list, member);
    }
}

}  // namespace

bool is_blocked_either_way(db::Reader& reader, AccountId one, AccountId other)
{
    return reader
        .row("SELECT 1 FROM blocks WHERE account_id = $1 AND target_id = $2 "
             "UNION ALL SELECT 1 FROM blocks WHERE account_id = $2 AND target_id = $1",
             one, other)
        .has_value();
}

Result<Other> find_other(db::Reader& reader, AccountId self, AccountId id)
{
    if (self == id) return refuse(ErrorCode::Invalid, "relation.self");
    auto row = reader.row("SELECT host, domain_id, locked, suspended_at FROM accounts "
                          "WHERE id = $1 AND admitted_at IS NOT NULL AND deleted_at IS NULL",
                          id);
    if (!row) return refuse(ErrorCode::NotFound, "account.missing");
    return Other{.id = id,
                 .host = row->get<std::string>(0),
                 .local = !row->is_null(1),
                 .locked = row->get<bool>(2),
                 .suspended = !row->is_null(3)};
}

bool end_follow(db::Transaction& tx, AccountId follower, AccountId followed)
{
    if (tx.run("DELETE FROM follows WHERE account_id = $1 AND target_id = $2", follower, followed) == 0) return false;
    tx.run("UPDATE accounts SET following_count = following_count - 1 WHERE id = $1", follower);
    tx.run("UPDATE accounts SET followers_count = followers_count - 1 WHERE id = $1", followed);
    leave_lists(tx, follower, followed);
    tx.run("DELETE FROM endorsements WHERE account_id = $1 AND target_id = $2", follower, followed);
    remove_from_home(tx, follower, followed);
    forget_told(tx, followed, follower, NotificationKind::Follow);
    return true;
}

bool end_request(db::Transaction& tx, AccountId follower, AccountId followed)
{
    if (tx.run("DELETE FROM follow_requests WHERE account_id = $1 AND target_id = $2", follower, followed) == 0) return false;
    forget_told(tx, followed, follower, NotificationKind::FollowRequest);
    return true;
}

Result<void> follow(db::Transaction& tx, AccountId follower, AccountId followed, const FollowOptions& options, Time now)
{
    TRY(auto other, find_other(tx, follower, followed));
    if (other.suspended) return refuse(ErrorCode::NotFound, "account.missing");
    if (is_blocked_either_way(tx, follower, followed)) return refuse(ErrorCode::Forbidden, "relation.blocked");
    if (change_existing(tx, follower, followed, options)) return {};
    CHECKED(check_room(tx, follower));
    bool asks = other.locked || !other.local || is_silenced(tx, follower);
    if (asks)
        ask_to_follow(tx, follower, followed, changed({}, options), now);
    else
        add_follow(tx, follower, followed, changed({}, options), now);
    return {};
}

Result<void> let_follow(db::Transaction& tx, AccountId follower, AccountId followed, Time now)
{
    CHECKED(find_other(tx, followed, follower));
    if (is_blocked_either_way(tx, follower, followed)) return refuse(ErrorCode::Forbidden, "relation.blocked");
    if (is_following(tx, follower, followed)) return {};
    CHECKED(check_room(tx, follower));
    end_request(tx, follower, followed);
    add_follow(tx, follower, followed, {}, now);
    return {};
}

Result<void> unfollow(db::Transaction& tx, AccountId follower, AccountId followed, Time)
{
    CHECKED(find_other(tx, follower, followed));
    bool ended = end_follow(tx, follower, followed);
    bool withdrawn = end_request(tx, follower, followed);
    if (ended || withdrawn) jobs::publish(tx, AccountUnfollowed{follower, followed});
    return {};
}

Result<void> remove_follower(db::Transaction& tx, AccountId followed, AccountId follower, Time)
{
    CHECKED(find_other(tx, followed, follower));
    if (end_follow(tx, follower, followed)) jobs::publish(tx, FollowRejected{follower, followed});
    return {};
}

Result<void> accept_follow(db::Transaction& tx, AccountId followed, AccountId follower, Time now)
{
    auto asked = find_row(tx, "follow_requests", follower, followed);
    if (!asked) return refuse(ErrorCode::NotFound, "relation.no_request");
    end_request(tx, follower, followed);
    if (!find_row(tx, "follows", follower, followed)) add_follow(tx, follower, followed, *asked, now);
    jobs::publish(tx, FollowAccepted{follower, followed});
    return {};
}

Result<void> reject_follow(db::Transaction& tx, AccountId followed, AccountId follower, Time)
{
    if (!end_request(tx, follower, followed)) return refuse(ErrorCode::NotFound, "relation.no_request");
    jobs::publish(tx, FollowRejected{follower, followed});
    return {};
}

bool is_following(db::Reader& reader, AccountId follower, AccountId followed)
{
    return reader.row("SELECT 1 FROM follows WHERE account_id = $1 AND target_id = $2", follower, followed).has_value();
}

bool is_followed_here(db::Reader& reader, AccountId account)
{
    return reader
        .row(
            "SELECT 1 FROM follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = $1 AND a.domain_id IS NOT NULL LIMIT 1",
            account)
        .has_value();
}

}  // namespace favilla::social
