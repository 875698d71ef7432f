// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitation_growth.h"

#include <doctest/doctest.h>

using namespace favilla;
using community::find_bursts;
using community::growth_coefficient;

TEST_CASE("k, its interval and P(k > 1) are those of a million draws of the same two laws")
{
    // Python's random.gammavariate and random.betavariate: gamma(40.5, 1/10) · beta(20.5, 20.5).
    auto even = growth_coefficient({.places_of_members = std::vector<std::int64_t>(10, 4),
                                    .offers = std::vector<community::Offer>(10, {.places = 4, .taken = 2})});
    REQUIRE(even);
    CHECK(even->k == doctest::Approx(4.05 * 20.5 / 41));
    CHECK(even->low == doctest::Approx(1.2425).epsilon(0.004));
    CHECK(even->high == doctest::Approx(2.993).epsilon(0.004));
    CHECK(even->above_one == doctest::Approx(0.9972).epsilon(0.001));
}

TEST_CASE("where a few invite much and friends come together, less is known")
{
    // φ = 40/3, ψ = 9.4019: gamma(30.5/φ, φ/10) · beta(19.5/ψ, 11.5/ψ).
    auto uneven =
        growth_coefficient({.places_of_members = {20, 0, 0, 0, 0, 5, 0, 0, 0, 5}, .offers = {{20, 18}, {5, 1}, {5, 0}}});
    REQUIRE(uneven);
    CHECK(uneven->low == doctest::Approx(0.1769).epsilon(0.02));
    CHECK(uneven->high == doctest::Approx(5.896).epsilon(0.01));
    CHECK(uneven->above_one == doctest::Approx(0.6788).epsilon(0.005));
}

TEST_CASE("nothing is said of k before a place was offered, nor without a member")
{
    CHECK(!growth_coefficient({.places_of_members = {0, 0, 0}, .offers = {}}));
    CHECK(!growth_coefficient({.places_of_members = {}, .offers = {{3, 1}}}));
    auto nobody_came = growth_coefficient({.places_of_members = {3, 3}, .offers = {{3, 0}, {3, 0}}});
    REQUIRE(nobody_came);
    CHECK(nobody_came->above_one < 0.1);
}

TEST_CASE("the tail of a Poisson law is the table's")
{
    CHECK(community::poisson_tail(0, 0.5) == 1);
    CHECK(community::poisson_tail(5, 0.5) == doctest::Approx(0.00017211562995578));
}

TEST_CASE("one inviter's burst is seen, and a steady inviter is not")
{
    std::vector<community::ArrivalThrough> arrivals;
    Time start{1'800'000'000'000};
    for (int day = 0; day < 50; ++day) arrivals.push_back({AccountId{1 + day % 5}, start + days(day)});
    CHECK(find_bursts(arrivals).empty());
    for (int n = 0; n < 12; ++n) arrivals.push_back({AccountId{9}, start + days(20) + minutes(n)});
    auto bursts = find_bursts(arrivals);
    REQUIRE(bursts.size() == 1);
    CHECK(bursts[0].inviter == AccountId{9});
    CHECK(bursts[0].observed == 12);
    CHECK(bursts[0].expected == doctest::Approx(50.5 / (5 * 60)));
    CHECK(bursts[0].p < community::burst_level);
}
