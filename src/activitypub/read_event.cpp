// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/read_event.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "activitypub/values.h"
#include "base/text.h"
#include "base/web_page.h"
#include "base/web_url.h"

namespace favilla::activitypub {

namespace json = boost::json;

namespace {

using community::Answering;
using community::RemoteEvent;

constexpr std::size_t max_url = 2000;
constexpr std::int64_t max_told = 100'000'000;

// With the sign that something was cut off.
std::string plain_line(const json::value& object, std::string_view key, std::size_t most)
{
    return one_line(text_of(object, key), most - 1);
}

std::string web_address(std::string_view text)
{
    auto url = text.size() <= max_url ? parse_web_url(text) : std::nullopt;
    return url ? url->text() : std::string{};
}

// A time without an offset is what the clock shows there.
std::optional<Time> time_in(const json::value& object, std::string_view key, const std::string& zone)
{
    if (auto wall = parse_local(find_string(object, key).value_or(""))) return TimeZone::find(zone)->at(*wall);
    return time_of(object, key);
}

std::optional<Time> moment_of(const json::value& object, std::string_view key, const std::string& zone, Time now)
{
    auto time = time_in(object, key, zone);
    if (!time || *time < now - farthest_event || *time > now + farthest_event) return std::nullopt;
    return time;
}

// "+05:30" at the end of "2026-12-05T18:30:00+05:30", in minutes.
int offset_minutes(std::string_view text)
{
    if (text.size() < 6) return 0;
    auto end = text.substr(text.size() - 6);
    auto digit = [&](std::size_t n) { return end[n] >= '0' && end[n] <= '9' ? end[n] - '0' : 0; };
    if ((end[0] != '+' && end[0] != '-') || end[3] != ':') return 0;
    int minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
    return end[0] == '-' ? -minutes : minutes;
}

// The zone that is named; else the one of so many whole hours that the begin was written in (their names count the other way round).
std::string zone_of(const json::value& object)
{
    if (auto zone = TimeZone::find(text_of(object, "timezone"))) return zone->name();
    auto minutes = offset_minutes(find_string(object, "startTime").value_or(""));
    if (minutes == 0 || minutes % 60 != 0) return "UTC";
    auto zone = TimeZone::find("Etc/GMT" + std::string{minutes > 0 ? "-" : "+"} + std::to_string(std::abs(minutes / 60)));
    return zone ? zone->name() : "UTC";
}

// What lasts longer than events do here begins when it begins, and its end is left to its words.
void read_end(const json::value& object, RemoteEvent& event)
{
    auto end = time_in(object, "endTime", event.time_zone);
    bool is_told = end && *end > event.starts_at;
    event.lasts = is_told ? std::min(*end - event.starts_at, community::longest_event) : usual_event_length;
    event.has_end =
        is_told && find_bool(object, "displayEndTime").value_or(true) && *end - event.starts_at <= community::longest_event;
}

// What does not take place when the rule has it, as far as it says so.
void read_exceptions(const json::value& object, RemoteEvent& event)
{
    for (const auto* item : items_of(object, "exdate")) {
        if (event.exceptions.size() >= community::max_exceptions) return;
        auto at = item->is_string() ? parse_iso8601(item->get_string()) : std::nullopt;
        if (at) event.exceptions.push_back({.at = *at, .starts_at = *at, .lasts = event.lasts, .cancelled_at = *at});
    }
}

// Of another Favilla: the whole series, where startTime is that of its next time alone.
void read_series(const json::value& object, RemoteEvent& event, Time now)
{
    auto rule = parse_rule(find_string(object, "rrule").value_or(""));
    auto first = moment_of(object, "dtstart", event.time_zone, now);
    auto called = moment_of(object, "recurrenceId", event.time_zone, now);
    if (!rule || !first || *first > called.value_or(event.starts_at)) return;
    auto next = std::exchange(event.starts_at, *first);
    event.rule = rule_text(*rule);
    read_exceptions(object, event);
    if (!called) return;
    std::erase_if(event.exceptions, [&](const community::TimeException& one) { return one.at == *called; });
    event.exceptions.push_back({.at = *called, .starts_at = next, .lasts = event.lasts, .cancelled_at = {}});
}

std::string address_in(const json::value& place)
{
    const auto* address = find_member(place, "address");
    if (!address || !address->is_object()) return plain_line(place, "address", community::max_event_place);
    std::string line;
    for (auto part : {"streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"})
        if (auto text = plain_line(*address, part, community::max_event_place); !text.empty())
            line += (line.empty() ? "" : ", ") + text;
    return std::string{truncated(line, community::max_event_place)};
}

std::optional<double> degrees(const json::value& place, std::string_view key, double most)
{
    const auto* value = find_member(place, key);
    if (!value || !value->is_number()) return std::nullopt;
    auto number = value->to_number<double>();
    return std::isfinite(number) && std::abs(number) <= most ? std::optional{number} : std::nullopt;
}

community::Place read_place(const json::value& item)
{
    if (!item.is_object()) {
        auto text = item.is_string() ? std::string_view{item.get_string()} : std::string_view{};
        return {.name = one_line(text, community::max_event_place - 1), .address = {}, .latitude = {}, .longitude = {}};
    }
    community::Place place{.name = plain_line(item, "name", community::max_event_place),
                           .address = address_in(item),
                           .latitude = degrees(item, "latitude", 90),
                           .longitude = degrees(item, "longitude", 180)};
    if (!place.latitude || !place.longitude || place.empty()) place.latitude = place.longitude = std::nullopt;
    return place;
}

// The first place, and the first address on the web; Mobilizon has the latter among the attachments.
void read_location(const json::value& object, RemoteEvent& event)
{
    for (const auto* item : items_of(object, "location")) {
        bool is_virtual = type_of(*item) == "VirtualLocation";
        if (is_virtual && event.online_url.empty()) event.online_url = web_address(find_string(*item, "url").value_or(""));
        if (!is_virtual && event.place.empty()) event.place = read_place(*item);
    }
    for (const auto* item : items_of(object, "attachment")) {
        if (!event.online_url.empty()) return;
        if (type_of(*item) == "Link" && text_of(*item, "name") == "Website")
            event.online_url = web_address(find_string(*item, "href").value_or(""));
    }
}

bool is_cancelled(const json::value& object)
{
    for (auto key : {"status", "ical:status"})
        if (fold(text_of(object, key)) == "cancelled") return true;
    return text_of(object, "eventStatus").ends_with("EventCancelled");
}

// Where nothing is said, answers are told as Friendica does; whoever takes none does not mind.
Answering answering_of(const json::value& object)
{
    static constexpr std::array<std::string_view, 3> by_asking{"free", "restricted", "invite"};
    auto mode = text_of(object, "joinMode");
    if (mode.empty()) return Answering::Reply;
    return std::ranges::find(by_asking, mode) != by_asking.end() ? Answering::Join : Answering::Elsewhere;
}

std::optional<std::int64_t> count_in(const json::value& object, std::string_view key)
{
    auto count = find_integer(object, key);
    if (!count || *count < 0) return std::nullopt;
    return std::min(*count, max_told);
}

void read_attendance(const json::value& object, RemoteEvent& event)
{
    event.capacity = count_in(object, "maximumAttendeeCapacity");
    if (event.capacity) event.capacity = std::min(*event.capacity, community::max_event_capacity);
    if (event.capacity == 0) event.capacity.reset();  // Mobilizon's word for no bound
    event.coming = count_in(object, "participantCount");
    const auto* attendees = find_member(object, "attendees");
    if (!event.coming && attendees && attendees->is_object()) event.coming = count_in(*attendees, "totalItems");
}

std::string in_figures(const RemoteEvent& event)
{
    auto zone = *TimeZone::find(event.time_zone);
    auto moment = [&](Time time) {
        auto text = local_text(zone.local(time)).substr(0, 16);
        text[10] = ' ';
        return text;
    };
    auto begin = moment(event.starts_at), end = moment(event.starts_at + event.lasts);
    if (begin.substr(0, 10) == end.substr(0, 10)) end.erase(0, 11);
    return begin + (event.has_end ? " – " + end : "") + " (" + zone.name() + ")";
}

}  // namespace

std::optional<RemoteEvent> read_event(const json::value& object, Time now)
{
    if (type_of(object) != "Event") return std::nullopt;
    RemoteEvent event;
    event.title = plain_line(object, "name", community::max_event_title);
    event.time_zone = zone_of(object);
    auto begin = moment_of(object, "startTime", event.time_zone, now);
    if (event.title.empty() || !begin) return std::nullopt;
    event.starts_at = *begin;
    event.description = std::string{truncated(html_to_text(text_of(object, "content")), community::max_event_description)};
    read_end(object, event);
    read_series(object, event, now);
    read_location(object, event);
    read_attendance(object, event);
    event.is_cancelled = is_cancelled(object);
    event.answering = answering_of(object);
    event.answering_url = web_address(find_string(object, "externalParticipationUrl").value_or(""));
    return event;
}

std::string words_of_event(const RemoteEvent& event, std::string_view content)
{
    auto name = escape_text(event.title);
    std::string html = "<p><strong>" + (event.is_cancelled ? "<del>" + name + "</del>" : name) + "</strong></p>";
    html += "<p>" + escape_text(in_figures(event));
    if (!event.place.empty()) html += "<br>" + escape_text(event.place.one_line());
    if (!event.online_url.empty())
        html += "<br><a href=\"" + escape_attribute(event.online_url) + "\">" + escape_text(event.online_url) + "</a>";
    return html + "</p>" + std::string{content};
}

}  // namespace favilla::activitypub
