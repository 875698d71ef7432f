// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_list.h"

#include <algorithm>

#include "social/heard.h"
#include "social/notification_rows.h"

namespace favilla::social {

namespace {

// How many rows are looked at for a page, whatever a query leaves out.
constexpr int looked_at_for_each = 10;

}  // namespace

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
            .created_at = row.get<Time>(7),
            .collection = row.get<std::optional<CollectionId>>(11),
            .listening = row.get<std::optional<ListeningId>>(12),
            .group_key = row.get<std::optional<std::string>>(9),
            .is_filtered = row.get<bool>(10)};
}

namespace {

// $1: whose; $2: the moment.
std::string list_sql(std::string_view more)
{
    return "SELECT n.id, n.account_id, n.kind, n.from_account_id, n.status_id, n.report_id, n.warning_id, n.created_at, n.idea_change_id, "
           "n.group_key, n.filtered, n.collection_id, n.listening_id FROM notifications n JOIN accounts a ON a.id = n.from_account_id WHERE n.account_id = $1 AND "
         + std::string{heard_senders} + std::string{more};
}

}  // namespace

bool is_wanted(const NotificationQuery& query, const Notification& notification)
{
    auto among = [&](const std::vector<std::string>& kinds) {
        return std::ranges::find(kinds, notification.kind) != kinds.end();
    };
    if (!query.kinds.empty() && !among(query.kinds)) return false;
    if (among(query.excluded)) return false;
    return !query.from || *query.from == notification.from;
}

db::Rows read_notifications(db::Reader& reader, AccountId account, const NotificationQuery& query, const PageRequest& request,
                            Time now, int at_most)
{
    std::string more = " AND n.id < $3 AND n.id > $4";
    // What one sender told is shown whole when it is asked for by name, as Mastodon does.
    if (!query.with_filtered && !query.from) more += " AND n.filtered = 0";
    more += request.forwards() ? " ORDER BY n.id LIMIT $5" : " ORDER BY n.id DESC LIMIT $5";
    return reader.rows(list_sql(more), account, now, request.before(), request.after(), at_most);
}

Page<Notification> notifications_of(db::Reader& reader, AccountId account, const NotificationQuery& query,
                                    const PageRequest& request, Time now)
{
    bool everything = query.kinds.empty() && query.excluded.empty() && !query.from;
    auto looked_at = request.limit * (everything ? 1 : looked_at_for_each);
    auto rows = read_notifications(reader, account, query, request, now, looked_at);
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
        "SELECT id, account_id, kind, from_account_id, status_id, report_id, warning_id, created_at, idea_change_id, group_key, filtered, collection_id, "
        "listening_id "
        "FROM notifications WHERE id = $1 AND account_id = $2",
        id, account);
    return row ? std::optional{read_notification(*row)} : std::nullopt;
}

std::int64_t notifications_read_to(db::Reader& reader, AccountId account)
{
    auto sql = "SELECT last_read_id FROM markers WHERE account_id = $1 AND timeline = 'notifications'";
    return reader.value<std::int64_t>(sql, account).value_or(0);
}

int unread_notifications(db::Reader& reader, AccountId account, const NotificationQuery& query, int at_most, Time now)
{
    PageRequest request{.max_id = {}, .since_id = notifications_read_to(reader, account), .min_id = {}, .limit = at_most};
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
    tx.run("DELETE FROM notification_requests WHERE account_id = $1", account);
}

}  // namespace favilla::social
