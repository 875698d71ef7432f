// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/posture.h"

#include <vector>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::strategy;
using favilla::analytics::Generator;

namespace {

struct Share {
    double counted = 0;
    std::int64_t of = 0;
};

WeekFacts week(std::int64_t number, Share answers, Share in_time, Share stays, Share reciprocity, Share asks)
{
    WeekFacts facts{.week = number, .posts = answers.of};
    facts[Part::Answers] = {answers.counted, answers.of};
    facts[Part::InTime] = {in_time.counted, in_time.of};
    facts[Part::Stays] = {stays.counted, stays.of};
    facts[Part::Reciprocity] = {reciprocity.counted, reciprocity.of};
    facts[Part::Asks] = {asks.counted, asks.of};
    return facts;
}

// Ten weeks, each: 10 posts of which 4 answer, 8 of 10 in time, 1 of 2 stayed in, 2 of 4 mutual, 3 of 6 ask.
std::vector<WeekFacts> ten_alike()
{
    std::vector<WeekFacts> weeks;
    for (int n = 0; n < 10; ++n) weeks.push_back(week(n, {4, 10}, {8, 10}, {1, 2}, {2, 4}, {3, 6}));
    return weeks;
}

int many(Generator& random, int of, double share)
{
    int count = 0;
    for (int n = 0; n < of; ++n) count += random.uniform() < share ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("the posture is the mean of its parts, each what was counted by what there was")
{
    auto weeks = ten_alike();
    auto posture = measure({weeks, {}});
    CHECK(posture.weeks == 10);
    CHECK(posture.weeks_needed == 0);
    CHECK(posture.posts == 100);
    CHECK(posture.parts_told == 5);
    CHECK(posture[Part::Answers].cases == Cases{40, 100});
    CHECK(posture[Part::Answers].figure->value == doctest::Approx(0.4));
    CHECK(posture[Part::InTime].figure->value == doctest::Approx(0.8));
    CHECK_FALSE(posture[Part::Openness].figure);
    CHECK_FALSE(posture[Part::EachOther].figure);
    REQUIRE(posture.score);
    CHECK(posture.score->value == doctest::Approx((0.4 + 0.8 + 0.5 + 0.5 + 0.5) / 5));
    // Weeks that are all alike leave nothing to chance.
    CHECK(posture.score->lower == doctest::Approx(0.54));
    CHECK(posture.score->upper == doctest::Approx(0.54));
    CHECK(posture.side() == Side::RoundTable);
    CHECK(*posture[Part::InTime].without == doctest::Approx((0.4 + 0.5 + 0.5 + 0.5) / 4));
}

TEST_CASE("who answers whom counts as one part, with the interval of its own fit")
{
    auto weeks = ten_alike();
    auto posture = measure({weeks, EachOther{{0.2, 0.1, 0.6}, 50}});
    CHECK(posture.parts_told == 6);
    CHECK(posture.score->value == doctest::Approx((0.4 + 0.8 + 0.5 + 0.5 + 0.5 + 0.2) / 6));
    CHECK(*posture[Part::EachOther].figure == Figure{0.2, 0.1, 0.6});
    CHECK(posture[Part::EachOther].cases.of == 50);
    CHECK(posture.score->upper - posture.score->value > 0.05);  // nearly (0.6 - 0.2) / 6, expanded
    CHECK(posture.score->upper - posture.score->value < 0.085);
    CHECK(posture.score->value - posture.score->lower < 0.025);
}

TEST_CASE("more of any part makes a page rounder, and nothing else changes")
{
    for (auto part : all_parts) {
        auto weeks = ten_alike();
        for (auto& one : weeks) one[Part::Openness] = {1, 4};
        Window before{weeks, EachOther{{0.4, 0.3, 0.5}, 50}}, after = before;
        auto more = weeks;
        for (auto& one : more) one[part].counted = static_cast<double>(one[part].of);
        after.weeks = more;
        if (part == Part::EachOther) after.each_other->figure = {1, 0.9, 1};
        INFO(name_of(part));
        auto was = measure(before), is = measure(after);
        CHECK(is.score->value > was.score->value);
        CHECK(is.score->value - was.score->value == doctest::Approx((1 - was[part].figure->value) / 7));
        for (auto other : all_parts)
            if (other != part) CHECK(is[other].figure->value == was[other].figure->value);
    }
}

TEST_CASE("with too little history it says how much is missing, and no figure")
{
    auto weeks = ten_alike();
    weeks.resize(5);
    auto posture = measure({weeks, {}});
    CHECK(posture.weeks == 5);
    CHECK(posture.weeks_needed == 3);
    CHECK_FALSE(posture.score);
    CHECK_FALSE(posture.side());
    CHECK_FALSE(posture[Part::Answers].without);
    CHECK(posture[Part::Answers].figure);  // a part is told by its own cases

    auto nothing = measure({});
    CHECK(nothing.weeks_needed == least_weeks);
    CHECK(nothing.parts_told == 0);

    // Enough weeks, but three parts: not enough of the page is known.
    auto few = ten_alike();
    for (auto& one : few) {
        one[Part::Stays] = {};
        one[Part::Reciprocity] = {};
    }
    auto partly = measure({few, {}});
    CHECK(partly.weeks_needed == 0);
    CHECK(partly.parts_told == 3);
    CHECK_FALSE(partly.score);

    // Weeks in which the page said nothing are no history of its, whatever was said to it.
    auto silent = ten_alike();
    for (std::size_t n = 0; n < 4; ++n) silent[n] = week(static_cast<std::int64_t>(n), {}, {0, 3}, {}, {}, {});
    CHECK(measure({silent, {}}).weeks_needed == 2);
}

TEST_CASE("nine cases of a part are too few, ten are enough")
{
    auto weeks = ten_alike();
    for (std::size_t n = 0; n < weeks.size(); ++n) weeks[n][Part::Stays] = {n < 9 ? 1.0 : 0.0, n < 9 ? 1 : 0};
    CHECK_FALSE(measure({weeks, {}})[Part::Stays].figure);
    weeks[9][Part::Stays] = {0, 1};
    CHECK(measure({weeks, {}})[Part::Stays].figure->value == doctest::Approx(0.9));
}

TEST_CASE("the same weeks and seed give the same bytes; another seed moves the ends a little")
{
    Generator random{7};
    std::vector<WeekFacts> weeks;
    for (int n = 0; n < 13; ++n)
        weeks.push_back(week(n, {1.0 * many(random, 12, 0.3), 12}, {1.0 * many(random, 9, 0.8), 9},
                             {1.0 * many(random, 3, 0.5), 3}, {2.0 * many(random, 4, 0.4), 8}, {1.0 * many(random, 6, 0.4), 6}));
    auto one = measure({weeks, EachOther{{0.3, 0.2, 0.5}, 80}}, 5), again = measure({weeks, EachOther{{0.3, 0.2, 0.5}, 80}}, 5);
    auto other = measure({weeks, EachOther{{0.3, 0.2, 0.5}, 80}}, 6);
    CHECK(*one.score == *again.score);
    CHECK(one.score->value == other.score->value);
    CHECK(one.score->lower != other.score->lower);
    CHECK(one.score->lower == doctest::Approx(other.score->lower).epsilon(0.05));
    CHECK(one.score->lower < one.score->value);
    CHECK(one.score->value < one.score->upper);
}

TEST_CASE("the interval holds what the page is like about as often as it says")
{
    // Pages whose weeks differ by more than chance: some are busy with answering, some are not.
    constexpr double answers = 0.35, in_time = 0.7, stays = 0.5, asks = 0.3, reciprocity = 0.4;
    constexpr double truth = (answers + in_time + stays + asks + reciprocity) / 5;
    Generator random{2026};
    int held = 0;
    constexpr int worlds = 300;
    for (int world = 0; world < worlds; ++world) {
        std::vector<WeekFacts> weeks;
        for (int n = 0; n < 13; ++n) {
            double mood = random.uniform() < 0.5 ? -0.15 : 0.15;
            weeks.push_back(week(n, {1.0 * many(random, 12, answers + mood), 12}, {1.0 * many(random, 9, in_time + mood), 9},
                                 {1.0 * many(random, 4, stays + mood), 4}, {1.0 * many(random, 8, reciprocity + mood), 8},
                                 {1.0 * many(random, 6, asks + mood), 6}));
        }
        auto score = measure({weeks, {}}, static_cast<std::uint64_t>(world) + 1).score.value();
        held += score.lower <= truth && truth <= score.upper ? 1 : 0;
    }
    CHECK(held >= 0.92 * worlds);
    CHECK(held <= 0.99 * worlds);
}

TEST_CASE("a movement is the difference of the parts that both tell")
{
    auto earlier = ten_alike(), later = ten_alike();
    for (auto& one : later) {
        one[Part::Answers].counted = 6;  // 0.4 → 0.6
        one[Part::Reciprocity] = {};     // told no longer
    }
    auto moved = movement({earlier, {}}, {later, {}});
    REQUIRE(moved);
    CHECK(moved->parts == std::vector{Part::Answers, Part::InTime, Part::Stays, Part::Asks});
    CHECK(moved->difference.value == doctest::Approx(0.2 / 4));
    CHECK(moved->difference.lower == doctest::Approx(0.05));
    earlier.resize(7);
    CHECK_FALSE(movement({earlier, {}}, {later, {}}));
    CHECK_FALSE(movement({{}, {}}, {later, {}}));
}

TEST_CASE("the side is named only where the whole interval lies on it")
{
    Posture posture;
    CHECK_FALSE(posture.side());
    posture.score = Figure{0.4, 0.3, 0.49};
    CHECK(posture.side() == Side::Megaphone);
    posture.score = Figure{0.4, 0.3, 0.5};
    CHECK(posture.side() == Side::Between);
    posture.score = Figure{0.6, 0.51, 0.7};
    CHECK(posture.side() == Side::RoundTable);
}
