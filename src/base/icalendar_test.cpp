// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/icalendar.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace favilla;

TEST_CASE("text is escaped, and nobody's words begin a line of their own")
{
    CalendarWriter calendar;
    calendar.text("SUMMARY", "Tea, cake; and \\ \nBEGIN:VALARM\r");
    calendar.property("URL", "https://a.example/\r\nX-EVIL:1");
    CHECK(calendar.take() == "SUMMARY:Tea\\, cake\\; and \\\\ \\nBEGIN:VALARM\r\nURL:https://a.example/X-EVIL:1\r\n");
}

TEST_CASE("a long line is folded between characters, and unfolds to what it was")
{
    std::string words;
    for (int i = 0; i < 60; ++i) words += "perché 🔥 ";
    CalendarWriter calendar;
    calendar.text("DESCRIPTION", words);
    auto written = calendar.take();
    std::string unfolded;
    for (std::size_t from = 0; from < written.size();) {
        auto end = written.find("\r\n", from);
        auto line = written.substr(from, end - from);
        CHECK(line.size() <= 75);
        CHECK(is_valid_utf8(line));
        unfolded += from == 0 ? line : line.substr(1);
        from = end + 2;
    }
    CHECK(unfolded == "DESCRIPTION:" + words);
}

TEST_CASE("a moment is written with its zone, and the zone with its changes")
{
    auto rome = TimeZone::find("Europe/Rome").value();
    auto begin = rome.at(parse_local("2026-12-05T18:30").value());
    CalendarWriter calendar;
    calendar.local("DTSTART", rome, begin);
    calendar.utc("DTSTAMP", begin);
    CHECK(calendar.take() == "DTSTART;TZID=Europe/Rome:20261205T183000\r\nDTSTAMP:20261205T173000Z\r\n");
    auto zone = rome.vtimezone(begin);
    CHECK(zone.starts_with("BEGIN:VTIMEZONE\r\nTZID:Europe/Rome\r\n"));
    CHECK(zone.find("TZOFFSETTO:+0200") != std::string::npos);
    CHECK(zone.find("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU") != std::string::npos);
    CHECK(zone.ends_with("END:VTIMEZONE\r\n"));
}
