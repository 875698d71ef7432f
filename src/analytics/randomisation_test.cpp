// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/randomisation.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::analytics;

namespace {

std::vector<TossedSlot> slots_of(const std::vector<double>& treated, const std::vector<double>& untreated)
{
    std::vector<TossedSlot> slots;
    for (double outcome : treated) slots.push_back({outcome, true, 0});
    for (double outcome : untreated) slots.push_back({outcome, false, 0});
    return slots;
}

}  // namespace

TEST_CASE("few slots are counted to the last toss")
{
    // Four against four, perfectly apart: of 70 tosses only the one and its opposite are as far out.
    auto test = test_tossed_slots(slots_of({10, 11, 12, 13}, {1, 2, 3, 4}));
    REQUIRE(test);
    CHECK(test->exact);
    CHECK(test->tosses == 70);
    CHECK(test->difference == 9);
    CHECK(test->p == doctest::Approx(2.0 / 70));
    CHECK(test->lower > 0);
    CHECK(test->lower < 9);
    CHECK(test->upper > 9);

    // Darwin's maize as fifteen pairs of one toss each (Fisher 1935, section 21): 1,726 of 32,768 tosses are as far out.
    std::vector<TossedSlot> pairs;
    constexpr double differences[] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    int pair = 0;
    for (double difference : differences) {
        pairs.push_back({difference, true, pair});
        pairs.push_back({0, false, pair++});
    }
    auto maize = test_tossed_slots(pairs);
    REQUIRE(maize);
    CHECK(maize->tosses == 32768);
    CHECK(maize->difference == doctest::Approx(314.0 / 15));
    CHECK(maize->p == doctest::Approx(1726.0 / 32768));
}

TEST_CASE("coins tossed for each slot alone are counted likewise")
{
    auto test = test_tossed_slots(slots_of({5, 6, 7}, {1, 2, 3}), {.toss = TossKind::EachAlone});
    REQUIRE(test);
    CHECK(test->tosses == 62);
    // Next to the one that happened come {6, 7} and its opposite, 3.75 apart: only it and its own opposite reach 4.
    CHECK(test->p == doctest::Approx(2.0 / 62));
}

TEST_CASE("many slots are sampled, always alike, and agree with the normal approximation")
{
    Generator generator{5};
    std::vector<TossedSlot> slots;
    for (int i = 0; i < 200; ++i) slots.push_back({generator.normal() + (i % 2 ? 0.35 : 0), i % 2 == 1, 0});
    auto one = test_tossed_slots(slots, {.seed = 9}), same = test_tossed_slots(slots, {.seed = 9});
    REQUIRE(one);
    CHECK(!one->exact);
    CHECK(one->p == same->p);
    CHECK(one->upper == same->upper);
    double normal = 2 * (1 - std::erf(one->difference / std::sqrt(2 * 4.0 / 200)) / 2 - 0.5);
    CHECK(std::abs(one->p - normal) < 0.02);
    CHECK(one->lower == doctest::Approx(one->difference - 1.96 * std::sqrt(4.0 / 200)).epsilon(0.15));
    CHECK(one->upper == doctest::Approx(one->difference + 1.96 * std::sqrt(4.0 / 200)).epsilon(0.15));
}

TEST_CASE("where the effort does nothing, the test finds something as rarely as it says")
{
    Generator generator{31};
    int found = 0;
    constexpr int calendars = 1000;
    for (int i = 0; i < calendars; ++i) {
        std::vector<TossedSlot> slots;
        for (int slot = 0; slot < 10; ++slot) slots.push_back({generator.gamma(0.7), slot < 5, 0});
        found += test_tossed_slots(slots)->p <= 0.05;
    }
    CHECK(found <= 65);
    CHECK(found >= 20);
}

TEST_CASE("what cannot be tested is refused")
{
    CHECK(test_tossed_slots({}).error().key == "randomisation.too_few");
    CHECK(test_tossed_slots(slots_of({1, 2, 3}, {4, 5, 6})).error().key == "randomisation.too_few");
    CHECK(test_tossed_slots(slots_of({1, 2, 3, 4, 5, 6, 7, 8}, {})).error().key == "randomisation.too_few");
    CHECK(test_tossed_slots(slots_of({1, 2, 3, NAN}, {4, 5, 6, 7})).error().key == "randomisation.not_finite");
}
