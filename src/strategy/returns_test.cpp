// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/returns.h"

#include <vector>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::strategy;
using favilla::analytics::Generator;

namespace {

constexpr auto people = static_cast<std::size_t>(Gain::People);

// Every second week round; what came the week after each.
std::vector<WeekGains> alternating(int weeks, double after_round, double after_loud, double growth = 0, double noise = 0)
{
    Generator random{11};
    std::vector<WeekGains> list;
    for (int n = 0; n < weeks; ++n) {
        bool was_round = n % 2 == 1;  // the week before
        WeekGains week{.week = n, .lean = n % 2 == 0 ? 0.8 : 0.2};
        week.gains[people] = (was_round ? after_round : after_loud) + growth * n + noise * random.normal();
        list.push_back(week);
    }
    return list;
}

}  // namespace

TEST_CASE("what came after rounder weeks is set against what came after louder ones")
{
    auto weeks = alternating(27, 14, 10);  // 26 pairs in two quarters of 13: seven round in the one, six in the other
    for (std::size_t n = 0; n < weeks.size(); ++n) *weeks[n].gains[people] += n % 4 == 0 ? 1 : n % 4 == 2 ? -1 : 0;
    auto figure = compare_returns(weeks)[people];
    CHECK(figure.rounder == 13);
    CHECK(figure.louder == 13);
    CHECK(figure.weeks_needed == 0);
    REQUIRE(figure.difference);
    CHECK(figure.difference->value == doctest::Approx(4).epsilon(0.1));
    CHECK(figure.after_rounder - figure.after_louder == doctest::Approx(figure.difference->value));
    CHECK(figure.difference->lower > 0);
    CHECK(figure.difference->p < 0.05);
    CHECK(figure.is_told());
}

TEST_CASE("growth over the years is nobody's merit")
{
    // Round in the second year and loud in the first: who compared years would find a great difference.
    std::vector<WeekGains> weeks;
    Generator random{3};
    for (int n = 0; n < 105; ++n) {
        WeekGains week{.week = n, .lean = 0.2 + 0.005 * n + 0.1 * random.uniform()};
        week.gains[people] = 10 + 0.5 * n + random.normal();
        weeks.push_back(week);
    }
    auto figure = compare_returns(weeks)[people];
    REQUIRE(figure.difference);
    CHECK(figure.difference->value < 5);  // of the 26 that lie between the years' means
}

TEST_CASE("chance alone is seldom taken for a difference")
{
    int told = 0;
    constexpr int worlds = 60;
    for (int world = 0; world < worlds; ++world) {
        Generator random{static_cast<std::uint64_t>(100 + world)};
        std::vector<WeekGains> weeks;
        for (int n = 0; n < 40; ++n) {
            WeekGains week{.week = n, .lean = random.uniform()};
            week.gains[people] = 20 + 4 * random.normal();
            weeks.push_back(week);
        }
        told += compare_returns(weeks)[people].is_told() ? 1 : 0;
    }
    CHECK(told <= 8);  // 3 are to be expected
}

TEST_CASE("few weeks, weeks alike and weeks of which nothing is known tell nothing")
{
    auto few = alternating(14, 14, 10);
    auto figure = compare_returns(few)[people];
    CHECK(figure.weeks_needed == least_compared - 13);
    CHECK_FALSE(figure.difference);

    auto alike = alternating(40, 14, 10);
    for (auto& week : alike) week.lean = 0.5;
    figure = compare_returns(alike)[people];
    CHECK(figure.rounder + figure.louder == 0);
    CHECK(figure.weeks_needed == least_compared);

    auto visits = compare_returns(alternating(40, 14, 10))[static_cast<std::size_t>(Gain::Visits)];
    CHECK_FALSE(visits.difference);
    CHECK(visits.weeks_needed == least_compared);
    for (auto gain : all_gains) CHECK_FALSE(compare_returns({})[static_cast<std::size_t>(gain)].difference);
}

TEST_CASE("the same weeks and seed give the same bytes")
{
    auto weeks = alternating(80, 14, 12, 0.1, 3);
    CHECK(*compare_returns(weeks, 4)[people].difference == *compare_returns(weeks, 4)[people].difference);
}
