// SPDX-License-Identifier: AGPL-3.0-or-later
// What a guest reads of events: what comes up here, and one of them, without a script.
#include "base/json_writer.h"
#include "pages/browser.h"
#include "pages/handlers.h"
#include "pages/load.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

// On this host, or on that of media.
std::string absolute(const Frame& frame, const Url& url)
{
    return url.text().starts_with('/') ? frame.origin + url.text() : url.text();
}

using community::EventState;

std::string when(const Frame& frame, const EventView& view, Time begin)
{
    return community::time_span(frame.words.locale(), frame.words.language(), view.event, begin);
}

std::string when(const Frame& frame, const EventView& view, const community::Occurrence& one)
{
    return community::time_span(frame.words.locale(), frame.words.language(), view.event, one.starts_at, one.ends_at);
}

// The time that is on or comes next; where nothing is to come, the first.
community::Occurrence coming(const EventView& view)
{
    for (const auto& one : view.next)
        if (!one.is_cancelled) return one;
    const auto& event = view.event;
    return {.at = event.starts_at, .starts_at = event.starts_at, .ends_at = event.starts_at + event.lasts};
}

std::string room(const Words& words, const community::Event& event)
{
    if (!event.capacity) return "";
    auto free = *event.capacity - event.attendance.yes;
    if (free > 0 && event.attendance.waiting == 0) return words.count("pages.event.places", free);
    return words(event.has_waiting_list ? "pages.event.waits" : "pages.event.full");
}

void write_line(Html& html, const Frame& frame, const EventView& view)
{
    html.element("li", [&] {
        html.link(view.here(), {{"class", "opening"}}, view.event.title);
        html.element("p", {{"class", "meta"}}, [&] {
            if (view.state == EventState::Cancelled) {
                html.element("strong", frame.words("pages.event.state.cancelled"));
                html.text(" ");
            }
            html.text(when(frame, view, coming(view)));
            if (!view.event.place.empty()) html.text(" · " + view.event.place.one_line());
            html.text(" · " + frame.words("pages.event.host") + " " + view.host.name);
        });
    });
}

void write_fact(Html& html, std::string_view name, const std::function<void()>& body)
{
    html.element("dt", name);
    html.element("dd", body);
}

void write_place(Html& html, const Words& words, const community::Place& place)
{
    html.text(place.one_line());
    if (!place.latitude) return;
    auto at = std::to_string(*place.latitude) + "/" + std::to_string(*place.longitude);
    html.text(" ");
    html.link(Url::foreign("https://www.openstreetmap.org/#map=17/" + at), {{"rel", "noopener nofollow"}},
              words("pages.event.map"));
}

void write_time(Html& html, const Frame& frame, const EventView& view, const community::Occurrence& one)
{
    html.element("li", [&] {
        if (one.is_cancelled)
            return html.element("s", when(frame, view, one)), html.text(" " + frame.words("pages.event.called_off"));
        html.text(when(frame, view, one));
        if (one.is_moved) html.text(" " + frame.words("pages.event.moved"));
    });
}

void write_facts(Html& html, const Frame& frame, const EventView& view)
{
    const auto& words = frame.words;
    const auto& event = view.event;
    html.element("dl", {{"class", "fields"}}, [&] {
        write_fact(html, words("pages.event.when"), [&] { html.text(when(frame, view, event.starts_at)); });
        if (auto again = community::repetition(words.locale(), words.language(), event); !again.empty())
            write_fact(html, words("pages.event.next"), [&] {
                html.text(again);
                html.element("ul", [&] {
                    for (const auto& one : view.next) write_time(html, frame, view, one);
                });
            });
        if (!event.place.empty()) write_fact(html, words("pages.event.where"), [&] { write_place(html, words, event.place); });
        if (!event.online_url.empty())
            write_fact(html, words("pages.event.online"),
                       [&] { html.link(Url::foreign(event.online_url), {{"rel", "noopener nofollow"}}, event.online_url); });
        write_fact(html, words("pages.event.host"), [&] { html.link(view.host.profile, {}, view.host.name); });
        if (view.group)
            write_fact(html, words("pages.event.group"), [&] { html.link(view.group->profile, {}, view.group->name); });
        write_fact(html, words("pages.event.coming"), [&] {
            html.text(words.count("pages.event.yes", event.attendance.yes) + " · "
                      + words.count("pages.event.maybe", event.attendance.maybe));
            if (auto free = room(words, event); !free.empty()) html.text(" · " + free);
        });
    });
}

void write_description(Html& html, std::string_view text)
{
    if (text.empty()) return;
    html.element("div", {{"class", "words"}}, [&] {
        for (std::size_t from = 0; from <= text.size();) {
            auto end = std::min(text.find('\n', from), text.size());
            if (end > from) html.element("p", text.substr(from, end - from));
            from = end + 1;
        }
    });
}

// What is hidden on the page is not shown by those who link to it.
bool shows_picture(const EventView& view) { return view.picture && !view.sensitive; }

// schema.org's Event, for search engines.
std::string json_ld(const Frame& frame, const EventView& view)
{
    const auto& event = view.event;
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("@context", "https://schema.org");
            json.field("@type", "Event");
            json.field("name", event.title);
            json.field("startDate", rfc3339(coming(view).starts_at));
            json.field("endDate", rfc3339(coming(view).ends_at));
            json.field("eventStatus",
                       event.cancelled_at ? "https://schema.org/EventCancelled" : "https://schema.org/EventScheduled");
            json.field("description", event.description);
            if (shows_picture(view)) json.field("image", absolute(frame, view.picture->whole));
            json.field("url", frame.origin + view.here().text());
            json.key("location").object([&] {
                json.field("@type", event.place.empty() ? "VirtualLocation" : "Place");
                if (event.place.empty()) return json.field("url", event.online_url.empty() ? frame.origin : event.online_url);
                json.field("name", event.place.name);
                json.field("address", event.place.address);
            });
            json.key("organizer").object([&] {
                json.field("@type", "Organization");
                json.field("name", view.host.name);
            });
        });
    });
}

}  // namespace

void write_event_lines(Html& html, const Frame& frame, const std::vector<EventView>& events)
{
    html.element("ul", [&] {
        for (const auto& event : events) write_line(html, frame, event);
    });
}

std::string events_page(const Frame& frame, const std::vector<EventView>& events)
{
    const auto& words = frame.words;
    PageHead head{
        .title = words("pages.events"), .description = words("pages.events.lead"), .canonical = frame.origin + "/events"};
    return page(frame, head, [&](Html& html) {
        html.element("h1", words("pages.events"));
        html.element("p", {{"class", "lead"}}, words("pages.events.lead"));
        if (events.empty()) html.element("p", {{"class", "soft"}}, words("pages.events.none"));
        html.element("section", {{"class", "alive"}, {"aria-label", words("pages.events")}},
                     [&] { write_event_lines(html, frame, events); });
        html.element("p", {{"class", "actions"}}, [&] {
            html.link(Url::local("/events/calendar.ics"), {{"type", "text/calendar"}}, words("pages.events.calendar"));
        });
    });
}

std::string event_page(const Frame& frame, const EventView& view)
{
    const auto& words = frame.words;
    PageHead head{.title = view.event.title,
                  .description = when(frame, view, coming(view)),
                  .canonical = frame.origin + view.here().text(),
                  .alternates = {{"application/activity+json", view.uri, ""}},
                  .json_ld = json_ld(frame, view),
                  .indexed = view.host.indexed};
    if (shows_picture(view)) {
        head.image = absolute(frame, view.picture->whole);
        head.image_description = view.picture->description;
    }
    return page(frame, head, [&](Html& html) {
        html.element("h1", view.event.title);
        if (view.state != EventState::Scheduled)
            html.element("p", {{"class", "lead"}},
                         [&] { html.element("strong", words("pages.event.state." + std::string{name_of(view.state)})); });
        if (view.picture) write_media_list(html, words, {&*view.picture, 1}, view.sensitive);
        write_facts(html, frame, view);
        write_description(html, view.event.description);
        html.element("p", {{"class", "actions"}}, [&] {
            if (view.state == EventState::Scheduled)
                html.link(Url::local("/app/events/" + to_string(view.event.id)), {{"class", "button second"}},
                          words("pages.event.answer"));
            html.link(view.conversation, {}, words("pages.event.conversation"));
            html.link(Url::local(view.here().text() + "/calendar.ics"), {{"type", "text/calendar"}},
                      words("pages.events.calendar"));
        });
    });
}

net::Response show_events(Visit& visit)
{
    auto events = visit.site.database.read([&](db::Reader& reader) { return load_events(reader, visit.domain, visit.now); });
    return html_response(visit, events_page(frame_of(visit), events));
}

net::Response show_event(Visit& visit)
{
    auto id = parse_id<community::EventId>(visit.request.param("id"));
    auto event =
        id ? visit.site.database.read([&](db::Reader& reader) { return load_event(reader, *id, visit.domain, visit.now); })
           : std::nullopt;
    if (!event) return error_response(visit, 404);
    return html_response(visit, event_page(frame_of(visit), *event));
}

}  // namespace favilla::pages
