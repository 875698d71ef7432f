// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_requests.h"

#include <vector>

#include "jobs/events.h"
#include "social/heard.h"
#include "social/notification_events.h"
#include "social/read_page.h"

namespace favilla::social {

namespace {

NotificationRequest read_request(const db::Row& row)
{
    return {.id = row.get<NotificationRequestId>(0),
            .from = row.get<AccountId>(1),
            .notifications = row.get<std::int64_t>(4),
            .last_status = row.get<std::optional<StatusId>>(5),
            .created_at = row.get<Time>(2),
            .updated_at = row.get<Time>(3)};
}

// $1: whose; $2: the moment.
std::string requests_sql(std::string_view more)
{
    return "SELECT n.id, n.from_account_id, n.created_at, n.updated_at, "
           "(SELECT count(*) FROM notifications k WHERE k.account_id = $1 AND k.from_account_id = n.from_account_id AND k.filtered = 1), "
           "(SELECT max(k.status_id) FROM notifications k WHERE k.account_id = $1 AND k.from_account_id = n.from_account_id AND k.filtered = 1) "
           "FROM notification_requests n JOIN accounts a ON a.id = n.from_account_id WHERE n.account_id = $1 AND "
         + std::string{heard_senders}
         + " AND EXISTS (SELECT 1 FROM notifications k WHERE k.account_id = $1 AND k.from_account_id = n.from_account_id AND k.filtered = 1)"
         + std::string{more};
}

Result<std::vector<AccountId>> senders_of(db::Transaction& tx, AccountId account, std::span<const NotificationRequestId> ids,
                                          Time now)
{
    std::vector<AccountId> senders;
    for (auto id : ids) {
        auto found = find_notification_request(tx, account, id, now);
        if (!found) return refuse(ErrorCode::NotFound, "record.not_found");
        senders.push_back(found->from);
    }
    return senders;
}

void forget_request(db::Transaction& tx, AccountId account, AccountId from)
{
    tx.run("DELETE FROM notification_requests WHERE account_id = $1 AND from_account_id = $2", account, from);
}

}  // namespace

void keep_request(db::Transaction& tx, AccountId to, AccountId from, Time now)
{
    tx.run(
        "INSERT INTO notification_requests (id, account_id, from_account_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) "
        "ON CONFLICT (account_id, from_account_id) DO UPDATE SET updated_at = $4",
        tx.new_id<NotificationRequestId>(now), to, from, now);
}

Page<NotificationRequest> notification_requests(db::Reader& reader, AccountId account, const PageRequest& request, Time now)
{
    auto sql = requests_sql(request.forwards() ? " AND n.id < $3 AND n.id > $4 ORDER BY n.id LIMIT $5"
                                               : " AND n.id < $3 AND n.id > $4 ORDER BY n.id DESC LIMIT $5");
    auto rows = reader.rows(sql, account, now, request.before(), request.after(), request.limit);
    return read_page<NotificationRequest>(rows, request, read_request);
}

std::optional<NotificationRequest> find_notification_request(db::Reader& reader, AccountId account, NotificationRequestId id,
                                                             Time now)
{
    auto row = reader.row(requests_sql(" AND n.id = $3"), account, now, id);
    return row ? std::optional{read_request(*row)} : std::nullopt;
}

KeptBack kept_back(db::Reader& reader, AccountId account, Time now)
{
    auto row = reader.row(
        "SELECT count(DISTINCT n.from_account_id), count(*) FROM notifications n JOIN accounts a ON a.id = n.from_account_id "
        "WHERE n.account_id = $1 AND n.filtered = 1 AND "
            + std::string{heard_senders},
        account, now);
    return row ? KeptBack{row->get<std::int64_t>(0), row->get<std::int64_t>(1)} : KeptBack{};
}

Result<void> accept_requests(db::Transaction& tx, AccountId account, std::span<const NotificationRequestId> ids, Time now)
{
    TRY(auto senders, senders_of(tx, account, ids, now));
    for (auto from : senders) {
        tx.run("INSERT INTO notification_permissions (account_id, from_account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
               account, from);
        tx.run("UPDATE notifications SET filtered = 0 WHERE account_id = $1 AND from_account_id = $2 AND filtered = 1", account,
               from);
        forget_request(tx, account, from);
    }
    if (!senders.empty()) jobs::publish(tx, NotificationsMerged{account});
    return {};
}

Result<void> dismiss_requests(db::Transaction& tx, AccountId account, std::span<const NotificationRequestId> ids, Time now)
{
    TRY(auto senders, senders_of(tx, account, ids, now));
    for (auto from : senders) {
        tx.run("DELETE FROM notifications WHERE account_id = $1 AND from_account_id = $2 AND filtered = 1", account, from);
        forget_request(tx, account, from);
    }
    return {};
}

}  // namespace favilla::social
