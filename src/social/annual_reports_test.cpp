// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/annual_reports.h"

#include <doctest/doctest.h>

#include "jobs/workers.h"
#include "social/administration.h"
#include "social/past_ids.h"
#include "social/posting.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

void no_random(std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); }

struct Years {
    test::House house = test::house();
    jobs::Workers workers{*house.database, *house.subscriptions, [this] { return house.now; }, no_random,
                          [](std::string_view what, std::string_view error) { FAIL(what, ": ", error); }};

    Years()
    {
        add_annual_report_work(workers, *house.database, [this] { return house.now; });
    }

    void move_to(std::string_view moment) { house.now = parse_iso8601(moment).value(); }
    bool ask(std::string_view who, int year)
    {
        auto account = house.person(who);
        return house.write([&](db::Transaction& tx) { return ask_for_report(tx, account, year, house.now); });
    }
    ReportState state(std::string_view who, int year)
    {
        auto account = house.person(who);
        return house.read([&](db::Reader& reader) { return state_of_report(reader, account, year, house.now); });
    }
    AnnualReport made(std::string_view who, int year)
    {
        while (workers.run_due() > 0) {}
        auto account = house.person(who);
        return house.read([&](db::Reader& reader) { return find_annual_report(reader, account, year); }).value();
    }
};

}  // namespace

TEST_CASE("a word for a year of posts follows from their kinds")
{
    CHECK(archetype_of({}) == Archetype::Lurker);
    CHECK(archetype_of({.standalone = 11}) == Archetype::Lurker);
    CHECK(archetype_of({.standalone = 12}) == Archetype::Oracle);
    CHECK(archetype_of({.standalone = 6, .boosts = 12}) == Archetype::Oracle);
    CHECK(archetype_of({.standalone = 6, .boosts = 13}) == Archetype::Booster);
    CHECK(archetype_of({.standalone = 6, .replies = 13}) == Archetype::Replier);
    CHECK(archetype_of({.standalone = 20, .polls = 2}) == Archetype::Oracle);
    CHECK(archetype_of({.standalone = 20, .polls = 3}) == Archetype::Pollster);
}

TEST_CASE("a report tells of its own year, each month of what was posted and begun in it")
{
    Years years;
    years.move_to("2030-12-31T23:59:00Z");
    years.house.post("ada", "The year before #old");
    years.move_to("2031-01-01T00:00:00Z");
    years.house.post("ada", "The first");
    years.move_to("2031-02-28T23:00:00Z");
    years.house.post("ada", "In winter #Sparks");
    years.house.follow("bob", "ada");
    years.move_to("2031-12-31T23:59:50Z");
    years.house.post("ada", "The last #sparks");
    years.house.follow("ada", "cleo");
    years.move_to("2032-01-01T00:00:00Z");
    years.house.post("ada", "The year behind");
    CHECK(years.ask("ada", 2031));
    CHECK(years.state("ada", 2031) == ReportState::Generating);
    auto report = years.made("ada", 2031);
    CHECK(report.posts.total() == 3);
    std::vector<std::int64_t> statuses, followers, following;
    for (const auto& month : report.months) {
        statuses.push_back(month.statuses);
        followers.push_back(month.followers);
        following.push_back(month.following);
    }
    CHECK(statuses == std::vector<std::int64_t>{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    CHECK(followers == std::vector<std::int64_t>{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK(following == std::vector<std::int64_t>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    REQUIRE(report.tags.size() == 1);
    CHECK(report.tags.front().name == "Sparks");
    CHECK(report.tags.front().uses == 2);
    CHECK(!report.most_boosted);
}

TEST_CASE("a year is asked for once it has begun, and a report that was made after its end is the last word")
{
    Years years;
    years.move_to("2031-06-01T12:00:00Z");
    years.house.post("ada", "Hello");
    CHECK(years.state("ada", 2030) == ReportState::Ineligible);
    CHECK(years.state("ada", 2032) == ReportState::Ineligible);
    CHECK(!years.ask("ada", 2030));
    CHECK(years.state("ada", 2031) == ReportState::Eligible);
    CHECK(years.state("bob", 2031) == ReportState::Ineligible);
    CHECK(years.ask("ada", 2031));
    CHECK(years.ask("ada", 2031));  // the same that goes on
    CHECK(years.made("ada", 2031).posts.total() == 1);
    CHECK(years.state("ada", 2031) == ReportState::Available);
    CHECK(!years.ask("ada", 2031));
    years.house.post("ada", "Hello again");
    years.house.now = years.house.now + report_again_after;
    CHECK(years.ask("ada", 2031));
    CHECK(years.made("ada", 2031).posts.total() == 2);
    years.move_to("2032-01-02T12:00:00Z");
    CHECK(years.ask("ada", 2031));
    CHECK(years.made("ada", 2031).posts.total() == 2);
    years.move_to("2032-03-02T12:00:00Z");
    CHECK(!years.ask("ada", 2031));
}

TEST_CASE("whose account is erased has no report any more, and neither does a job that comes late")
{
    Years years;
    years.move_to("2031-06-01T12:00:00Z");
    years.house.post("ada", "Hello");
    auto ada = years.house.person("ada");
    CHECK(years.ask("ada", 2031));
    years.house.write([&](db::Transaction& tx) { REQUIRE(delete_account(tx, ada, years.house.now)); });
    while (years.workers.run_due() > 0) {}
    CHECK(years.house.read([&](db::Reader& reader) { return annual_reports(reader, ada); }).empty());
}

TEST_CASE("a boost of somebody's past makes no post the most boosted of a year")
{
    Years years;
    years.move_to("2031-12-05T10:00:00Z");
    auto post = years.house.post("ada", "Passed on long before");
    auto bob = years.house.account("bob");
    Status boost{.id = StatusId{first_past_id(Time{1'500'000'000'000})},
                 .author = bob.id,
                 .domain = bob.domain,
                 .boost_of = post.id,
                 .uri = "https://house.test/users/bob/statuses/1/activity",
                 .url = post.url,
                 .created_at = Time{1'500'000'000'000}};
    years.house.write([&](db::Transaction& tx) { insert_status(tx, boost, Listed::No); });
    years.move_to("2032-01-05T10:00:00Z");
    REQUIRE(years.ask("ada", 2031));
    CHECK(!years.made("ada", 2031).most_boosted);
}
