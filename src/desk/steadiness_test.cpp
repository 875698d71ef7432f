// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/steadiness.h"

#include <array>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "analytics/generator.h"
#include "analytics/portable_math.h"

using namespace favilla::desk;

TEST_CASE("a week holds the pace when there was enough of each, or nothing left to answer")
{
    Pace pace{.posts = 2, .answers = 5, .within = 80};
    CHECK(is_kept({.posts = 2, .answers = 5, .due = 10, .in_time = 8}, pace));
    CHECK_FALSE(is_kept({.posts = 1, .answers = 5, .due = 10, .in_time = 8}, pace));
    CHECK_FALSE(is_kept({.posts = 2, .answers = 4, .due = 10, .in_time = 8}, pace));
    CHECK_FALSE(is_kept({.posts = 2, .answers = 5, .due = 10, .in_time = 7}, pace));
    CHECK(is_kept({.posts = 2, .answers = 3, .due = 3, .in_time = 3}, pace));  // nobody asked more
    CHECK(is_kept({.posts = 2}, pace));
    // Where answers alone are asked for, a week in which nothing was due neither counts nor breaks anything.
    Pace answers{.answers = 5};
    CHECK(is_idle({.came = 1}, answers));
    CHECK_FALSE(is_idle({.due = 1}, answers));
    CHECK_FALSE(is_idle({.answers = 1}, answers));
    CHECK_FALSE(is_idle({}, pace));
    CHECK_FALSE(is_idle({}, {}));
    WeekDone held{.answers = 5, .due = 5};
    CHECK(weeks_in_row(std::vector<WeekDone>{held, {}, held, {}}, answers).now == 2);
    CHECK(weeks_in_row(std::vector<WeekDone>{{}, {}}, answers).longest == 0);
    // Nothing was chosen: the page was not silent.
    CHECK(is_kept({.answers = 1}, {}));
    CHECK_FALSE(is_kept({}, {}));
}

TEST_CASE("weeks in a row are broken by a week that is over, not by one that was planned, nor by this one")
{
    Pace pace{.posts = 1};
    WeekDone kept{.posts = 1}, missed{}, off{.is_off = true}, now{.is_over = false};
    auto row = [&](std::vector<WeekDone> weeks) { return weeks_in_row(weeks, pace); };
    CHECK(row({kept, kept, missed, kept}).now == 1);
    CHECK(row({kept, kept, missed, kept}).longest == 2);
    CHECK(row({kept, off, kept}).now == 2);
    CHECK(row({kept, kept, now}).now == 2);
    CHECK(row({kept, kept, missed}).now == 0);
    auto done = now;
    done.posts = 1;
    CHECK(row({kept, kept, done}).now == 3);
    CHECK(row({}).longest == 0);
}

TEST_CASE("the worst gap leaves out the days that were planned")
{
    std::array<double, 4> days{10.5, 12.5, 20.5, 21.5};
    CHECK(worst_gap(days, {}).value() == 8);
    CHECK(worst_gap(days, {13, 14, 15, 16, 17, 30}).value() == 3);
    CHECK(worst_gap(days, {12, 20}).value() == 8);  // days on which something was said
    CHECK_FALSE(worst_gap(std::array<double, 1>{1}, {}));
    CHECK(worst_gap(std::array<double, 2>{3.2, 3.9}, {3}).value() == doctest::Approx(0.7));
}

TEST_CASE("burstiness is -1 of what is regular, 1 of all at once, and 0 of what comes by chance, however few they are")
{
    CHECK(burstiness(std::array<double, 4>{2, 2, 2, 2}).value() == doctest::Approx(-1));
    CHECK(burstiness(std::array<double, 5>{0, 0, 0, 0, 7}).value() == doctest::Approx(1));
    // By hand: mean 2, standard deviation 1, r = 1/2, n = 4: (√5/2 − √3) / ((√5 − 2)/2 + √3).
    CHECK(burstiness(std::array<double, 4>{1, 3, 1, 3}).value() == doctest::Approx(-0.331886).epsilon(1e-5));
    CHECK_FALSE(burstiness(std::array<double, 2>{1, 2}));
    CHECK_FALSE(burstiness(std::array<double, 3>{0, 0, 0}));
    favilla::analytics::Generator random{3};
    double sum = 0;
    for (int trial = 0; trial < 2000; ++trial) {
        std::vector<double> intervals;
        for (int n = 0; n < 12; ++n) intervals.push_back(-favilla::analytics::natural_log(random.uniform()));
        sum += burstiness(intervals).value() / 2000;
    }
    CHECK(sum == doctest::Approx(0).epsilon(0.05));
    CHECK(std::abs(sum) < 0.05);
}
