// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effect.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "analytics/effect_file.h"
#include "analytics/generator.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

struct Series {
    std::vector<double> response, controls;
    std::size_t control_count = 0;
    RowRange pre, post;

    EffectData data() const { return {response, controls, control_count, pre, post}; }
};

// What R 4.5.0 with CausalImpact 1.4.1 and bsts 0.9.10 says in 5,000 draws of 100 rows, the first 70 of them before.
struct Reference {
    const char* name;
    double effect, lower, upper, cumulative, p;
};
constexpr Reference basic{"basic", 2.9022749034, 2.3957227451, 3.3938780734, 87.0682471006, 0.0002002002002};
constexpr Reference covariates{"covariates", 2.8858699154, 2.4680288425, 3.2974320329, 86.5760974618, 0.0002001601281};
constexpr Reference no_effect{"no_effect", -0.097725096648, -0.60427725488, 0.39387807338, -2.9317528994, 0.33513513514};

Series series_of(const Reference& reference)
{
    std::ifstream in{std::string{"tests/support/effects/"} + reference.name + ".csv"};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    auto file = read_effect_file(text);
    REQUIRE(file);
    REQUIRE(file->response.size() == 100);
    return {file->response, file->controls, file->control_names.size(), {0, 69}, {70, 99}};
}

constexpr EffectPlan as_r{.short_history = ShortHistory::Allowed};

Series simulate(std::uint64_t seed, std::size_t before, std::size_t after, double noise, double step, double effect)
{
    Generator generator{seed};
    Series series{.pre = {0, before - 1}, .post = {before, before + after - 1}};
    double level = 20;
    for (std::size_t row = 0; row < before + after; ++row) {
        series.response.push_back(level + noise * generator.normal() + (row >= before ? effect : 0));
        level += step * generator.normal();
    }
    return series;
}

std::string refusal(const Series& series, EffectPlan plan = {})
{
    auto effect = estimate_effect(series.data(), plan);
    return effect ? "accepted" : effect.error().key;
}

}  // namespace

TEST_CASE("R's own series come out as R says, whatever the seed")
{
    for (std::uint64_t seed : {1, 2, 3}) {
        auto plan = as_r;
        plan.seed = seed;
        for (const auto& reference : {basic, covariates}) {
            auto effect = estimate_effect(series_of(reference).data(), plan);
            REQUIRE(effect);
            CHECK(effect->average.effect == doctest::Approx(reference.effect).epsilon(0.005));
            CHECK(effect->average.effect_lower == doctest::Approx(reference.lower).epsilon(0.008));
            CHECK(effect->average.effect_upper == doctest::Approx(reference.upper).epsilon(0.008));
            CHECK(effect->cumulative.effect == doctest::Approx(reference.cumulative).epsilon(0.005));
            CHECK(effect->p < 0.05);
            CHECK(effect->verdict == EffectVerdict::More);
            CHECK(effect->short_history);
        }
        auto effect = estimate_effect(series_of(no_effect).data(), plan);
        REQUIRE(effect);
        CHECK(std::abs(effect->average.effect - no_effect.effect) < 0.02);
        CHECK(std::abs(effect->average.effect_lower - no_effect.lower) < 0.03);
        CHECK(std::abs(effect->average.effect_upper - no_effect.upper) < 0.03);
        CHECK(std::abs(effect->cumulative.effect - no_effect.cumulative) < 0.5);
        CHECK(std::abs(effect->p - no_effect.p) < 0.03);
        CHECK(effect->verdict == EffectVerdict::CannotTell);
    }
}

TEST_CASE("the same seed gives the same bytes, another seed nearly the same figures")
{
    auto series = simulate(4, 90, 20, 1, 0.02, 1);
    auto one = estimate_effect(series.data(), {.seed = 5}), same = estimate_effect(series.data(), {.seed = 5});
    auto other = estimate_effect(series.data(), {.seed = 6});
    CHECK(one->average.effect_lower == same->average.effect_lower);
    CHECK(one->average.relative == same->average.relative);
    CHECK(one->placebo.contained == same->placebo.contained);
    CHECK(one->average.effect_lower != other->average.effect_lower);
    CHECK(one->average.effect == doctest::Approx(other->average.effect).epsilon(0.01));
    // To the last bit, with any optimisation, on any machine; it changes with the sampler alone.
    CHECK(estimate_effect(series_of(covariates).data(), as_r)->average.effect_lower == 2.4708080061826534);
}

TEST_CASE("the figures hang together")
{
    auto series = simulate(8, 120, 30, 1, 0.03, 2);
    auto effect = estimate_effect(series.data(), {.path = WithPath::Yes});
    REQUIRE(effect);
    const auto &average = effect->average, &sum = effect->cumulative;
    CHECK(average.effect == doctest::Approx(average.actual - average.predicted));
    CHECK(average.effect_lower == doctest::Approx(average.actual - average.predicted_upper));
    CHECK(sum.effect_upper == doctest::Approx(30 * average.effect_upper));
    CHECK(sum.relative == average.relative);
    CHECK(average.relative_lower == doctest::Approx(average.actual / average.predicted_upper - 1));
    CHECK(average.relative == doctest::Approx(average.effect / average.predicted).epsilon(0.05));
    CHECK(effect->probability == 1 - effect->p);
    CHECK(effect->minimum_detectable == doctest::Approx(2.8015852 * average.predicted_sd));
    CHECK(effect->placebo.of == 1);  // 120 rows hold three times thirty before a window of thirty, once
    REQUIRE(effect->path.size() == 150);
    CHECK(effect->path.back().cumulative == doctest::Approx(sum.effect).epsilon(1e-9));
    CHECK(effect->path.back().cumulative_lower == doctest::Approx(sum.effect_lower).epsilon(1e-9));
    CHECK(effect->path[119].cumulative == 0);
    for (const auto& point : effect->path) {
        CHECK(point.lower < point.predicted);
        CHECK(point.predicted < point.upper);
    }
}

TEST_CASE("a control that goes with the series is used and narrows the interval; one that does not is left out")
{
    Generator generator{77};
    Series series{.control_count = 6, .pre = {0, 99}, .post = {100, 124}};
    auto without = series;
    without.control_count = 0;
    double market = 0;
    for (int row = 0; row < 125; ++row) {
        market += generator.normal();
        double y = 100 + 4 * market + generator.normal() + (row >= 100 ? 3 : 0);
        series.response.push_back(y);
        without.response.push_back(y);
        series.controls.push_back(50 + market);
        for (int i = 1; i < 6; ++i) series.controls.push_back(generator.normal());
    }
    auto effect = estimate_effect(series.data(), {});
    REQUIRE(effect);
    CHECK(effect->inclusion[0] > 0.99);
    for (std::size_t i = 1; i < 6; ++i) CHECK(effect->inclusion[i] < 0.5);
    CHECK(std::abs(effect->average.effect - 3) < 1);
    CHECK(effect->average.effect_lower > 0);
    CHECK(estimate_effect(without.data(), {})->average.predicted_sd > 3 * effect->average.predicted_sd);
}

TEST_CASE("a weekly season is learned")
{
    Generator generator{12};
    Series series{.pre = {0, 111}, .post = {112, 132}};
    constexpr double week[] = {0, 1, 2, 3, 2, -6, -5};
    for (std::size_t row = 0; row < 133; ++row)
        series.response.push_back(50 + week[row % 7] + 0.3 * generator.normal() + (row >= 112 ? 1 : 0));
    auto seasonal = estimate_effect(series.data(), {.season = 7, .path = WithPath::Yes});
    auto plain = estimate_effect(series.data(), {});
    REQUIRE(seasonal);
    CHECK(std::abs(seasonal->average.effect - 1) < 0.3);
    CHECK(seasonal->average.effect_lower > 0);
    CHECK(plain->average.predicted_sd > 2 * seasonal->average.predicted_sd);
    // Each day is predicted for itself.
    CHECK(seasonal->path[117].predicted - seasonal->path[115].predicted == doctest::Approx(-9).epsilon(0.1));
}

TEST_CASE("gaps are passed over, before and after")
{
    auto whole = simulate(21, 90, 24, 1, 0.02, 2), holes = whole;
    for (std::size_t row : {0, 7, 8, 40, 95, 113}) holes.response[row] = gap;
    auto effect = estimate_effect(holes.data(), {.path = WithPath::Yes});
    REQUIRE(effect);
    CHECK(effect->cumulative.actual == doctest::Approx(22 * effect->average.actual));
    CHECK(effect->average.effect == doctest::Approx(estimate_effect(whole.data(), {})->average.effect).epsilon(0.2));
    CHECK(std::isnan(effect->path[7].actual));
    CHECK(std::isfinite(effect->path[7].predicted));
    CHECK(effect->path[113].cumulative == doctest::Approx(effect->cumulative.effect));
}

TEST_CASE("what cannot be estimated is refused with the reason")
{
    auto good = simulate(1, 60, 20, 1, 0, 0);
    CHECK(refusal(good) == "accepted");
    auto changed = [&](auto change) {
        auto series = good;
        change(series);
        return refusal(series);
    };
    CHECK(changed([](Series& s) { s.pre = {1, 59}; }) == "effect.short_history");
    CHECK(changed([](Series& s) { s.post = {60, 80}; }) == "effect.rows");
    CHECK(changed([](Series& s) { s.post = {70, 60}; }) == "effect.rows");
    CHECK(changed([](Series& s) { s.post = {59, 78}; }) == "effect.overlap");
    CHECK(changed([](Series& s) { std::fill_n(s.response.begin(), 58, gap); }) == "effect.few_values");
    CHECK(changed([](Series& s) { std::fill_n(s.response.begin() + 60, 20, gap); }) == "effect.few_values");
    CHECK(changed([](Series& s) { std::fill_n(s.response.begin(), 60, 0.1); }) == "effect.constant");
    CHECK(changed([](Series& s) { s.response[3] = 1e200; }) == "effect.values");
    CHECK(changed([](Series& s) {
              s.control_count = 1;
              s.controls.assign(80, 2);
          })
          == "effect.constant_control");
    CHECK(refusal(good, {.draws = 99}) == "effect.draws");
    CHECK(refusal(good, {.season = 31}) == "effect.season");
    CHECK(refusal(good, {.season = 0}) == "effect.season");
}

TEST_CASE("of a series that wanders more than the model believes, nothing is claimed once the placebo windows say so")
{
    int claimed = 0, outside = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        auto effect = estimate_effect(simulate(seed, 120, 24, 1, 0.3, 0).data(), {.draws = 150, .seed = seed});
        REQUIRE(effect);
        outside += effect->average.effect_lower > 0 || effect->average.effect_upper < 0;
        claimed += effect->verdict == EffectVerdict::More || effect->verdict == EffectVerdict::Less;
    }
    CHECK(outside >= 15);
    CHECK(claimed <= outside / 2);
}

TEST_CASE("without an effect hardly any is found, and the intervals hold what they say they hold")
{
    // 1,000 series of the model's own kind, none with an effect; under sanitizers, which are slow, 100 with wider bounds.
    bool slow = std::getenv("FAVILLA_SLOW") != nullptr;
    int count = slow ? 100 : 1000, found = 0, held = 0, of_placebos = 0, held_placebos = 0;
    for (int i = 0; i < count; ++i) {
        auto series = simulate(static_cast<std::uint64_t>(i), 80, 16, 1, i % 2 == 0 ? 0 : 0.01, 0);
        auto effect = estimate_effect(series.data(), {.draws = 150, .seed = static_cast<std::uint64_t>(i), .placebos = 2});
        REQUIRE(effect);
        found += effect->verdict != EffectVerdict::CannotTell;
        held += effect->average.effect_lower <= 0 && 0 <= effect->average.effect_upper;
        of_placebos += effect->placebo.of;
        held_placebos += effect->placebo.contained;
    }
    double share = static_cast<double>(held) / count;
    CHECK(share >= (slow ? 0.88 : 0.92));
    CHECK(share <= (slow ? 1 : 0.98));
    CHECK(static_cast<double>(found) / count <= (slow ? 0.12 : 0.05));
    CHECK(static_cast<double>(held_placebos) / of_placebos >= 0.9);
}

TEST_CASE("what weeks of an effort could tell is said from the time before alone")
{
    auto series = simulate(11, 84, 28, 3, 0, 0);
    auto least = detectable_by_week(series.data(), {.season = 7}, 8);
    REQUIRE(least);
    REQUIRE(least->size() == 8);
    for (std::size_t week = 1; week < 5; ++week) CHECK((*least)[week] < (*least)[week - 1]);
    // The same model, asked for as long an effort as was made.
    auto effect = estimate_effect(series.data(), {.season = 7});
    REQUIRE(effect);
    CHECK((*least)[3] == doctest::Approx(effect->minimum_detectable).epsilon(0.02));
    // What comes after is not looked at.
    auto blind = series;
    std::fill(blind.response.begin() + 84, blind.response.end(), gap);
    CHECK(*detectable_by_week(blind.data(), {.season = 7}, 8) == *least);
    std::fill_n(blind.response.begin(), 84, 5);
    CHECK(detectable_by_week(blind.data(), {.season = 7}, 8).error().key == "effect.constant");
}

TEST_CASE("the weeks needed are the first that could tell an effect of that size")
{
    std::vector<double> least{9, 6, 4, 3};
    CHECK(weeks_needed(least, 10) == 1);
    CHECK(weeks_needed(least, -6) == 2);
    CHECK(weeks_needed(least, 3.5) == 4);
    CHECK_FALSE(weeks_needed(least, 2.9));
    CHECK_FALSE(weeks_needed(least, 0));
    CHECK_FALSE(weeks_needed({}, 5));
}
