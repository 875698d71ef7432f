// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/notification_json.h"

#include <algorithm>

#include "base/html.h"
#include "community/pages.h"
#include "mastodon/account_json.h"
#include "mastodon/admin_json.h"
#include "mastodon/collection_json.h"
#include "social/notification_groups.h"

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

void load_ideas(db::Reader& reader, const std::vector<social::Notification>& items, NotificationViews& views)
{
    std::vector<IdeaChangeId> changes;
    std::vector<StatusId> ideas;
    for (const auto& item : items)
        if (item.idea_change) changes.push_back(*item.idea_change);
    for (auto& change : community::find_changes(reader, changes)) {
        ideas.push_back(change.idea);
        if (change.other) ideas.push_back(*change.other);
        views.idea_changes.insert_or_assign(change.id, std::move(change));
    }
    for (auto& idea : community::find_ideas(reader, ideas)) views.ideas.insert_or_assign(idea.id, std::move(idea));
}

void load_collections(db::Reader& reader, const std::vector<social::Notification>& items, NotificationViews& views,
                      social::Viewer viewer)
{
    std::vector<social::CollectionId> ids;
    for (const auto& item : items)
        if (item.collection) ids.push_back(*item.collection);
    if (ids.empty()) return;
    for (auto& collection : social::collections_among(reader, ids, viewer))
        views.collections.insert_or_assign(collection.id, std::move(collection));
}

// Who left the page's team is told no longer what it listens for.
void load_listenings(db::Reader& reader, const std::vector<social::Notification>& items, NotificationViews& views)
{
    for (const auto& item : items) {
        if (!item.listening || views.listenings.contains(*item.listening)) continue;
        auto listening = conversations::find_listening(reader, *item.listening);
        if (listening && community::is_of_page(reader, listening->page, item.to))
            views.listenings.insert_or_assign(listening->id, std::move(*listening));
    }
}

// What became of the idea in the post: to apps that know nothing of it, the post was changed.
void write_idea_change(JsonWriter& json, const NotificationViews& views, const community::IdeaChange& change)
{
    auto idea = views.ideas.find(change.idea);
    auto other = change.other ? views.ideas.find(*change.other) : views.ideas.end();
    bool has_other = other != views.ideas.end() && idea != views.ideas.end() && other->second.space == idea->second.space;
    json.key("favilla").object([&] {
        json.key("idea_change").object([&] {
            json.field("idea_id", change.idea);
            json.field("title", idea == views.ideas.end() ? std::string{} : idea->second.title);
            json.field("kind", change.kind);
            json.field("state", change.to ? std::optional{name_of(*change.to)} : std::nullopt);
            json.field("word", change.word);
            json.field("other_id", has_other ? change.other : std::nullopt);
            json.field("other_title", has_other ? std::optional{other->second.title} : std::nullopt);
        });
    });
}

void write_listening(JsonWriter& json, const conversations::Listening& listening)
{
    json.key("favilla").object([&] {
        json.key("listening").object([&] {
            json.field("id", listening.id);
            json.field("page_id", listening.page);
            json.field("name", listening.name);
        });
    });
}

// What became of an idea, as our own app says it.
std::string idea_title(const Locale& locale, Language language, const NotificationViews& views,
                       const community::IdeaChange& change, const std::string& name)
{
    auto idea = views.ideas.find(change.idea);
    TextParams params{{"name", name}, {"title", idea == views.ideas.end() ? std::string{} : idea->second.title}};
    if (change.to) params.emplace_back("state", locale.text(language, "app.ideas.state." + std::string{name_of(*change.to)}));
    auto told = change.kind == "merged" ? "merged_plain" : change.kind;
    return locale.text(language, "app.ideas.told." + told, params);
}

}  // namespace

std::string notification_title(const Locale& locale, Language language, const NotificationViews& views,
                               const social::Notification& notification)
{
    const auto& sender = views.senders.at(notification.from);
    auto name = sender.display_name.empty() ? sender.username : sender.display_name;
    if (notification.idea_change)
        return idea_title(locale, language, views, views.idea_changes.at(*notification.idea_change), name);
    const auto& kind = notification.kind;
    auto key = "app.notifications." + (kind.starts_with("admin.") ? kind.substr(6) : kind);
    if (!locale.has(language, key)) key = "app.notifications.something";
    TextParams params{{"name", name}};
    if (notification.listening) params.emplace_back("query", views.listenings.at(*notification.listening).name);
    return locale.text(language, key, params);
}

bool KnownKinds::know(std::string_view kind) const { return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end(); }

KnownKinds known_kinds(const Api& api)
{
    return {.kinds = api.params.texts("supported_types"), .locale = &api.services.locale, .language = api.language};
}

void write_beside_status(JsonWriter& json, const Audience& audience, const NotificationViews& views,
                         const social::Notification& notification, const KnownKinds& known)
{
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
    if (notification.idea_change) write_idea_change(json, views, views.idea_changes.at(*notification.idea_change));
    if (notification.listening) write_listening(json, views.listenings.at(*notification.listening));
    if (notification.collection) {
        json.key("collection");
        write_collection(json, audience, views.collections.at(*notification.collection));
    }
    if (known.know(notification.kind)) return;
    json.key("fallback").object([&] {
        json.field("title", escape_text(notification_title(*known.locale, known.language, views, notification)));
        json.field("summary", nullptr);
        json.field("details", nullptr);
    });
}

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
    load_ideas(reader, items, views);
    load_collections(reader, items, views, viewer);
    load_listenings(reader, items, views);
    for (auto& account : social::find_accounts(reader, senders)) views.senders.insert_or_assign(account.id, std::move(account));
    views.statuses = social::load_views(reader, social::find_statuses(reader, statuses, viewer), viewer);
    views.place = places_in(views.statuses);
    // Of a status that is gone, or that may not be seen any more, nothing is told.
    std::erase_if(items, [&](const social::Notification& item) {
        return !views.senders.contains(item.from) || (item.report && !views.reports.contains(*item.report))
            || (item.status && !views.place.contains(*item.status))
            || (item.collection && !views.collections.contains(*item.collection))
            || (item.listening && !views.listenings.contains(*item.listening))
            || (item.idea_change && !views.idea_changes.contains(*item.idea_change));
    });
    views.items = std::move(items);
    return views;
}

void write_notification(JsonWriter& json, const Audience& audience, const NotificationViews& views,
                        const social::Notification& notification, const KnownKinds& known)
{
    json.object([&] {
        json.field("id", notification.id);
        json.field("type", notification.kind);
        json.field("group_key", notification.group_key.value_or(social::ungrouped_key(notification.id)));
        if (notification.is_filtered) json.field("filtered", true);
        json.field("created_at", notification.created_at);
        json.key("account");
        write_account(json, views.senders.at(notification.from), audience.domain);
        write_beside_status(json, audience, views, notification, known);
        if (!notification.status) return;
        json.key("status");
        write_status(json, audience, views.statuses, views.statuses.items[views.place.at(*notification.status)]);
    });
}

}  // namespace favilla::mastodon
