// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages of events show, of load.h.
#include "pages/load.h"
#include "pages/post_html.h"

namespace favilla::pages {

namespace {

constexpr social::Viewer anybody{};
constexpr int most_events = 100;
constexpr int next_shown = 5;

std::optional<AuthorView> find_author(db::Reader& reader, AccountId id, const social::Domain& domain)
{
    auto account = social::find_account(reader, id);
    if (!account || !account->is_known()) return std::nullopt;
    return author_view(*account, domain);
}

std::optional<EventView> view_of(db::Reader& reader, const community::Event& event, const social::Domain& domain, Time now)
{
    auto host = find_author(reader, event.host, domain);
    auto status = social::find_status(reader, event.status, anybody);
    if (!host || !status) return std::nullopt;
    EventView view{.event = event,
                   .host = *host,
                   .group = event.group ? find_author(reader, *event.group, domain) : std::nullopt,
                   .state = state_of(event, now),
                   .next = {},
                   .conversation = Url::local(host->profile.text() + "/" + to_string(event.status)),
                   .uri = status->uri,
                   .picture = {},
                   .sensitive = status->sensitive || social::find_account(reader, event.host)->sensitized_at};
    auto attached = social::media_of(reader, {&event.status, 1})[event.status];
    if (const auto* picture = community::picture_among(attached)) view.picture = media_view(*picture, domain);
    if (view.group) view.group->profile = Url::local("/groups/" + url_segment(view.group->handle.substr(1)));
    if (!event.cancelled_at) view.next = event.times_to_come(now, next_shown, community::CalledOff::Shown);
    return view;
}

}  // namespace

std::vector<EventView> load_events(db::Reader& reader, const social::Domain& domain, Time now)
{
    return load_events_of(reader, {.limit = most_events}, domain, now);
}

std::vector<EventView> load_events_of(db::Reader& reader, const EventList& list, const social::Domain& domain, Time now)
{
    std::vector<EventView> views;
    community::EventQuery query{
        .domain = domain.id, .host = list.host, .group = list.group, .after = {}, .is_over = list.is_over, .limit = list.limit};
    for (const auto& event : community::events_among(reader, query, anybody, now))
        if (auto view = view_of(reader, event, domain, now)) views.push_back(*std::move(view));
    return views;
}

std::optional<EventView> load_event(db::Reader& reader, community::EventId id, const social::Domain& domain, Time now)
{
    auto event = community::find_event(reader, id, anybody);
    if (!event || event->domain != domain.id) return std::nullopt;
    return view_of(reader, *event, domain, now);
}

}  // namespace favilla::pages
