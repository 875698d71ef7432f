// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/push_announcements.cpp — what open streams of a domain's members are told of announcements
// (docs.joinmastodon.org/methods/streaming/#events).
#include <algorithm>

#include "mastodon/announcement_json.h"
#include "mastodon/push.h"
#include "mastodon/streams.h"

namespace favilla::mastodon {

namespace {

void tell_members(Services& services, DomainId domain, std::string_view event, const std::string& payload)
{
    auto& hub = services.streams;
    auto listening = hub.listening_accounts();
    auto members = services.database.read([&](db::Reader& reader) {
        std::vector<AccountId> found;
        for (const auto& account : social::find_accounts(reader, listening))
            if (account.domain == domain) found.push_back(account.id);
        return found;
    });
    for (auto account : members) hub.send(user_channel(account), event, {.for_all = payload, .by_domain = {}});
}

}  // namespace

void push_announcement(Services& services, const social::AnnouncementChanged& event)
{
    if (services.streams.is_empty()) return;
    auto payload = services.database.read([&](db::Reader& reader) -> std::string {
        auto domain = social::find_domain(reader, event.domain);
        auto found = social::find_announcement(reader, event.domain, event.announcement, {});
        if (!domain || !found) return {};
        auto views = load_announcements(reader, {*found}, *domain);
        return write_json([&](JsonWriter& json) {
            write_announcement(json, {.domain = *domain, .signed_in = false, .now = services.clock()}, views.front());
        });
    });
    if (!payload.empty()) tell_members(services, event.domain, "announcement", payload);
}

void push_announcement_gone(Services& services, const social::AnnouncementTakenAway& event)
{
    if (!services.streams.is_empty()) tell_members(services, event.domain, "announcement.delete", to_string(event.announcement));
}

void push_reaction(Services& services, const social::AnnouncementReacted& event)
{
    if (services.streams.is_empty()) return;
    auto found = services.database.read(
        [&](db::Reader& reader) { return social::find_announcement(reader, event.domain, event.announcement, {}); });
    if (!found) return;
    auto reaction = std::ranges::find(found->reactions, event.reaction, &social::Reaction::name);
    auto payload = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("name", event.reaction);
            json.field("count", reaction == found->reactions.end() ? 0 : reaction->count);
            json.field("announcement_id", event.announcement);
        });
    });
    tell_members(services, event.domain, "announcement.reaction", payload);
}

}  // namespace favilla::mastodon
