// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/recurrence.h"

#include <doctest/doctest.h>

using namespace favilla;

namespace {

// The begins on the clock of the zone: "2026-10-24T19:00:00".
std::vector<std::string> times(std::string_view zone_name, std::string_view begin, std::string_view rule, int most,
                               std::string_view from = "")
{
    auto zone = TimeZone::find(zone_name).value();
    Series series{zone.at(parse_local(begin).value()), zone, {}};
    if (!rule.empty()) series.rule = parse_rule(rule).value();
    auto earliest = from.empty() ? Time{} : zone.at(parse_local(from).value());
    std::vector<std::string> found;
    for (auto at : occurrences(series, earliest, most)) found.push_back(local_text(zone.local(at)).substr(0, 16));
    return found;
}

using Times = std::vector<std::string>;

}  // namespace

TEST_CASE("a zone is one that the data base names")
{
    CHECK(TimeZone::find("Europe/Rome"));
    CHECK(TimeZone::find("UTC"));
    CHECK(!TimeZone::find("Europe/Atlantis"));
    CHECK(!TimeZone::find("GMT+03:17"));
    CHECK(!TimeZone::find(""));
    CHECK(!TimeZone::find(std::string(80, 'a')));
}

TEST_CASE("the clock on the wall is read as RFC 5545 says where it is changed")
{
    auto rome = TimeZone::find("Europe/Rome").value();
    auto utc = [&](std::string_view local) { return rfc3339(rome.at(parse_local(local).value())); };
    CHECK(utc("2026-07-01T12:00") == "2026-07-01T10:00:00Z");
    CHECK(utc("2026-12-01T12:00") == "2026-12-01T11:00:00Z");
    CHECK(utc("2026-03-29T02:30") == "2026-03-29T01:30:00Z");  // left out: with the offset before it
    CHECK(utc("2026-10-25T02:30") == "2026-10-25T00:30:00Z");  // comes twice: the first
    CHECK(!parse_local("2026-13-01T12:00"));
    CHECK(!parse_local("2026-12-01 12:00"));
    CHECK(!parse_local("tomorrow"));
}

TEST_CASE("what begins at seven begins at seven in winter as well")
{
    CHECK(times("Europe/Rome", "2026-10-17T19:00", "FREQ=WEEKLY", 3)
          == Times{"2026-10-17T19:00", "2026-10-24T19:00", "2026-10-31T19:00"});
    auto rome = TimeZone::find("Europe/Rome").value();
    Series series{rome.at(parse_local("2026-10-24T19:00").value()), rome, parse_rule("FREQ=DAILY;COUNT=2").value()};
    auto begins = occurrences(series, {}, 9);
    REQUIRE(begins.size() == 2);
    CHECK(begins[1] - begins[0] == hours(25));
}

TEST_CASE("rules are followed as people say them")
{
    CHECK(times("UTC", "2026-01-01T10:00", "", 5) == Times{"2026-01-01T10:00"});
    CHECK(times("UTC", "2026-01-01T10:00", "FREQ=DAILY;INTERVAL=10", 3)
          == Times{"2026-01-01T10:00", "2026-01-11T10:00", "2026-01-21T10:00"});
    CHECK(times("UTC", "2026-01-06T10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", 5)
          == Times{"2026-01-06T10:00", "2026-01-08T10:00", "2026-01-20T10:00", "2026-01-22T10:00", "2026-02-03T10:00"});
    CHECK(times("UTC", "2026-01-30T10:00", "FREQ=MONTHLY;BYDAY=-1FR", 3)
          == Times{"2026-01-30T10:00", "2026-02-27T10:00", "2026-03-27T10:00"});
    CHECK(times("UTC", "2026-01-13T10:00", "FREQ=MONTHLY;BYDAY=2TU;COUNT=3", 9)
          == Times{"2026-01-13T10:00", "2026-02-10T10:00", "2026-03-10T10:00"});
    // A day that a month does not have is left out.
    CHECK(times("UTC", "2026-01-31T10:00", "FREQ=MONTHLY", 3)
          == Times{"2026-01-31T10:00", "2026-03-31T10:00", "2026-05-31T10:00"});
    CHECK(times("UTC", "2024-02-29T10:00", "FREQ=YEARLY", 2) == Times{"2024-02-29T10:00", "2028-02-29T10:00"});
    CHECK(times("UTC", "2026-01-01T10:00", "FREQ=DAILY;UNTIL=20260103T100000Z", 9).size() == 3);
    CHECK(times("UTC", "2026-01-01T10:00", "FREQ=DAILY;UNTIL=20260103", 9).size() == 3);
    CHECK(times("UTC", "2026-01-01T10:00", "FREQ=DAILY;COUNT=5", 9, "2026-01-04T00:00")
          == Times{"2026-01-04T10:00", "2026-01-05T10:00"});
    CHECK(times("UTC", "2026-01-05T10:00", "FREQ=DAILY;BYDAY=MO,WE", 3)
          == Times{"2026-01-05T10:00", "2026-01-07T10:00", "2026-01-12T10:00"});
}

TEST_CASE("a rule is read, written, and refused where it is none")
{
    for (std::string rule : {"FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=10", "FREQ=MONTHLY;BYDAY=-1FR",
                             "FREQ=DAILY;UNTIL=20261231T225959Z"})
        CHECK(rule_text(parse_rule(rule).value()) == rule);
    for (std::string rule :
         {"", "WEEKLY", "FREQ=HOURLY", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=3;UNTIL=20261231",
          "FREQ=WEEKLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=WEEKLY;BYSECOND=1", "FREQ=WEEKLY;INTERVAL=1000",
          "FREQ=WEEKLY;UNTIL=soon", "FREQ=YEARLY;BYDAY=MO"})
        CHECK_MESSAGE(!parse_rule(rule), rule);
}
