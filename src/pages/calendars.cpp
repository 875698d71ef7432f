// SPDX-License-Identifier: AGPL-3.0-or-later
// Events as iCalendar files: one, those of this place, of a person, of a group, and somebody's own agenda at an address that is told to nobody.
#include "community/event_calendar.h"
#include "community/groups.h"
#include "desk/calendar.h"
#include "pages/browser.h"
#include "pages/handlers.h"
#include "social/accounts.h"
#include "social/mail_parts.h"

namespace favilla::pages {

namespace {

constexpr social::Viewer anybody{};
constexpr int most_events = 200;

net::Response calendar_response(const Visit& visit, const std::string& name, const std::vector<community::CalendarEntry>& events,
                                std::string_view caching = "public, max-age=300")
{
    auto text = community::calendar_text({name, visit.domain.origin, visit.domain.name}, events);
    auto response = with_security_headers(net::response_of_type(200, "text/calendar; charset=utf-8", std::move(text)));
    response.set_header("Cache-Control", std::string{caching});
    return response;
}

net::Response calendar_among(Visit& visit, const std::string& name, std::optional<AccountId> host, std::optional<AccountId> group)
{
    auto events = visit.site.database.read([&](db::Reader& reader) {
        community::EventQuery query{
            .domain = visit.domain.id, .host = host, .group = group, .after = {}, .is_over = false, .limit = most_events};
        std::vector<community::CalendarEntry> entries;
        for (auto& event : community::events_among(reader, query, anybody, visit.now)) entries.push_back({std::move(event)});
        return entries;
    });
    return calendar_response(visit, name, events);
}

std::optional<social::Account> find_named(Visit& visit)
{
    auto account = visit.site.database.read(
        [&](db::Reader& reader) { return social::find_local_account(reader, visit.request.param("name"), visit.domain.id); });
    if (!account || !account->is_known() || account->suspended_at) return std::nullopt;
    return account;
}

}  // namespace

net::Response show_event_calendar(Visit& visit)
{
    auto id = parse_id<community::EventId>(visit.request.param("id"));
    auto event = id ? visit.site.database.read([&](db::Reader& reader) { return community::find_event(reader, *id, anybody); })
                    : std::nullopt;
    if (!event || event->domain.value_or(visit.domain.id) != visit.domain.id) return error_response(visit, 404);
    return calendar_response(visit, event->title, {{*event}});
}

net::Response show_public_calendar(Visit& visit)
{
    return calendar_among(visit, visit.domain.title.empty() ? visit.domain.name : visit.domain.title, std::nullopt, std::nullopt);
}

net::Response show_profile_calendar(Visit& visit)
{
    auto account = find_named(visit);
    return account ? calendar_among(visit, social::shown_name(*account), account->id, std::nullopt) : error_response(visit, 404);
}

net::Response show_group_calendar(Visit& visit)
{
    auto account = find_named(visit);
    return account ? calendar_among(visit, social::shown_name(*account), std::nullopt, account->id) : error_response(visit, 404);
}

// Read by a program that cannot sign in, for whoever made the address.
net::Response show_own_calendar(Visit& visit)
{
    std::string_view name = visit.request.param("name");
    if (!name.ends_with(".ics")) return error_response(visit, 404);
    name.remove_suffix(4);
    struct Found {
        social::Account account;
        std::vector<community::CalendarEntry> events;
    };
    auto found = visit.site.database.read([&](db::Reader& reader) -> std::optional<Found> {
        auto owner = community::calendar_owner(reader, name);
        auto account = owner ? social::find_account(reader, *owner) : std::nullopt;
        if (!account || account->domain != visit.domain.id || account->suspended_at || account->deleted_at) return std::nullopt;
        return Found{*account, community::agenda_of(reader, *owner, visit.now, most_events)};
    });
    if (!found) return error_response(visit, 404);
    return calendar_response(visit, social::shown_name(found->account), found->events, "private, no-store");
}

// The calendar of a page, likewise, for somebody of its team.
net::Response show_team_calendar(Visit& visit)
{
    std::string_view name = visit.request.param("name");
    if (!name.ends_with(".ics")) return error_response(visit, 404);
    name.remove_suffix(4);
    struct Found {
        social::Account page;
        desk::CalendarView view;
    };
    auto found = visit.site.database.read([&](db::Reader& reader) -> std::optional<Found> {
        auto owner = desk::feed_owner(reader, name);
        auto page = owner ? social::find_account(reader, owner->page) : std::nullopt;
        auto view = page && page->domain == visit.domain.id ? desk::calendar_for_feed(reader, *owner, visit.now) : std::nullopt;
        if (!view) return std::nullopt;
        return Found{*page, *view};
    });
    if (!found) return error_response(visit, 404);
    auto words = [&](std::string_view key) { return visit.site.locale.text(visit.language, key) + " "; };
    desk::FeedFrame frame{.name = social::shown_name(found->page),
                          .host = visit.domain.name,
                          .page_url = visit.domain.origin + "/app/pages/" + to_string(found->page.id) + "/calendar",
                          .waiting = words("calendar.feed.waiting"),
                          .held = words("calendar.feed.held"),
                          .idea = words("calendar.feed.idea"),
                          .slot = words("calendar.feed.slot")};
    auto response = with_security_headers(
        net::response_of_type(200, "text/calendar; charset=utf-8", desk::feed_text(frame, found->view, visit.now)));
    response.set_header("Cache-Control", "private, no-store");
    return response;
}

}  // namespace favilla::pages
