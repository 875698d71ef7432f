// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/growth.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "analytics/day_bounds.h"
#include "base/weeks.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

struct Scene {
    test::House house = test::house();
    std::int64_t today;

    Scene()
    {
        house.now = parse_iso8601("2026-11-18T12:00:00Z").value();  // a Wednesday
        today = day_of(house.now);
    }
    // As if it had begun so many weeks ago.
    void follow(std::string_view follower, std::string_view followed, std::int64_t weeks_ago)
    {
        house.follow(follower, followed);
        auto who = house.person(follower), whom = house.person(followed);
        house.write([&](db::Transaction& tx) {
            tx.run("UPDATE follows SET id = $3 WHERE account_id = $1 AND target_id = $2", who, whom,
                   lower_bound(Bound::Ids, today - 7 * weeks_ago) + who.value % 1000);
        });
    }
    void joined(std::string_view name, std::int64_t weeks_ago)
    {
        auto who = house.person(name);
        house.write([&](db::Transaction& tx) {
            tx.run("UPDATE users SET created_at = $2, confirmed_at = $2, approved_at = $2 WHERE account_id = $1", who,
                   lower_bound(Bound::Milliseconds, today - 7 * weeks_ago));
        });
    }
    void was_here(std::string_view name, std::int64_t day)
    {
        auto who = house.person(name);
        house.write([&](db::Transaction& tx) {
            tx.run("INSERT INTO active_days (account_id, day, domain_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", who, day,
                   house.domain());
        });
    }
    Growth growth(std::int64_t weeks, std::string_view page = "")
    {
        std::optional<AccountId> of;
        if (!page.empty()) of = house.person(page);
        house.write([&](db::Transaction& tx) { tx.run("DELETE FROM active_days WHERE day > $1", today); });
        return house.read([&](db::Reader& reader) { return growth_of(reader, house.domain(), of, weeks, today, today - 400); });
    }
};

}  // namespace

TEST_CASE("weeks begin on Monday")
{
    auto day = [](std::string_view text) { return day_of(parse_iso8601(std::string{text} + "T00:00:00Z").value()); };
    for (auto one : {"2026-11-16", "2026-11-18", "2026-11-22"}) CHECK(monday_of(day(one)) == day("2026-11-16"));
    CHECK(monday_of(day("2026-11-15")) == day("2026-11-09"));
    CHECK(monday_of(day("1970-01-01")) == -3);
}

TEST_CASE("who follows is counted in the week in which they began, once, and by whence")
{
    Scene scene;
    scene.follow("bob", "ada", 0);
    scene.follow("cid", "ada", 2);
    scene.follow("cid", "bob", 1);  // of the house they were a follower before
    scene.follow("dan@else.test", "ada", 1);
    scene.follow("eva@else.test", "ada", 9);
    auto growth = scene.growth(4);
    REQUIRE(growth.weeks.size() == 4);
    CHECK(growth.weeks[3].first_day == monday_of(scene.today));
    CHECK(growth.weeks[3].followers_here.all == 1);
    CHECK(growth.weeks[2].followers_here.all == 0);
    CHECK(growth.weeks[1].followers_here.all == 1);
    CHECK(growth.weeks[2].followers_elsewhere.all == 1);
    CHECK(growth.before.followers_elsewhere.all == 1);
    CHECK(growth.totals.followers_elsewhere.all == 2);
    CHECK(growth.totals.followers_here.all == 2);
    // Two of a server are too few for it to be told apart.
    REQUIRE(growth.servers.size() == 1);
    CHECK(growth.servers[0].host.empty());
    CHECK(growth.servers[0].followers == 2);
    for (auto name : {"f", "g", "h"}) scene.follow(std::string{name} + "@else.test", "ada", 1);
    scene.follow("i@other.test", "ada", 1);
    auto later = scene.growth(4);
    REQUIRE(later.servers.size() == 2);
    CHECK(later.servers[0].host == "else.test");
    CHECK(later.servers[0].followers == 5);
    CHECK(later.servers[1].followers == 1);
    // Of one account alone, who follows another is not among them.
    auto bob = scene.growth(4, "bob");
    CHECK(bob.totals.followers_here.all == 1);
    CHECK(bob.weeks[2].followers_here.all == 1);
    CHECK(bob.cohorts.empty());
}

TEST_CASE("what is no authentic follower is raw alone, and who was suspended is none")
{
    Scene scene;
    scene.follow("robot", "ada", 1);
    scene.follow("bob", "ada", 1);
    scene.follow("cid", "ada", 1);
    scene.house.write(
        [&](db::Transaction& tx) { tx.run("UPDATE accounts SET bot = 1 WHERE id = $1", scene.house.person("robot")); });
    scene.house.suspend("cid");
    auto growth = scene.growth(3);
    CHECK(growth.weeks[1].followers_here.all == 2);
    CHECK(growth.weeks[1].followers_here.authentic == 1);
}

TEST_CASE("members, who is still here, and cohorts agree with one another")
{
    Scene scene;
    auto monday = monday_of(scene.today);
    for (auto name : {"ada", "bob", "cid"}) scene.joined(name, 2);
    scene.joined("dan", 20);
    scene.house.write([&](db::Transaction& tx) { tx.run("DELETE FROM active_days WHERE day >= 0"); });
    for (auto name : {"ada", "bob", "cid"}) scene.was_here(name, monday - 14);
    scene.was_here("ada", monday - 1);
    scene.was_here("dan", monday - 1);
    scene.was_here("ada", monday);
    auto growth = scene.growth(4);
    CHECK(growth.weeks[1].members.all == 3);
    CHECK(growth.before.members.all == 1);
    CHECK(growth.totals.members.all == 4);
    CHECK(growth.weeks[1].active_week == 3);
    CHECK(growth.weeks[2].active_week == 2);
    CHECK(growth.weeks[3].active_week == 1);
    CHECK(growth.weeks[3].active_month == 4);
    REQUIRE(growth.cohorts.size() == 4);
    CHECK(growth.cohorts[1].size == 3);
    REQUIRE(growth.cohorts[1].shares.size() == 3);
    CHECK(growth.cohorts[1].shares[0].rate == doctest::Approx(1));
    CHECK(growth.cohorts[1].shares[1].active == 1);
    CHECK(growth.cohorts[1].shares[2].active == 1);
}

TEST_CASE("days of which nothing is known any more are not said to be empty")
{
    Scene scene;
    auto growth = scene.growth(60);
    CHECK(!growth.weeks[0].active_week);
    CHECK(growth.weeks[59].active_week);
    for (const auto& scan : scene.house.scans())
        if (scan.find("follows f") != std::string::npos || scan.find("active_days") != std::string::npos) FAIL_CHECK(scan);
}
