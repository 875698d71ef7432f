// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_calendar.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/icalendar.h"

namespace favilla::community {

namespace {

std::string mark_of(std::string_view secret) { return to_base64url(sha256(secret)); }

void write_event(CalendarWriter& calendar, const CalendarFrame& frame, const Event& event)
{
    auto zone = event.series().zone;
    // An event of another server has no page here but in the app.
    auto page = frame.origin + (event.domain ? "/events/" : "/app/events/") + to_string(event.id);
    calendar.begin("VEVENT");
    calendar.property("UID", "event-" + to_string(event.id) + "@" + frame.host);
    calendar.utc("DTSTAMP", event.updated_at);
    calendar.utc("CREATED", event.created_at);
    calendar.utc("LAST-MODIFIED", event.updated_at);
    calendar.property("SEQUENCE", std::to_string(event.sequence));
    calendar.local("DTSTART", zone, event.starts_at);
    if (event.has_end) calendar.local("DTEND", zone, event.starts_at + event.lasts);
    if (!event.rule.empty()) calendar.property("RRULE", event.rule);
    calendar.text("SUMMARY", event.title);
    auto words = event.description;
    if (!event.online_url.empty()) words += (words.empty() ? "" : "\n\n") + event.online_url;
    if (!words.empty()) calendar.text("DESCRIPTION", words);
    if (!event.place.empty()) calendar.text("LOCATION", event.place.one_line());
    if (event.place.latitude) {
        char both[64];
        std::snprintf(both, sizeof both, "%.6f;%.6f", *event.place.latitude, *event.place.longitude);
        calendar.property("GEO", both);
    }
    calendar.property("URL", page);
    calendar.property("STATUS", event.cancelled_at ? "CANCELLED" : "CONFIRMED");
    calendar.end("VEVENT");
}

}  // namespace

std::string calendar_text(const CalendarFrame& frame, const std::vector<Event>& events)
{
    CalendarWriter calendar;
    calendar.begin("VCALENDAR");
    calendar.property("VERSION", "2.0");
    calendar.property("PRODID", "-//Favilla//Events//EN");
    calendar.property("CALSCALE", "GREGORIAN");
    calendar.property("METHOD", "PUBLISH");
    calendar.text("X-WR-CALNAME", frame.name);
    std::map<std::string, Time> zones;  // each once, with what holds from its first event on
    for (const auto& event : events) {
        auto [zone, is_new] = zones.emplace(event.series().zone.name(), event.starts_at);
        if (!is_new) zone->second = std::min(zone->second, event.starts_at);
    }
    for (const auto& [name, from] : zones) calendar.lines(TimeZone::find(name)->vtimezone(from));
    for (const auto& event : events) write_event(calendar, frame, event);
    calendar.end("VCALENDAR");
    return calendar.take();
}

std::string new_calendar_secret(db::Transaction& tx, const Random& random, AccountId account, Time now)
{
    auto secret = random_token(random);
    tx.run("INSERT INTO event_calendars (account_id, mark, created_at) VALUES ($1, $2, $3) "
           "ON CONFLICT (account_id) DO UPDATE SET mark = excluded.mark, created_at = excluded.created_at",
           account, mark_of(secret), now);
    return secret;
}

void end_calendar(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM event_calendars WHERE account_id = $1", account);
}

std::optional<AccountId> calendar_owner(db::Reader& reader, std::string_view secret)
{
    return reader.value<AccountId>("SELECT account_id FROM event_calendars WHERE mark = $1", mark_of(secret));
}

std::optional<Time> calendar_since(db::Reader& reader, AccountId account)
{
    return reader.value<Time>("SELECT created_at FROM event_calendars WHERE account_id = $1", account);
}

}  // namespace favilla::community
