// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/icalendar.h"
#include "desk/calendar.h"

namespace favilla::desk {

namespace {

std::string mark_of(std::string_view secret) { return to_base64url(sha256(secret)); }

std::string uid_of(const CalendarEntry& entry)
{
    // What is held is the planned post that it was, and what waits the draft.
    auto kind = entry.kind == CalendarKind::Held ? CalendarKind::Planned : entry.kind;
    if (kind == CalendarKind::Waiting) kind = CalendarKind::Draft;
    auto uid = std::string{name_of(kind)} + "-" + std::to_string(entry.id);
    // An idea, an event and a trial come again under one id, and stand here once for each time.
    bool comes_again = kind == CalendarKind::Idea || kind == CalendarKind::Event || kind == CalendarKind::Slot;
    return comes_again ? uid + "-" + std::to_string(entry.at.milliseconds / 1000) : uid;
}

void write_entry(CalendarWriter& calendar, const FeedFrame& frame, const CalendarView& view, const CalendarEntry& entry, Time now)
{
    std::string before;
    if (entry.kind == CalendarKind::Draft || entry.kind == CalendarKind::Waiting) before = frame.waiting;
    if (entry.kind == CalendarKind::Held) before = frame.held;
    if (entry.kind == CalendarKind::Idea) before = frame.idea;
    if (entry.kind == CalendarKind::Slot) before = frame.slot;
    bool is_sure = entry.kind == CalendarKind::Planned || entry.kind == CalendarKind::Out || entry.kind == CalendarKind::Event;
    auto end_of_line = entry.text.find('\n');
    calendar.begin("VEVENT");
    calendar.property("UID", uid_of(entry) + "@" + frame.host);
    calendar.utc("DTSTAMP", now);
    calendar.local("DTSTART", view.zone, entry.at);
    if (entry.until) calendar.local("DTEND", view.zone, *entry.until);
    calendar.text("SUMMARY", before + entry.text.substr(0, end_of_line));
    if (end_of_line != std::string::npos) calendar.text("DESCRIPTION", entry.text);
    calendar.property("URL", frame.page_url);
    calendar.property("STATUS", is_sure ? "CONFIRMED" : "TENTATIVE");
    calendar.property("TRANSP", "TRANSPARENT");
    calendar.end("VEVENT");
}

}  // namespace

std::string new_feed_secret(db::Transaction& tx, const Random& random, AccountId page, AccountId person, Time now)
{
    auto secret = random_token(random);
    tx.run("INSERT INTO calendar_feeds (page_id, account_id, mark, created_at) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (page_id, account_id) DO UPDATE SET mark = excluded.mark, created_at = excluded.created_at",
           page, person, mark_of(secret), now);
    return secret;
}

void end_feed(db::Transaction& tx, AccountId page, AccountId person)
{
    tx.run("DELETE FROM calendar_feeds WHERE page_id = $1 AND account_id = $2", page, person);
}

std::optional<Time> feed_since(db::Reader& reader, AccountId page, AccountId person)
{
    return reader.value<Time>("SELECT created_at FROM calendar_feeds WHERE page_id = $1 AND account_id = $2", page, person);
}

std::optional<FeedOwner> feed_owner(db::Reader& reader, std::string_view secret)
{
    auto row = reader.row("SELECT page_id, account_id FROM calendar_feeds WHERE mark = $1", mark_of(secret));
    return row ? std::optional{FeedOwner{row->get<AccountId>(0), row->get<AccountId>(1)}} : std::nullopt;
}

void forget_calendar_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (!gone || !gone->deleted_at) return;
    tx.run("DELETE FROM calendar_ideas WHERE page_id = $1", account);
    tx.run("DELETE FROM calendar_trials WHERE page_id = $1", account);
    tx.run("DELETE FROM calendar_feeds WHERE page_id = $1", account);
    tx.run("DELETE FROM calendar_feeds WHERE account_id = $1", account);
}

std::string feed_text(const FeedFrame& frame, const CalendarView& view, Time now)
{
    CalendarWriter calendar;
    calendar.begin("VCALENDAR");
    calendar.property("VERSION", "2.0");
    calendar.property("PRODID", "-//Favilla//Calendar//EN");
    calendar.property("CALSCALE", "GREGORIAN");
    calendar.property("METHOD", "PUBLISH");
    calendar.text("X-WR-CALNAME", frame.name);
    calendar.lines(view.zone.vtimezone(view.from));
    for (const auto& entry : view.entries) write_entry(calendar, frame, view, entry, now);
    calendar.end("VCALENDAR");
    return calendar.take();
}

}  // namespace favilla::desk
