// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_calendar.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/icalendar.h"
#include "community/event_answers.h"

namespace favilla::community {

namespace {

std::string mark_of(std::string_view secret) { return to_base64url(sha256(secret)); }

// The series, or one time of it, which RFC 5545 calls by when the rule has it (3.8.4.4).
void write_event(CalendarWriter& calendar, const CalendarFrame& frame, const CalendarEntry& entry, const Occurrence* one)
{
    const auto& event = entry.event;
    auto zone = event.series().zone;
    // An event of another server has no page here but in the app.
    auto page = frame.origin + (event.domain ? "/events/" : "/app/events/") + to_string(event.id);
    calendar.begin("VEVENT");
    calendar.property("UID", "event-" + to_string(event.id) + "@" + frame.host);
    calendar.utc("DTSTAMP", event.updated_at);
    calendar.utc("CREATED", event.created_at);
    calendar.utc("LAST-MODIFIED", event.updated_at);
    calendar.property("SEQUENCE", std::to_string(event.sequence));
    if (one) calendar.local("RECURRENCE-ID", zone, one->at);
    calendar.local("DTSTART", zone, one ? one->starts_at : event.starts_at);
    if (event.has_end) calendar.local("DTEND", zone, one ? one->ends_at : event.starts_at + event.lasts);
    if (!one && !event.rule.empty()) calendar.property("RRULE", event.rule);
    if (!one)
        for (auto at : entry.left_out) calendar.local("EXDATE", zone, at);
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
    calendar.property("STATUS", event.cancelled_at || (one && one->is_cancelled) ? "CANCELLED" : "CONFIRMED");
    calendar.end("VEVENT");
}

void write_entry(CalendarWriter& calendar, const CalendarFrame& frame, const CalendarEntry& entry)
{
    if (entry.only) {
        for (auto at : *entry.only)
            if (auto one = entry.event.time_called(at)) write_event(calendar, frame, entry, &*one);
        return;
    }
    write_event(calendar, frame, entry, nullptr);
    for (const auto& exception : entry.event.exceptions) {
        bool comes = std::ranges::find(entry.left_out, exception.at) == entry.left_out.end();
        auto one = entry.event.time_called(exception.at);
        if (comes && one) write_event(calendar, frame, entry, &*one);
    }
}

}  // namespace

std::string calendar_text(const CalendarFrame& frame, const std::vector<CalendarEntry>& entries)
{
    CalendarWriter calendar;
    calendar.begin("VCALENDAR");
    calendar.property("VERSION", "2.0");
    calendar.property("PRODID", "-//Favilla//Events//EN");
    calendar.property("CALSCALE", "GREGORIAN");
    calendar.property("METHOD", "PUBLISH");
    calendar.text("X-WR-CALNAME", frame.name);
    std::map<std::string, Time> zones;  // each once, with what holds from its first event on
    for (const auto& [event, left_out, only] : entries) {
        auto [zone, is_new] = zones.emplace(event.series().zone.name(), event.starts_at);
        if (!is_new) zone->second = std::min(zone->second, event.starts_at);
    }
    for (const auto& [name, from] : zones) calendar.lines(TimeZone::find(name)->vtimezone(from));
    for (const auto& entry : entries) write_entry(calendar, frame, entry);
    calendar.end("VCALENDAR");
    return calendar.take();
}

std::vector<CalendarEntry> agenda_of(db::Reader& reader, AccountId who, Time now, int limit)
{
    std::vector<CalendarEntry> entries;
    for (auto& event : events_with(reader, who, now, limit)) {
        CalendarEntry entry{.event = std::move(event)};
        if (entry.event.has_answers_for_one) {
            auto times = agenda_times(reader, entry.event, who);
            entry.left_out = times.not_then;
            if (!times.has_all) entry.only = times.then;
        }
        entries.push_back(std::move(entry));
    }
    return entries;
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
