// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_groups.h"

#include <algorithm>
#include <unordered_map>

#include "social/heard.h"
#include "social/notification_rows.h"
#include "social/read_page.h"

namespace favilla::social {

namespace {

constexpr std::string_view alone = "ungrouped-";
constexpr int rows_at_once = 400;
constexpr int most_looks = 20;  // then the page ends where it has come to

std::string key_of(const Notification& notification, const std::optional<std::vector<std::string>>& grouped_kinds)
{
    bool may = !grouped_kinds || std::ranges::find(*grouped_kinds, notification.kind) != grouped_kinds->end();
    return notification.group_key && may ? *notification.group_key : ungrouped_key(notification.id);
}

std::optional<NotificationId> ungrouped_id(std::string_view key)
{
    return key.starts_with(alone) ? parse_id<NotificationId>(key.substr(alone.size())) : std::nullopt;
}

NotificationGroup begin_group(std::string key, const Notification& first)
{
    return {.key = std::move(key),
            .newest = first,
            .most_recent = first.id,
            .sample = {first.from},
            .page_min = first.id,
            .page_max = first.id,
            .latest_on_page = first.created_at};
}

void add_to(NotificationGroup& group, const Notification& more)
{
    group.page_min = std::min(*group.page_min, more.id);
    if (more.id <= *group.page_max) return;
    group.page_max = more.id;
    group.latest_on_page = more.created_at;
    group.newest = more;
}

std::string of_groups(std::string_view columns)
{
    return "SELECT " + std::string{columns}
         + " FROM notifications n JOIN accounts a ON a.id = n.from_account_id "
           "WHERE n.account_id = $1 AND n.group_key IN TEXTS($3) AND n.filtered = 0 AND "
         + std::string{heard_senders};
}

// How many there are in all, and who: also those that lie on other pages.
void complete(db::Reader& reader, AccountId account, std::vector<NotificationGroup>& groups, Time now)
{
    std::vector<std::string> keys;
    std::unordered_map<std::string, NotificationGroup*> by_key;
    for (auto& group : groups)
        if (!group.key.starts_with(alone)) {
            keys.push_back(group.key);
            by_key[group.key] = &group;
        }
    if (keys.empty()) return;
    auto list = db::list_of_texts(keys);
    for (const auto& row :
         reader.rows(of_groups("n.group_key, count(*), max(n.id)") + " GROUP BY n.group_key", account, now, list)) {
        auto& group = *by_key.at(row.get<std::string>(0));
        group.count = row.get<std::int64_t>(1);
        group.most_recent = row.get<NotificationId>(2);
        group.sample.clear();
    }
    auto ranked = of_groups("n.group_key AS group_key, n.from_account_id AS sender, n.id AS id, "
                            "row_number() OVER (PARTITION BY n.group_key ORDER BY n.id DESC) AS place");
    for (const auto& row :
         reader.rows("SELECT group_key, sender FROM (" + ranked
                         + ") AS newest_senders WHERE newest_senders.place <= $4 ORDER BY newest_senders.id DESC",
                     account, now, list, static_cast<std::int64_t>(most_sample_accounts))) {
        auto& sample = by_key.at(row.get<std::string>(0))->sample;
        auto sender = row.get<AccountId>(1);
        if (std::ranges::find(sample, sender) == sample.end()) sample.push_back(sender);
    }
}

// Fills the page from rows; true: no more is to be looked at.
struct Gathering {
    const GroupQuery& query;
    std::size_t limit;
    Page<NotificationGroup> page = {};
    std::optional<std::int64_t> last = {};

    bool take(const Notification& notification)
    {
        if (is_wanted(query.which, notification)) {
            auto key = key_of(notification, query.grouped_kinds);
            auto known = std::ranges::find(page.items, key, &NotificationGroup::key);
            if (known == page.items.end() && page.items.size() == limit) return true;
            if (known != page.items.end())
                add_to(*known, notification);
            else
                page.items.push_back(begin_group(std::move(key), notification));
        }
        last = notification.id.value;
        if (!page.newest) page.newest = last;
        return false;
    }
};

}  // namespace

std::string ungrouped_key(NotificationId id) { return std::string{alone} + to_string(id); }

Page<NotificationGroup> notification_groups(db::Reader& reader, AccountId account, const GroupQuery& query,
                                            const PageRequest& request, Time now)
{
    Gathering gathering{.query = query, .limit = static_cast<std::size_t>(request.limit)};
    auto place = request;
    bool is_full = false, is_end = false;
    for (int look = 0; look < most_looks && !is_full && !is_end; ++look) {
        auto rows = read_notifications(reader, account, query.which, place, now, rows_at_once);
        for (const auto& row : rows)
            if ((is_full = gathering.take(read_notification(row)))) break;
        is_end = static_cast<int>(rows.size()) < rows_at_once;
        (request.forwards() ? place.min_id : place.max_id) = gathering.last;
    }
    auto& page = gathering.page;
    if (is_full || !is_end || !request.reads_to_the_end()) page.oldest = gathering.last;
    if (request.forwards()) {
        std::ranges::reverse(page.items);
        std::swap(page.newest, page.oldest);
    }
    std::ranges::sort(page.items, std::ranges::greater{}, [](const NotificationGroup& group) { return group.newest.id; });
    complete(reader, account, page.items, now);
    return std::move(page);
}

std::optional<NotificationGroup> find_notification_group(db::Reader& reader, AccountId account, std::string_view key, Time now)
{
    std::optional<Notification> newest;
    if (auto id = ungrouped_id(key))
        newest = find_notification(reader, account, *id);
    else if (auto found = reader.value<NotificationId>(of_groups("max(n.id)"), account, now,
                                                       db::list_of_texts(std::vector{std::string{key}})))
        newest = find_notification(reader, account, *found);
    if (!newest) return std::nullopt;
    std::vector groups{begin_group(std::string{key}, *newest)};
    complete(reader, account, groups, now);
    groups.front().page_min = groups.front().page_max = std::nullopt;
    groups.front().latest_on_page = std::nullopt;
    return std::move(groups.front());
}

Page<AccountId> accounts_of_group(db::Reader& reader, AccountId account, std::string_view key, const PageRequest& request,
                                  Time now)
{
    if (auto id = ungrouped_id(key)) {
        auto found = find_notification(reader, account, *id);
        if (!found) return {};
        return {.items = {found->from}, .newest = {}, .oldest = {}};
    }
    auto sql = of_groups("n.id, n.from_account_id") + " AND n.id < $4 AND n.id > $5 ORDER BY n.id"
             + (request.forwards() ? "" : " DESC") + " LIMIT $6";
    auto rows = reader.rows(sql, account, now, db::list_of_texts(std::vector{std::string{key}}), request.before(),
                            request.after(), request.limit);
    return read_page<AccountId>(rows, request, [](const db::Row& row) { return row.get<AccountId>(1); });
}

int unread_groups(db::Reader& reader, AccountId account, const GroupQuery& query, int at_most, Time now)
{
    PageRequest request{.max_id = {}, .since_id = notifications_read_to(reader, account), .min_id = {}, .limit = at_most};
    return static_cast<int>(notification_groups(reader, account, query, request, now).items.size());
}

Result<void> dismiss_group(db::Transaction& tx, AccountId account, std::string_view key)
{
    if (auto id = ungrouped_id(key)) return dismiss_notification(tx, account, *id);
    if (tx.run("DELETE FROM notifications WHERE account_id = $1 AND group_key = $2", account, key) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

}  // namespace favilla::social
