// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_list.h"

#include <algorithm>

namespace favilla::social {

namespace {

// How many rows are looked at for a page, whatever a query leaves out.
constexpr int looked_at_for_each = 10;

Notification read_notification(const db::Row& row)
{
    return {.id = row.get<NotificationId>(0),
            .to = row.get<AccountId>(1),
            .kind = row.get<std::string>(2),
            .from = row.get<AccountId>(3),
            .status = row.get<std::optional<StatusId>>(4),
            .report = row.get<std::optional<ReportId>>(5),
            .warning = row.get<std::optional<WarningId>>(6),
            .idea_change = row.get<std::optional<IdeaChangeId>>(8),
            .created_at = row.get<Time>(7)};
}

constexpr std::string_view newest_sql =
    "SELECT n.id, n.account_id, n.kind, n.from_account_id, n.status_id, n.report_id, n.warning_id, n.created_at, n.idea_change_id FROM notifications n "
    "JOIN accounts a ON a.id = n.from_account_id WHERE n.account_id = $1 AND n.id < $2 AND n.id > $3 "
    "AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = n.from_account_id) "
    "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_id = n.from_account_id "
    "AND m.hide_notifications = 1 AND (m.expires_at IS NULL OR m.expires_at > $4)) ORDER BY n.id DESC LIMIT $5";
constexpr std::string_view oldest_sql =
    "SELECT n.id, n.account_id, n.kind, n.from_account_id, n.status_id, n.report_id, n.warning_id, n.created_at, n.idea_change_id FROM notifications n "
    "JOIN accounts a ON a.id = n.from_account_id WHERE n.account_id = $1 AND n.id < $2 AND n.id > $3 "
    "AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = n.from_account_id) "
    "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_id = n.from_account_id "
    "AND m.hide_notifications = 1 AND (m.expires_at IS NULL OR m.expires_at > $4)) ORDER BY n.id LIMIT $5";

bool is_wanted(const NotificationQuery& query, const Notification& notification)
{
    auto among = [&](const std::vector<std::string>& kinds) {
        return std::ranges::find(kinds, notification.kind) != kinds.end();
    };
    if (!query.kinds.empty() && !among(query.kinds)) return false;
    if (among(query.excluded)) return false;
    return !query.from || *query.from == notification.from;
}

}  // namespace

Page<Notification> notifications_of(db::Reader& reader, AccountId account, const NotificationQuery& query,
                                    const PageRequest& request, Time now)
{
    bool everything = query.kinds.empty() && query.excluded.empty() && !query.from;
    auto looked_at = request.limit * (everything ? 1 : looked_at_for_each);
    auto rows =
        reader.rows(request.forwards() ? oldest_sql : newest_sql, account, request.before(), request.after(), now, looked_at);
    Page<Notification> page;
    std::optional<std::int64_t> last;
    bool is_last = request.reads_to_the_end() && static_cast<int>(rows.size()) < looked_at;
    for (auto row : rows) {
        if (page.items.size() == static_cast<std::size_t>(request.limit)) {
            is_last = false;
            break;
        }
        auto notification = read_notification(row);
        last = notification.id.value;
        if (!page.newest) page.newest = last;
        if (is_wanted(query, notification)) page.items.push_back(std::move(notification));
    }
    if (!is_last) page.oldest = last;
    if (request.forwards()) {
        std::ranges::reverse(page.items);
        std::swap(page.newest, page.oldest);
    }
    return page;
}

std::optional<Notification> find_notification(db::Reader& reader, AccountId account, NotificationId id)
{
    auto row = reader.row(
        "SELECT id, account_id, kind, from_account_id, status_id, report_id, warning_id, created_at, idea_change_id FROM notifications WHERE id = $1 AND account_id = $2",
        id, account);
    return row ? std::optional{read_notification(*row)} : std::nullopt;
}

int unread_notifications(db::Reader& reader, AccountId account, const NotificationQuery& query, int at_most, Time now)
{
    auto read_to = reader.value<std::int64_t>(
        "SELECT last_read_id FROM markers WHERE account_id = $1 AND timeline = 'notifications'", account);
    PageRequest request{.max_id = {}, .since_id = read_to.value_or(0), .min_id = {}, .limit = at_most};
    return static_cast<int>(notifications_of(reader, account, query, request, now).items.size());
}

Result<void> dismiss_notification(db::Transaction& tx, AccountId account, NotificationId id)
{
    if (tx.run("DELETE FROM notifications WHERE id = $1 AND account_id = $2", id, account) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

void clear_notifications(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM notifications WHERE account_id = $1", account);
}

}  // namespace favilla::social
