// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/push.h"

#include <limits>
#include <utility>

#include "conversations/reading.h"
#include "mastodon/conversation_json.h"
#include "mastodon/notification_json.h"
#include "mastodon/status_json.h"
#include "mastodon/streams.h"
#include "social/listeners.h"
#include "social/status_views.h"

namespace favilla::mastodon {

namespace {

struct Told {  // a status and whom it concerns, from one snapshot
    social::StatusViews views;
    std::vector<AccountId> homes;
    std::vector<ListId> lists;
    std::vector<std::string> tags;
    std::unordered_set<AccountId> unwilling;
    std::vector<AccountId> listening;
    std::vector<social::Domain> domains;
    std::optional<conversations::Conversation> conversation;
    std::map<AccountId, social::StatusViews>
        filtered;  // for readers to whom it looks otherwise: filters, a quote of whom they avoid

    const social::Status& status() const { return views.items.front().status; }
};

std::vector<social::Domain> find_domains(db::Reader& reader, const std::vector<DomainId>& ids)
{
    std::vector<social::Domain> domains;
    for (auto id : ids)
        if (auto found = social::find_domain(reader, id)) domains.push_back(std::move(*found));
    return domains;
}

std::optional<Told> gather(Services& services, StatusId id)
{
    auto& hub = services.streams;
    if (hub.is_empty()) return std::nullopt;
    auto listening = hub.listening_accounts();
    auto lists = hub.listening_lists();
    auto domains = hub.listening_domains();
    auto readers = hub.connected_accounts();
    return services.database.read([&](db::Reader& reader) -> std::optional<Told> {
        auto author = social::author_of(reader, id);
        auto status = author ? social::find_status(reader, id, *author) : std::nullopt;
        if (!status) return std::nullopt;
        Told told;
        told.unwilling = social::unwilling_among(reader, status->author, readers, services.clock());
        told.homes = social::home_readers_among(reader, id, listening);
        told.lists = social::lists_holding(reader, id, lists);
        told.domains = find_domains(reader, domains);
        if (status->conversation) told.conversation = conversations::find_conversation(reader, *status->conversation);
        told.views = social::load_views(reader, {*status}, social::Viewer{});
        for (auto account : social::filtering_among(reader, readers)) {
            auto views = told.views;
            if (social::apply_filters(reader, views, account)) told.filtered.emplace(account, std::move(views));
        }
        // Whom the quoted author blocks must not read their words here either; the reader's own blocks and mutes are told.
        for (const auto& [quoted, view] : told.views.quoted)
            for (auto account : social::unwilling_among(reader, view.status.author, readers, services.clock()))
                told.filtered.insert_or_assign(account, social::load_views(reader, {*status}, account));
        told.tags = told.views.items.front().tags;
        told.listening = listening;
        return told;
    });
}

StreamPayload rendered(const Told& told, Time now)
{
    StreamPayload payload;
    for (const auto& domain : told.domains) {
        auto text = [&](const social::StatusViews& views) {
            return write_json(
                [&](JsonWriter& json) {
                    write_status(json, {.domain = domain, .signed_in = true, .now = now}, views, views.items.front());
                },
                2048);
        };
        payload.by_domain[domain.id] = text(told.views);
        for (const auto& [account, views] : told.filtered) payload.by_reader[{account, domain.id}] = text(views);
    }
    return payload;
}

bool is_listed(const social::Status& status)
{
    bool answers_another = status.in_reply_to_author && *status.in_reply_to_author != status.author;
    return status.visibility == social::Visibility::Public && !status.boost_of && !answers_another;
}

void tell_publics(StreamHub& hub, const Told& told, std::string_view event, const StreamPayload& payload)
{
    const auto& status = told.status();
    if (told.views.author(told.views.items.front()).silenced_at) return;  // met by who looks for them
    if (is_listed(status)) {
        hub.send(public_channel(std::nullopt), event, payload, told.unwilling);
        if (status.domain)
            hub.send(public_channel(status.domain), event, payload, told.unwilling);
        else
            hub.send(std::string{remote_channel}, event, payload, told.unwilling);
    }
    if (status.visibility != social::Visibility::Public || status.boost_of) return;
    for (const auto& tag : told.tags) {
        hub.send(tag_channel(tag, std::nullopt), event, payload, told.unwilling);
        if (status.domain) hub.send(tag_channel(tag, status.domain), event, payload, told.unwilling);
    }
}

void tell_readers(StreamHub& hub, const Told& told, std::string_view event, const StreamPayload& payload)
{
    for (auto account : told.homes) hub.send(user_channel(account), event, payload, told.unwilling);
    for (auto list : told.lists) hub.send(list_channel(list), event, payload, told.unwilling);
}

// {"id", "status_id", "statuses_count", "last_status_at"}: who watches a conversation asks for what is new.
void tell_conversation(StreamHub& hub, const Told& told)
{
    if (!told.conversation) return;
    bool open = told.status().visibility <= social::Visibility::Unlisted || told.status().audience;
    bool root_is_private = told.conversation->root == told.status().id;
    if (!open && !root_is_private) return;
    auto text = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("id", told.conversation->id);
            json.field("status_id", told.status().id);
            json.field("statuses_count", told.conversation->statuses_count);
            json.field("last_status_at", told.conversation->last_status_at);
        });
    });
    hub.send(conversation_channel(told.conversation->id), "favilla.conversation", {.for_all = std::move(text), .by_domain = {}},
             told.unwilling);
}

}  // namespace

namespace {

void remove(std::vector<AccountId>& from, const std::vector<AccountId>& what)
{
    std::unordered_set<AccountId> gone(what.begin(), what.end());
    std::erase_if(from, [&](AccountId account) { return gone.contains(account); });
}

}  // namespace

void push_posted(Services& services, StatusId id)
{
    auto told = gather(services, id);
    if (!told) return;
    // Whoever stands in a later slice may have the post at home by now: they are told with their slice.
    auto author = told->status().author;
    services.database.read([&](db::Reader& reader) {
        constexpr auto end = std::numeric_limits<std::int64_t>::max();
        if (auto last = social::first_slice_end(reader, author))
            remove(told->homes, social::followers_between(reader, author, *last, end, told->homes));
    });
    auto payload = rendered(*told, services.clock());
    tell_publics(services.streams, *told, "update", payload);
    tell_readers(services.streams, *told, "update", payload);
    tell_conversation(services.streams, *told);
}

void push_continued(Services& services, const social::DeliveryContinued& event)
{
    auto told = gather(services, event.status);
    if (!told) return;
    services.database.read([&](db::Reader& reader) {
        auto homes = std::exchange(told->homes, {});
        if (event.to_tag)
            told->homes = social::tag_followers_between(reader, *event.to_tag, event.after, event.last, homes);
        else if (!event.to_lists)
            told->homes = social::followers_between(reader, told->status().author, event.after, event.last, homes);
    });
    std::erase_if(told->lists,
                  [&](ListId list) { return !event.to_lists || list.value <= event.after || list.value > event.last; });
    tell_readers(services.streams, *told, "update", rendered(*told, services.clock()));
}

void push_changed(Services& services, StatusId status)
{
    auto told = gather(services, status);
    if (!told) return;
    auto payload = rendered(*told, services.clock());
    tell_publics(services.streams, *told, "status.update", payload);
    tell_readers(services.streams, *told, "status.update", payload);
}

void push_deleted(Services& services, const social::StatusDeleted& event)
{
    auto& hub = services.streams;
    if (hub.is_empty()) return;
    auto listening = hub.listening_accounts();
    auto [visibility, readers] = services.database.read([&](db::Reader& reader) {
        return std::pair{social::visibility_of_place(reader, event.status),
                         social::followers_among(reader, event.author, listening)};
    });
    StreamPayload payload{.for_all = to_string(event.status), .by_domain = {}};
    for (auto account : readers) hub.send(user_channel(account), "delete", payload);
    if (visibility != social::Visibility::Public) return;
    hub.send(public_channel(std::nullopt), "delete", payload);
    for (auto domain : hub.listening_domains()) hub.send(public_channel(domain), "delete", payload);
    hub.send(std::string{remote_channel}, "delete", payload);
    hub.send_to_tags("delete", payload);
}

void push_filters_changed(Services& services, const social::FiltersChanged& event)
{
    services.streams.send(user_channel(event.account), "filters_changed", {});
}

void push_merged(Services& services, const social::NotificationsMerged& event)
{
    services.streams.send(user_channel(event.account), "notifications_merged", {});
    services.streams.send(notification_channel(event.account), "notifications_merged", {});
}

void push_notification(Services& services, const social::NotificationAdded& event)
{
    auto& hub = services.streams;
    if (!hub.anybody_listens(user_channel(event.account)) && !hub.anybody_listens(notification_channel(event.account))) return;
    auto domains = hub.listening_domains();
    std::vector<social::Domain> readers;
    auto views = services.database.read([&](db::Reader& reader) {
        readers = find_domains(reader, domains);
        auto found = social::find_notification(reader, event.account, event.notification);
        return load_notifications(reader, found ? std::vector{*found} : std::vector<social::Notification>{}, event.account);
    });
    if (views.items.empty()) return;
    StreamPayload payload;
    for (const auto& domain : readers)
        payload.by_domain[domain.id] = write_json([&](JsonWriter& json) {
            write_notification(json, {.domain = domain, .signed_in = true, .now = services.clock()}, views, views.items.front());
        });
    hub.send(user_channel(event.account), "notification", payload);
    hub.send(notification_channel(event.account), "notification", payload);
}

void push_direct(Services& services, const social::DirectConversationChanged& event)
{
    auto& hub = services.streams;
    if (!hub.anybody_listens(user_channel(event.account)) && !hub.anybody_listens(direct_channel(event.account))) return;
    auto domains = hub.listening_domains();
    std::vector<social::Domain> readers;
    auto views = services.database.read([&](db::Reader& reader) {
        readers = find_domains(reader, domains);
        auto found = social::find_direct(reader, event.account, event.conversation);
        return load_direct(reader, found ? std::vector{*found} : std::vector<social::DirectConversation>{}, event.account);
    });
    if (views.statuses.items.empty()) return;  // gone meanwhile, or not to be seen any more
    StreamPayload payload;
    for (const auto& domain : readers)
        payload.by_domain[domain.id] = write_json([&](JsonWriter& json) {
            write_conversation(json, {.domain = domain, .signed_in = true, .now = services.clock()}, views, views.items.front());
        });
    hub.send(user_channel(event.account), "conversation", payload);
    hub.send(direct_channel(event.account), "conversation", payload);
}

}  // namespace favilla::mastodon
