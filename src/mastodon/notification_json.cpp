// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/notification_json.h"

#include "mastodon/account_json.h"

namespace favilla::mastodon {

NotificationViews load_notifications(db::Reader& reader, std::vector<social::Notification> items, social::Viewer viewer)
{
    NotificationViews views;
    std::vector<AccountId> senders;
    std::vector<StatusId> statuses;
    for (const auto& item : items) {
        senders.push_back(item.from);
        if (item.status) statuses.push_back(*item.status);
    }
    for (auto& account : social::find_accounts(reader, senders)) views.senders.insert_or_assign(account.id, std::move(account));
    views.statuses = social::load_views(reader, social::find_statuses(reader, statuses, viewer), viewer);
    for (std::size_t n = 0; n < views.statuses.items.size(); ++n) views.place.emplace(views.statuses.items[n].status.id, n);
    // Of a status that is gone, or that may not be seen any more, nothing is told.
    std::erase_if(items, [&](const social::Notification& item) {
        return !views.senders.contains(item.from) || (item.status && !views.place.contains(*item.status));
    });
    views.items = std::move(items);
    return views;
}

void write_notification(JsonWriter& json, const Audience& audience, const NotificationViews& views,
                        const social::Notification& notification)
{
    json.object([&] {
        json.field("id", notification.id);
        json.field("type", notification.kind);
        json.field("group_key", "ungrouped-" + to_string(notification.id));
        json.field("created_at", notification.created_at);
        json.key("account");
        write_account(json, views.senders.at(notification.from), audience.domain);
        if (!notification.status) return;
        json.key("status");
        write_status(json, audience, views.statuses, views.statuses.items[views.place.at(*notification.status)]);
    });
}

}  // namespace favilla::mastodon
