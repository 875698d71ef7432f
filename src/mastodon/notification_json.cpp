// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/notification_json.h"

#include "mastodon/account_json.h"
#include "mastodon/admin_json.h"

namespace favilla::mastodon {

namespace {

// What they tell of reports and warnings; whom these are about is added to `people`.
void load_moderation(db::Reader& reader, const std::vector<social::Notification>& items, NotificationViews& views,
                     std::vector<AccountId>& people)
{
    std::vector<ReportId> reports;
    std::vector<WarningId> warnings;
    for (const auto& item : items) {
        if (item.report) reports.push_back(*item.report);
        if (item.warning) warnings.push_back(*item.warning);
    }
    for (auto& report : social::find_reports(reader, reports)) {
        people.push_back(report.target);
        views.reports.insert_or_assign(report.id, std::move(report));
    }
    for (auto& warning : social::find_warnings(reader, warnings)) views.warnings.insert_or_assign(warning.id, std::move(warning));
}

}  // namespace

NotificationViews load_notifications(db::Reader& reader, std::vector<social::Notification> items, social::Viewer viewer)
{
    NotificationViews views;
    std::vector<AccountId> senders;
    std::vector<StatusId> statuses;
    for (const auto& item : items) {
        senders.push_back(item.from);
        if (item.status) statuses.push_back(*item.status);
    }
    load_moderation(reader, items, views, senders);
    for (auto& account : social::find_accounts(reader, senders)) views.senders.insert_or_assign(account.id, std::move(account));
    views.statuses = social::load_views(reader, social::find_statuses(reader, statuses, viewer), viewer);
    views.place = places_in(views.statuses);
    // Of a status that is gone, or that may not be seen any more, nothing is told.
    std::erase_if(items, [&](const social::Notification& item) {
        return !views.senders.contains(item.from) || (item.report && !views.reports.contains(*item.report))
            || (item.status && !views.place.contains(*item.status));
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
        if (notification.report) {
            const auto& report = views.reports.at(*notification.report);
            json.key("report");
            write_report(json, report, views.senders.at(report.target), audience.domain);
        }
        if (notification.warning) {
            const auto& warning = views.warnings.at(*notification.warning);
            json.key("moderation_warning");
            write_warning(json, warning, views.senders.at(warning.target), audience.domain);
        }
        if (!notification.status) return;
        json.key("status");
        write_status(json, audience, views.statuses, views.statuses.items[views.place.at(*notification.status)]);
    });
}

}  // namespace favilla::mastodon
