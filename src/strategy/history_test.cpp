// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/history.h"

#include <doctest/doctest.h>

#include "analytics/visit_sites.h"
#include "community/group_acts.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "community/pages.h"
#include "social/relations.h"
#include "social/status_events.h"
#include "strategy/acts.h"
#include "strategy/page_posture.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::strategy;
using social::Visibility;

namespace {

Time utc(std::string_view text) { return parse_iso8601(text).value(); }

// Four hours by the clock on the wall.
Time in_four_hours(Time since) { return since + hours(4); }

struct Scene {
    test::House house;
    AccountId page;
    std::int64_t week;  // the first

    explicit Scene(std::string_view begin = "2026-11-02T00:00:00Z")  // a Monday
    {
        house.now = utc(begin);
        week = week_of(house.now);
        auto ada = house.person("ada");
        page = house
                   .write([&](db::Transaction& tx) {
                       return community::make_page(
                           tx, house.domain(),
                           {.name = "bottega", .title = "Bottega", .description = "", .posture = {}, .owner = ada}, house.now);
                   })
                   .value()
                   .id;
    }
    void at(std::string_view text) { house.now = utc(text); }
    void at_week(std::int64_t number, int hour) { house.now = start_of_week(week + number) + hours(hour); }
    History read(Time until)
    {
        return house.read([&](db::Reader& reader) { return read_history(reader, page, until, in_four_hours); });
    }
};

}  // namespace

TEST_CASE("weeks begin on Monday, in UTC")
{
    CHECK(week_of(utc("1970-01-01T00:00:00Z")) == 0);
    CHECK(week_of(utc("1970-01-04T23:59:59Z")) == 0);
    CHECK(week_of(utc("1970-01-05T00:00:00Z")) == 1);
    CHECK(iso_date(start_of_week(week_of(utc("2026-11-29T12:00:00Z")))) == "2026-11-23");
}

TEST_CASE("the report of a month is told from the weeks that were over when it was")
{
    CHECK(iso_date(*end_of_month_report("2026-11")) == "2026-11-30");  // a Tuesday follows a Monday
    CHECK(iso_date(*end_of_month_report("2026-10")) == "2026-10-26");  // November begins on a Sunday
    CHECK(iso_date(*end_of_month_report("2026-02")) == "2026-02-23");
    CHECK(iso_date(*end_of_month_report("2027-01")) == "2027-02-01");  // a Monday
    for (auto wrong : {"", "2026", "2026-13", "2026-00", "2026-1", "november", "2026-11-01"})
        CHECK_FALSE(end_of_month_report(wrong));
}

TEST_CASE("a week is counted by hand")
{
    Scene scene;
    auto& house = scene.house;
    scene.at("2026-11-02T10:00:00Z");
    auto hello = house.post("bottega", "Hello");
    scene.at("2026-11-02T11:00:00Z");
    auto bob = house.reply("bob", hello, "Hi");
    scene.at("2026-11-02T12:00:00Z");
    house.reply("bottega", bob, "Welcome");
    scene.at("2026-11-02T13:00:00Z");
    auto cy = house.reply("cy", hello, "And me");  // nobody answers
    scene.at("2026-11-03T09:00:00Z");
    auto to_cy = house.reply("bob", cy, "And you");
    house.reply("cy", to_cy, "Thanks");
    scene.at("2026-11-04T09:00:00Z");
    auto ask = house.post("bottega", "Who comes on Saturday?");
    house.post("dora", "@bottega a word in private", {.visibility = Visibility::Direct});
    house.post("bottega", "For who follows", {.visibility = Visibility::Private});
    house.reply("ada", ask, "We of the team");
    auto gone = house.post("bottega", "A mistake?");
    house.remove(gone);
    // The second week.
    scene.at("2026-11-09T09:00:00Z");
    auto dora = house.reply("dora", ask, "I do");
    house.reply("ada", dora, "Fine");  // for the team, and not the page
    scene.at("2026-11-10T09:00:00Z");
    auto thread = house.post("bottega", "One");
    house.reply("bottega", thread, "Two");
    house.post("bob", "Ask @bottega, they know");  // nobody answers
    scene.at("2026-11-11T09:00:00Z");
    house.follow("bob", "bottega");
    house.follow("ada", "bottega");  // of the team
    // The third: it is too early to say.
    scene.at("2026-11-22T23:00:00Z");
    house.reply("bob", thread, "Late");

    auto history = scene.read(utc("2026-11-23T08:00:00Z"));
    REQUIRE(history.weeks.size() == 3);
    const auto &first = history.weeks[0], &second = history.weeks[1], &third = history.weeks[2];
    CHECK(first.week == scene.week);
    CHECK(first.posts == 3);
    CHECK(first[Part::Answers] == Cases{1, 3});
    CHECK(first[Part::Asks] == Cases{1, 2});
    CHECK(first[Part::InTime] == Cases{1, 2});
    CHECK(first[Part::Stays] == Cases{1, 1});
    // bob→page, page→bob, cy→page, bob→cy, cy→bob; ada→page, dora→page, ada→dora
    CHECK(first[Part::Reciprocity] == Cases{4, 8});
    CHECK(first[Part::Openness].of == 0);

    CHECK(second.posts == 2);
    CHECK(second[Part::Answers] == Cases{0, 2});
    CHECK(second[Part::Asks] == Cases{0, 1});
    CHECK(second[Part::InTime] == Cases{1, 2});
    CHECK(second[Part::Stays] == Cases{0, 1});  // a colleague's word is not the page's

    CHECK(third.posts == 0);
    CHECK(third[Part::InTime].of == 0);
    CHECK(third[Part::Stays].of == 0);

    auto gain = [&](std::size_t week, Gain which) { return history.gains[week].gains[static_cast<std::size_t>(which)]; };
    CHECK(gain(0, Gain::People) == 2);
    CHECK(gain(0, Gain::Returning) == 0);
    CHECK(gain(1, Gain::People) == 2);
    CHECK(gain(1, Gain::Returning) == 1);
    CHECK(gain(1, Gain::Followers) == 1);
    CHECK(gain(2, Gain::Followers) == 0);
    CHECK_FALSE(gain(1, Gain::Visits));
    CHECK(history.gains[0].lean == doctest::Approx(2.0 / 3));
    CHECK(history.gains[1].lean == 0.0);
    CHECK_FALSE(history.gains[2].lean);

    // A week later it can be said: the promise was not kept, and the page did not come back.
    auto later = scene.read(utc("2026-11-30T00:00:00Z"));
    CHECK(later.weeks[2][Part::InTime] == Cases{0, 1});
    CHECK(later.weeks[2][Part::Stays] == Cases{0, 1});
    // What was known after the first week alone.
    auto early = scene.read(utc("2026-11-09T00:00:00Z"));
    REQUIRE(early.weeks.size() == 1);
    CHECK(early.weeks[0][Part::Reciprocity] == Cases{4, 6});
    for (const auto& scan : house.scans()) FAIL_CHECK(scan);
}

TEST_CASE("what was taken away or of whom is suspended is not counted, and what hangs on it hangs on what is above")
{
    Scene scene;
    auto& house = scene.house;
    scene.at_week(0, 10);
    auto hello = house.post("bottega", "Hello");
    auto bob = house.reply("bob", hello, "Hi");
    auto cy = house.reply("cy", bob, "Hi bob");
    house.reply("bottega", cy, "Hi cy");
    house.remove(bob);
    auto history = scene.read(start_of_week(scene.week + 1));
    CHECK(history.weeks[0][Part::InTime].of == 0);
    // cy→page (over what bob took away), page→cy
    CHECK(history.weeks[0][Part::Reciprocity] == Cases{2, 2});
    house.suspend("cy");
    history = scene.read(start_of_week(scene.week + 1));
    CHECK(history.weeks[0][Part::Reciprocity].of == 0);  // the page answers itself: no pair
}

TEST_CASE("a topic counts by how open the door of the group is")
{
    for (auto [joining, counted] :
         {std::pair{community::Joining::Open, 2.0}, {community::Joining::Request, 1.0}, {community::Joining::Invitation, 0.0}}) {
        Scene scene;
        auto& house = scene.house;
        scene.at_week(0, 9);
        house.post("bottega", "Hello");
        house.subscriptions->inside<social::StatusPosted>(
            "groups.take_in",
            [](db::Transaction& tx, const social::StatusPosted& event) { community::take_into_group(tx, event.status); });
        auto ada = house.person("ada");
        auto group = house.write([&](db::Transaction& tx) {
            return community::make_group(tx, house.domain(),
                                         {.name = "lettori",
                                          .title = "Lettori",
                                          .description = "",
                                          .joining = joining,
                                          .posting = community::Posting::Members,
                                          .owner = ada},
                                         house.now);
        });
        REQUIRE(group);
        for (auto member : {"bob", "cy"})
            REQUIRE(house.write([&, who = house.person(member)](db::Transaction& tx) {
                return social::let_follow(tx, who, group->id, house.now);
            }));
        house.post("bob", "@lettori One");
        house.post("cy", "@lettori Two");
        house.post("ada", "@lettori Three");
        auto history = scene.read(start_of_week(scene.week + 1));
        CHECK(history.weeks[0][Part::Openness] == Cases{counted, 3});
    }
}

TEST_CASE("a page of many weeks has a posture, a trend and a movement; nothing is read of what came after")
{
    Scene scene{"2027-03-01T00:00:00Z"};
    auto& house = scene.house;
    for (int week = 0; week < 30; ++week) {
        bool round = week >= 15;
        for (int n = 0; n < 3; ++n) {
            scene.at_week(week, 24 * n + 9);
            auto post = house.post("bottega", round && n < 2 ? "What do you think?" : "News");
            auto bob = house.reply("bob", post, "First");
            auto cy = house.reply("cy", bob, "Second");
            house.reply("bob", cy, "Third");
            if (round || n == 0) house.reply("bottega", bob, "Thanks");
        }
    }
    auto promise_of = [](db::Reader&, AccountId) -> Promise { return in_four_hours; };
    auto facts_at = [&](std::int64_t week) {
        return house
            .read([&](db::Reader& reader) {
                return read_page_facts(reader, scene.page, start_of_week(scene.week + week), promise_of);
            })
            .value();
    };
    auto facts = facts_at(30);
    auto posture = reckon(facts);
    CHECK(posture.now.weeks == 13);
    CHECK(posture.now.posts == 13 * 6);
    CHECK(posture.now.parts_told == 6);  // it has no group
    CHECK(posture.now[Part::Answers].figure->value == doctest::Approx(0.5));
    CHECK(posture.now[Part::InTime].figure->value == doctest::Approx(1));
    CHECK(posture.now[Part::Asks].figure->value == doctest::Approx(2.0 / 3));
    CHECK(posture.now.side() == Side::RoundTable);
    REQUIRE(posture.movement);
    CHECK(posture.movement->difference.lower > 0);
    CHECK(posture.trend.size() == 6);  // weeks 29, 25, 21, 17, 13, 9
    CHECK(posture.trend.back().score == *posture.now.score);
    CHECK(posture.trend.front().score.value < posture.trend.back().score.value);
    CHECK(*reckon(facts).now.score == *posture.now.score);

    // Of older weeks the same is told whether it is read two weeks later or after half a year.
    CHECK(reckon(facts_at(14)).now.side() != Side::RoundTable);
    auto soon = facts_at(16);
    CHECK(measure(window_until(soon.history, scene.week + 13)).score
          == measure(window_until(facts.history, scene.week + 13)).score);

    auto young = reckon(facts_at(3));
    CHECK_FALSE(young.now.score);
    CHECK(young.now.weeks_needed == 5);
    CHECK(young.trend.empty());
    CHECK_FALSE(young.movement);
}

TEST_CASE("visits of a week are known when every day of it is, all sites together")
{
    Scene scene;
    auto& house = scene.house;
    for (int week = 0; week < 2; ++week) {
        scene.at_week(week, 9);
        house.post("bottega", "News");
    }
    std::int64_t id = 1;
    for (auto host : {"one.example", "two.example"}) {
        auto site = house.write(
            [&](db::Transaction& tx) { return analytics::name_visit_site(tx, house.domain(), host, "Etc/UTC", house.now); });
        REQUIRE(site);
        auto first = scene.week * 7 - 3;
        for (auto day = first; day < first + 14; ++day) {
            if (day == first + 3 && id > 14) continue;  // of the second site; the log of that day is missing
            house.write([&](db::Transaction& tx) {
                tx.run(
                    "INSERT INTO visit_slices (id, site_id, day, first_at, last_at, lines, digest, views, visits, visitors, bounces, seconds, imported_at) "
                    "VALUES ($1, $2, $3, 0, 0, 1, 0, 9, $4, 3, 0, 0, 0)",
                    id++, site->id, day, day - first + 1);
            });
        }
    }
    auto gains = scene.read(start_of_week(scene.week + 2)).gains;
    constexpr auto visits = static_cast<std::size_t>(Gain::Visits);
    CHECK_FALSE(gains.at(0).gains[visits]);
    CHECK(gains.at(1).gains[visits] == 2.0 * (8 + 9 + 10 + 11 + 12 + 13 + 14));
}

TEST_CASE("a page that has said nothing has no history")
{
    Scene scene;
    CHECK(scene.read(start_of_week(scene.week + 10)).weeks.empty());
    auto facts = scene.house.read([&](db::Reader& reader) {
        return read_page_facts(reader, scene.page, start_of_week(scene.week + 10),
                               [](db::Reader&, AccountId) -> Promise { return in_four_hours; });
    });
    auto posture = reckon(facts.value());
    CHECK(posture.now.weeks_needed == least_weeks);
    CHECK(posture.advice.empty());
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) {
        return read_page_facts(reader, AccountId{1}, scene.house.now,
                               [](db::Reader&, AccountId) -> Promise { return in_four_hours; });
    }));
}
