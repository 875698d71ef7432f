// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar_trials.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using namespace favilla::desk;

namespace {

constexpr int monday_to_friday = 0b0011111;

struct Scene {
    test::House house = test::house();
    AccountId lena = house.person("lena"), otto = house.person("otto"), bruno = house.person("bruno");
    AccountId page;

    Scene()
    {
        house.now = parse_iso8601("2037-03-20T08:00:00Z").value();  // a Friday
        page = house
                   .write([&](db::Transaction& tx) {
                       return community::make_page(
                           tx, house.domain(), {.name = "lantern", .title = {}, .description = {}, .posture = {}, .owner = lena},
                           house.now);
                   })
                   .value()
                   .id;
        join(bruno, social::PageRole::Contributor);
    }
    void join(AccountId who, social::PageRole role)
    {
        house.write([&](db::Transaction& tx) { community::put_in_team(tx, page, who, role, house.now).value(); });
    }
    community::Page here()
    {
        return house.read([&](db::Reader& reader) { return community::find_page(reader, page).value(); });
    }
    social::Voice voice(AccountId person)
    {
        auto role = house.read([&](db::Reader& reader) { return social::role_for_page(reader, page, person); });
        return {page, person, role.value(), {}};
    }
    CalendarTrial wanted()
    {
        return {.id = {},
                .page = page,
                .proposed_by = {},
                .agreed_by = {},
                .first_hour = 9 * 60,
                .second_hour = 18 * 60,
                .first_day = parse_local("2037-03-23T00:00")->day,
                .weeks = 4,
                .weekdays = monday_to_friday,
                .days = {}};
    }
    std::string propose(const CalendarTrial& trial, AccountId by)
    {
        auto made = house.write([&](db::Transaction& tx) { return propose_trial(tx, here(), voice(by), trial, house.now); });
        return made ? "" : made.error().key;
    }
    std::string agree(AccountId by, unsigned char chance = 1)
    {
        auto id = only().id;
        auto fill = [&](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{chance}); };
        auto done = house.write([&](db::Transaction& tx) { return agree_to_trial(tx, here(), voice(by), id, fill, house.now); });
        return done ? "" : done.error().key;
    }
    CalendarTrial only()
    {
        auto all = house.read([&](db::Reader& reader) { return trials_of(reader, page); });
        REQUIRE(all.size() == 1);
        return all[0];
    }
    std::optional<TrialResult> result()
    {
        auto trial = only();
        return house.read([&](db::Reader& reader) { return result_of(reader, trial, house.now); });
    }
};

}  // namespace

TEST_CASE("hours are drawn when two agree, half of the days of each week for the first, and each chance draws otherwise")
{
    std::set<std::vector<bool>> draws;
    for (unsigned char chance = 1; chance <= 3; ++chance) {
        Scene scene;
        scene.join(scene.otto, social::PageRole::Editor);
        REQUIRE(scene.propose(scene.wanted(), scene.lena) == "");
        CHECK(scene.only().days.empty());
        CHECK(scene.agree(scene.lena) == "calendar.trial_own");
        CHECK(scene.agree(scene.bruno) == "page.not_allowed");
        REQUIRE(scene.agree(scene.otto, chance) == "");
        CHECK(scene.agree(scene.otto) == "calendar.trial_agreed");
        auto days = scene.only().days;
        REQUIRE(days.size() == 20);
        std::vector<bool> drawn;
        for (int week = 0; week < 4; ++week) {
            int first = 0;
            for (int n = 0; n < 5; ++n) {
                const auto& one = days[static_cast<std::size_t>(week * 5 + n)];
                CHECK(one.day == scene.wanted().first_day + week * 7 + n);
                first += one.is_first;
                drawn.push_back(one.is_first);
            }
            CHECK(first == 2);
        }
        draws.insert(drawn);
    }
    CHECK(draws.size() == 3);
}

TEST_CASE("what chance could not tell is refused, and one at a time is drawn")
{
    Scene scene;
    auto with = [&](auto change) {
        auto trial = scene.wanted();
        change(trial);
        return scene.propose(trial, scene.lena);
    };
    CHECK(with([](auto& trial) { trial.second_hour = trial.first_hour; }) == "calendar.trial_hours");
    CHECK(with([](auto& trial) { trial.first_day -= 3; }) == "calendar.trial_days");  // today
    CHECK(with([](auto& trial) { trial.weeks = 13; }) == "calendar.trial_days");
    CHECK(with([](auto& trial) { trial.weekdays = 0; }) == "calendar.trial_days");
    CHECK(with([](auto& trial) { trial.weeks = 1; }) == "calendar.trial_too_few");                         // 10 ways
    CHECK(with([](auto& trial) { trial.weekdays = 0b11, trial.weeks = 5; }) == "calendar.trial_too_few");  // 32
    CHECK(with([](auto& trial) { trial.weekdays = 0b1, trial.weeks = 12; }) == "calendar.trial_too_few");  // one
    CHECK(scene.propose(scene.wanted(), scene.bruno) == "page.not_allowed");
    CHECK(with([](auto& trial) { trial.weekdays = 0b11, trial.weeks = 6; }) == "");  // 64
    CHECK(scene.propose(scene.wanted(), scene.lena) == "calendar.trial_open");
    scene.house.now = scene.house.now + days(4);
    CHECK(scene.agree(scene.lena) == "calendar.trial_begun");
}

TEST_CASE("nothing is told before it is over; then what was drawn counts, whether it was kept or not")
{
    Scene scene;
    auto trial = scene.wanted();
    trial.weeks = 2;
    REQUIRE(scene.propose(trial, scene.lena) == "");
    REQUIRE(scene.agree(scene.lena) == "");  // the one who may let things out
    auto drawn = scene.only();
    auto utc = TimeZone::find("UTC").value();
    bool late = true;  // one day the post goes out at another hour than was drawn
    for (const auto& one : drawn.days) {
        scene.house.now = utc.at({one.day, late ? hours(13) : one.is_first ? hours(9) : hours(18)});
        late = false;
        auto post = scene.house
                        .write([&](db::Transaction& tx) {
                            return social::post_status(tx, scene.page, {.text = "Well?"}, scene.house.now);
                        })
                        .value();
        for (int n = 0; n < (one.is_first ? 3 : 1); ++n) scene.house.reply("ada", post, "Yes");
        CHECK_FALSE(scene.result());
    }
    scene.house.now = utc.at({drawn.last_day() + 2, {}}) - seconds(10);
    CHECK_FALSE(scene.result());
    scene.house.now = scene.house.now + seconds(20);
    auto result = scene.result();
    REQUIRE(result);
    CHECK(result->test.difference == doctest::Approx(2));
    CHECK(result->test.exact);
    CHECK(result->test.tosses == 100);
    CHECK(result->test.p == doctest::Approx(0.01).epsilon(0.01));  // of 100 draws, this one alone is as far or farther
    CHECK(result->days == 10);
    CHECK(result->kept == 9);
    auto id = drawn.id;
    CHECK(scene.house.write(
        [&](db::Transaction& tx) { return end_trial(tx, scene.here(), scene.voice(scene.lena), id, scene.house.now); }));
    CHECK(scene.house.read([&](db::Reader& reader) { return trials_of(reader, scene.page); }).empty());
}
