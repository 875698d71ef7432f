// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/hours.h"

#include <doctest/doctest.h>

using namespace favilla;
using desk::due_after;
using desk::parse_week;

namespace {

desk::Hours shop(std::string_view zone, std::set<std::int64_t> holidays = {})
{
    constexpr std::string_view week =
        "09:00-13:00 14:00-18:00,09:00-13:00 14:00-18:00,09:00-13:00 14:00-18:00,09:00-13:00 14:00-18:00,09:00-13:00,,";
    return {.zone = TimeZone::find(zone).value(), .week = parse_week(week).value(), .holidays = std::move(holidays)};
}

Time utc(std::string_view text) { return parse_iso8601(text).value(); }

}  // namespace

TEST_CASE("a day's hours are read as they are written, and nothing else is")
{
    CHECK(desk::parse_day("")->empty());
    CHECK(desk::parse_day("09:00-13:00 14:00-24:00") == std::vector<desk::Span>{{540, 780}, {840, 1440}});
    CHECK(desk::day_text({{540, 780}, {840, 1440}}) == "09:00-13:00 14:00-24:00");
    for (auto wrong :
         {"9-13", "09:00", "13:00-09:00", "09:00-13:00 12:00-14:00", "09:00-13:00 13:00-14:00", "09:60-10:00", "24:00-25:00",
          "09:00-13:00,", "+9:00-13:00", "01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 09:00-10:00"})
        CHECK_MESSAGE(!desk::parse_day(wrong), wrong);
    CHECK_FALSE(parse_week("09:00-13:00,,,,,"));
    CHECK(desk::week_text(shop("UTC").week) == desk::week_text(parse_week(desk::week_text(shop("UTC").week)).value()));
}

TEST_CASE("the time to answer goes by in opening hours alone: over lunch, the evening, the week-end and a holiday")
{
    // 2026-11-30 is a Monday; Rome is an hour ahead of UTC then.
    auto rome = shop("Europe/Rome");
    CHECK(due_after(rome, utc("2026-11-30T08:30:00Z"), hours(2)) == utc("2026-11-30T10:30:00Z"));  // 9:30 → 11:30
    CHECK(due_after(rome, utc("2026-11-30T11:30:00Z"), hours(2)) == utc("2026-11-30T14:30:00Z"));  // 12:30 → 15:30, lunch between
    CHECK(due_after(rome, utc("2026-11-30T16:30:00Z"), hours(2)) == utc("2026-12-01T09:30:00Z"));  // 17:30 → 10:30 the next day
    CHECK(due_after(rome, utc("2026-12-04T11:30:00Z"), hours(2)) == utc("2026-12-07T09:30:00Z"));  // Friday 12:30 → Monday 10:30
    auto december_7 = utc("2026-12-07T00:00:00Z").milliseconds / days(1).milliseconds;
    CHECK(due_after(shop("Europe/Rome", {december_7}), utc("2026-12-04T11:30:00Z"), hours(2)) == utc("2026-12-08T09:30:00Z"));
    CHECK(due_after(rome, utc("2026-12-05T03:00:00Z"), hours(4))
          == utc("2026-12-07T12:00:00Z"));  // at night: from the first hour on
    CHECK(due_after(shop("America/New_York"), utc("2026-11-30T08:30:00Z"), hours(1)) == utc("2026-11-30T15:00:00Z"));
}

TEST_CASE("a night with 23 or 25 hours is as long as it is")
{
    desk::Hours always{.zone = TimeZone::find("Europe/Rome").value(), .week = {}, .holidays = {}};
    for (auto& day : always.week) day = {{0, 1440}};
    // Open all the time, hours are hours, whatever the clock on the wall does on 2026-03-29 and 2026-10-25.
    for (auto since : {"2026-03-28T22:00:00Z", "2026-10-24T20:00:00Z"})
        CHECK(due_after(always, utc(since), hours(30)) == utc(since) + hours(30));
    desk::Hours nights = always;
    for (auto& day : nights.week) day = {{60, 240}};  // 1:00 to 4:00: two hours in March, four in October
    CHECK(due_after(nights, utc("2026-03-28T20:00:00Z"), hours(3)) == utc("2026-03-30T00:00:00Z"));
    CHECK(due_after(nights, utc("2026-10-24T20:00:00Z"), hours(4)) == utc("2026-10-25T03:00:00Z"));
}

TEST_CASE("where nobody is ever there, the clock on the wall counts")
{
    desk::Hours never{.zone = TimeZone::find("UTC").value(), .week = {}, .holidays = {}};
    CHECK(due_after(never, utc("2026-11-30T08:30:00Z"), hours(8)) == utc("2026-11-30T16:30:00Z"));
}

TEST_CASE(
    "the time between two moments is that of the hours in which somebody is there, and goes the other way than when it is due")
{
    auto hours = shop("Europe/Rome", {parse_local("2026-03-31T00:00")->day});
    // Friday noon in Rome to Monday ten; the clock goes forward on Sunday.
    CHECK(desk::time_between(hours, utc("2026-03-27T11:00:00Z"), utc("2026-03-30T08:00:00Z")) == favilla::hours(2));
    // Over a day on which nobody is there.
    CHECK(desk::time_between(hours, utc("2026-03-30T15:00:00Z"), utc("2026-04-01T08:00:00Z")) == favilla::hours(2));
    CHECK(desk::time_between(hours, utc("2026-03-30T15:00:00Z"), utc("2026-03-30T14:00:00Z")) == favilla::hours(0));
    for (auto since : {"2026-03-27T11:00:00Z", "2026-03-28T03:00:00Z", "2026-03-30T11:30:00Z"})
        for (int length : {1, 3, 8, 20}) {
            auto due = due_after(hours, utc(since), favilla::hours(length));
            CHECK(desk::time_between(hours, utc(since), due) == favilla::hours(length));
        }
    CHECK(desk::time_on(hours, parse_local("2026-03-30T00:00")->day) == favilla::hours(8));
    CHECK(desk::time_on(hours, parse_local("2026-03-31T00:00")->day) == favilla::hours(0));
    auto nobody = hours;
    nobody.week = {};
    CHECK(desk::time_between(nobody, utc("2026-03-27T11:00:00Z"), utc("2026-03-28T11:00:00Z")) == favilla::hours(24));
}
