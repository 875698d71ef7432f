// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/public_directory.h"

#include <doctest/doctest.h>

#include "social/active_days.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

TEST_CASE("servers are found by how their names begin")
{
    auto house = test::house();
    for (auto name :
         {"ada@harbour.example", "bob@harbour.example", "cleo@harvest.example", "dora@port.example", "eve@har_x.example"})
        house.person(name);
    auto found = [&](std::string_view beginning, int limit = 10) {
        return house.read([&](db::Reader& reader) { return hosts_beginning(reader, beginning, limit); });
    };
    CHECK(found("har") == std::vector<std::string>{"har_x.example", "harbour.example", "harvest.example"});
    CHECK(found("har", 2) == std::vector<std::string>{"har_x.example", "harbour.example"});
    CHECK(found("harb") == std::vector<std::string>{"harbour.example"});
    CHECK(found("har_") == std::vector<std::string>{"har_x.example"});
    CHECK(found("house").empty());  // our own
    CHECK(found("%").empty());
}

TEST_CASE("a week begins on Monday, and what was done in it stays in it")
{
    auto house = test::house();
    house.person("ada");  // signed up in the week in which the house's clock stands
    auto visit = [&](std::string_view moment, std::string_view who) {
        house.now = parse_iso8601(moment).value();
        auto account = house.person(who);
        house.write([&](db::Transaction& tx) { note_active_day(tx, account, house.now); });
    };
    visit("2031-05-31T12:00:00Z", "bob");  // registers
    visit("2031-06-08T23:59:00Z", "ada");  // a Sunday
    house.post("ada", "On Sunday");
    visit("2031-06-09T00:00:00Z", "ada");
    visit("2031-06-10T00:00:00Z", "ada");
    visit("2031-06-10T00:00:00Z", "bob");
    auto monday = house.post("ada", "This week");
    house.post("bob", "For followers", {.visibility = Visibility::Private});
    house.remove(house.post("bob", "Taken back"));
    house.post("far@elsewhere.example", "Elsewhere");
    auto weeks = house.read([&](db::Reader& reader) { return weekly_activity(reader, house.domain(), house.now); });
    REQUIRE(weeks.size() == weeks_told);
    CHECK(iso8601(weeks[0].begins) == "2031-06-09T00:00:00.000Z");
    CHECK(iso8601(weeks[1].begins) == "2031-06-02T00:00:00.000Z");
    CHECK(weeks[0].statuses == 1);
    CHECK(weeks[0].logins == 2);
    CHECK(weeks[0].registrations == 0);
    CHECK(weeks[1].statuses == 1);
    CHECK(weeks[1].logins == 1);
    CHECK(weeks[2].registrations == 1);
    CHECK(weeks[3].statuses + weeks[3].logins + weeks[3].registrations == 0);
}
