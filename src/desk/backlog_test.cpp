// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/backlog.h"

#include <numeric>
#include <utility>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::desk;

namespace {

// A week from Monday morning on; what comes is due eight hours later. Somebody gives an hour's work a day, spread over nine hours.
BacklogAsk week_ahead(double given_a_day)
{
    BacklogAsk ask;
    for (std::size_t hour = 0; hour < hours_of_week; ++hour) {
        bool open = hour < 5 * 24 && hour % 24 >= 9 && hour % 24 < 18;
        ask.hours.push_back({hour, open ? given_a_day / 9 : 0, static_cast<std::int64_t>(hour) + 8});
    }
    ask.looks = {4 * 24 + 17};  // Friday evening
    return ask;
}

double sum(const std::array<double, hours_of_week>& rates) { return std::accumulate(rates.begin(), rates.end(), 0.0); }

}  // namespace

TEST_CASE("what waits is worked off in order of when it is due, as reckoned by hand")
{
    BacklogModel model{.handling = {0.5}, .drawn = false};  // nothing comes
    BacklogAsk ask;
    for (std::size_t hour = 0; hour < 4; ++hour) ask.hours.push_back({hour, 1, 0});
    ask.waiting = {-1, 0, 1, 2, 2, 2, 2, 3, 3, 3};  // five hours of work, one of which is given in each hour
    ask.looks = {0, 2, 3};
    ask.runs = 3;
    auto looks = simulate_backlog(model, ask);
    REQUIRE(looks.size() == 3);
    // After the first hour two are done, and those of that hour with them.
    CHECK(looks[0].items.median == 8);
    CHECK(looks[0].hours.median == 4);
    CHECK(looks[0].behind.median == 0);
    CHECK(looks[0].chance == 0);
    // After the third six are done; of those that were due by then one is left.
    CHECK(looks[1].items.median == 4);
    CHECK(looks[1].behind.median == 0.5);
    CHECK(looks[1].chance == 1);
    CHECK(looks[2].items.median == 2);
    CHECK(looks[2].hours.lower == 1);
    CHECK(looks[2].behind.upper == 1);
    // Half a piece of work is half done.
    for (auto& hour : ask.hours) hour.given = 0.25;
    CHECK(simulate_backlog(model, ask)[0].hours.median == 4.75);
    CHECK(simulate_backlog(model, ask)[0].behind.median == 0.75);
}

TEST_CASE("a seed gives the same figures each time, and another one others")
{
    BacklogModel model{.weeks = 8, .handling = {0.137, 0.412, 0.931}};
    model.rate.fill(0.2);
    auto ask = week_ahead(1);
    auto once = simulate_backlog(model, ask), twice = simulate_backlog(model, ask);
    CHECK(once[0].hours.median == twice[0].hours.median);
    CHECK(once[0].behind.upper == twice[0].behind.upper);
    ask.seed = 2;
    auto other = simulate_backlog(model, ask);
    CHECK(std::pair{other[0].hours.median, other[0].hours.upper} != std::pair{once[0].hours.median, once[0].hours.upper});
}

TEST_CASE("with little history nothing is foretold")
{
    BacklogHistory history{.weeks = {10, 10, 10, 10}, .handling = std::vector<double>(10, 0.2)};
    CHECK(is_enough(history));
    history.handling.pop_back();
    CHECK_FALSE(is_enough(history));
    history = {.weeks = {10, 10, 10}, .handling = std::vector<double>(10, 0.2)};
    CHECK_FALSE(is_enough(history));
    history = {.weeks = {5, 5, 5, 4}, .handling = std::vector<double>(10, 0.2)};
    CHECK_FALSE(is_enough(history));
}

TEST_CASE("what was learned comes as often in a week as it came, and at the hours at which it came")
{
    BacklogHistory history{.weeks = {20, 30, 25, 25, 28, 22}, .handling = {0.5}};
    for (std::size_t day = 0; day < 5; ++day) history.came[day * 24 + 10] = 30;
    auto model = learn_backlog(history);
    CHECK(sum(model.rate) == doctest::Approx(25).epsilon(0.02));
    CHECK(model.rate[10] > 3);
    CHECK(model.rate[10] > 50 * model.rate[3]);
    CHECK(model.rate[3] > 0);   // it is not impossible
    CHECK_FALSE(model.spread);  // these weeks differ less than chance lets them
    history.weeks = {5, 60, 10, 40, 5, 30};
    CHECK(learn_backlog(history).spread.value() < 3);
}

TEST_CASE("of weeks that are made by a known process, the interval of what lies there on Friday holds four in five")
{
    favilla::analytics::Generator random{7};
    BacklogModel truth{.drawn = false};
    for (std::size_t hour = 0; hour < 5 * 24; ++hour) truth.rate[hour] = hour % 24 >= 8 && hour % 24 < 20 ? 0.5 : 0.02;
    for (int n = 0; n < 2000; ++n) truth.handling.push_back(0.15 * random.gamma(2));
    auto ask = week_ahead(1);
    ask.runs = 200;
    constexpr int trials = 200;
    int held = 0, above = 0;
    for (int trial = 0; trial < trials; ++trial) {
        BacklogHistory history;
        for (int week = 0; week < 12; ++week) {
            std::int64_t all = 0;
            for (std::size_t hour = 0; hour < hours_of_week; ++hour) {
                // A Poisson number by small steps: none of which holds two.
                for (int step = 0; step < 20; ++step)
                    if (random.uniform() < truth.rate[hour] / 20) ++history.came[hour], ++all;
            }
            history.weeks.push_back(all);
        }
        for (int n = 0; n < 60; ++n) history.handling.push_back(truth.handling[random.below(truth.handling.size())]);
        auto happens = ask;
        happens.runs = 1;
        happens.seed = 1000 + static_cast<std::uint64_t>(trial);
        double behind = simulate_backlog(truth, happens)[0].behind.median;
        ask.seed = static_cast<std::uint64_t>(trial);
        auto said = simulate_backlog(learn_backlog(history), ask)[0].behind;
        held += behind >= said.lower && behind <= said.upper ? 1 : 0;
        above += behind > said.median ? 1 : 0;
    }
    CHECK(held >= trials * 0.71);
    CHECK(held <= trials * 0.89);
    CHECK(above >= trials * 0.39);  // and it lies neither low nor high
    CHECK(above <= trials * 0.61);
}
