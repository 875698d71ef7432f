// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_announcements.h"

#include <fmt/format.h>

#include "jobs/events.h"
#include "social/notifications.h"
#include "social/relations.h"

namespace favilla::community {

namespace {

constexpr int told_at_once = 200;

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "group.missing"); }

// What has come to its day makes room for being announced anew.
void settle_past(db::Transaction& tx, StatusId topic, Time now)
{
    tx.run("UPDATE group_announcements SET withdrawn_at = until_at WHERE status_id = $1 AND withdrawn_at IS NULL "
           "AND until_at <= $2",
           topic, now);
}

struct Listener {
    std::int64_t place = 0;  // of their following
    AccountId account;
};

// Of this server, and not out of the way of who wrote it.
std::vector<Listener> next_listeners(db::Reader& reader, const GroupAnnounced& event, std::int64_t after, Time now)
{
    std::vector<Listener> found;
    for (const auto& row : reader.rows(
             "SELECT f.id, f.account_id FROM follows f JOIN accounts a ON a.id = f.account_id "
             "JOIN statuses s ON s.id = $2 WHERE f.target_id = $1 AND f.id > $3 AND a.domain_id IS NOT NULL "
             "AND f.account_id <> $4 "
             "AND NOT EXISTS (SELECT 1 FROM group_announcements_unheard u WHERE u.account_id = f.account_id AND u.group_id = $1) "
             "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = f.account_id AND b.target_id = s.account_id) "
             "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = s.account_id AND b.target_id = f.account_id) "
             "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = f.account_id AND m.target_id = s.account_id "
             "                AND (m.expires_at IS NULL OR m.expires_at > $5)) "
             "ORDER BY f.id LIMIT $6",
             event.group, event.status, after, event.by, now, told_at_once))
        found.push_back({row.get<std::int64_t>(0), row.get<AccountId>(1)});
    return found;
}

// The place of the last one; none: everybody was asked, or it stands no longer.
std::optional<std::int64_t> tell_next(db::Transaction& tx, const GroupAnnounced& event, std::int64_t after, Time now)
{
    auto announced = find_announced(tx, event.group, event.status);
    if (!announced || !announced->stands_at(now)) return std::nullopt;
    auto conversation =
        tx.value<std::optional<ConversationId>>("SELECT conversation_id FROM statuses WHERE id = $1", event.status);
    auto listeners = next_listeners(tx, event, after, now);
    for (const auto& one : listeners)
        social::notify(tx,
                       {.to = one.account,
                        .kind = social::NotificationKind::GroupAnnouncement,
                        .from = event.group,
                        .status = event.status,
                        .conversation = conversation.value_or(std::nullopt)},
                       now);
    return listeners.empty() ? std::nullopt : std::optional{listeners.back().place};
}

}  // namespace

std::string above_others(int now)
{
    return fmt::format("SELECT status_id FROM group_statuses WHERE group_id = $1 AND pinned_at IS NOT NULL "
                       "UNION SELECT status_id FROM group_announcements WHERE group_id = $1 AND withdrawn_at IS NULL "
                       "AND (until_at IS NULL OR until_at > ${})",
                       now);
}

std::optional<Announced> find_announced(db::Reader& reader, AccountId group, StatusId topic)
{
    auto row = reader.row(
        "SELECT created_at, until_at FROM group_announcements WHERE status_id = $2 AND group_id = $1 AND withdrawn_at IS NULL",
        group, topic);
    if (!row) return std::nullopt;
    return Announced{row->get<Time>(0), row->get<std::optional<Time>>(1)};
}

Result<void> announce(db::Transaction& tx, AccountId group, AccountId by, StatusId topic, std::optional<Time> until, Time now)
{
    if (until && (*until <= now || *until > now + longest_announced)) return refuse(ErrorCode::Invalid, "group.announced_until");
    settle_past(tx, topic, now);
    if (tx.run("UPDATE group_announcements SET until_at = $3 WHERE status_id = $2 AND group_id = $1 AND withdrawn_at IS NULL",
               group, topic, until)
        > 0)
        return {};
    auto lately = tx.value<std::int64_t>("SELECT count(*) FROM group_announcements WHERE group_id = $1 AND created_at > $2",
                                         group, now - days(7));
    if (lately.value_or(0) >= most_announced_a_week)
        return refuse(ErrorCode::Invalid, "group.too_many_announced", {{"max", std::to_string(most_announced_a_week)}});
    // Where it stood in another group before, it is of that one no longer.
    tx.run("UPDATE group_announcements SET withdrawn_at = $2 WHERE status_id = $1 AND withdrawn_at IS NULL", topic, now);
    tx.run(
        "INSERT INTO group_announcements (group_id, status_id, created_at, announced_by, until_at) VALUES ($1, $2, $3, $4, $5)",
        group, topic, now, by, until);
    jobs::publish(tx, GroupAnnounced{group, topic, by});
    return {};
}

Result<void> take_back(db::Transaction& tx, AccountId group, StatusId topic, Time now)
{
    settle_past(tx, topic, now);
    if (tx.run("UPDATE group_announcements SET withdrawn_at = $3 WHERE status_id = $2 AND group_id = $1 AND withdrawn_at IS NULL",
               group, topic, now)
        == 0)
        return missing();
    social::forget_notifications(tx, topic, social::NotificationKind::GroupAnnouncement, group);
    jobs::publish(tx, GroupChanged{group, std::nullopt});
    return {};
}

void tell_of_announcement(db::Database& database, const GroupAnnounced& event, Time now)
{
    for (std::optional<std::int64_t> place = 0; place;)
        place = database.write([&](db::Transaction& tx) { return tell_next(tx, event, *place, now); });
}

bool is_told_of_announcements(db::Reader& reader, AccountId group, AccountId member)
{
    return !reader.row("SELECT 1 FROM group_announcements_unheard WHERE account_id = $2 AND group_id = $1", group, member)
                .has_value();
}

Result<void> choose_announcements(db::Transaction& tx, AccountId group, AccountId member, bool told)
{
    if (!social::is_following(tx, member, group)) return missing();
    if (told)
        tx.run("DELETE FROM group_announcements_unheard WHERE account_id = $2 AND group_id = $1", group, member);
    else
        tx.run("INSERT INTO group_announcements_unheard (account_id, group_id) VALUES ($2, $1) ON CONFLICT DO NOTHING", group,
               member);
    return {};
}

void forget_announcement_choices_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (gone && gone->deleted_at) tx.run("DELETE FROM group_announcements_unheard WHERE account_id = $1", account);
}

}  // namespace favilla::community
