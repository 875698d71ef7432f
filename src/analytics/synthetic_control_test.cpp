// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/synthetic_control.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::analytics;

namespace {

double distance(std::span<const double> target, std::span<const double> columns, std::span<const double> weights)
{
    double sum = 0;
    for (std::size_t row = 0; row < target.size(); ++row) {
        double gap = target[row];
        for (std::size_t i = 0; i < weights.size(); ++i) gap -= weights[i] * columns[i * target.size() + row];
        sum += gap * gap;
    }
    return sum;
}

// Controls that wander, and a series that is a mean of three of them but for noise, with so much more from row `pre` on.
struct Simulated {
    std::vector<double> response, controls;
    std::size_t count = 0, pre = 0;
    EffectData data() const { return {response, controls, count, {0, pre - 1}, {pre, response.size() - 1}}; }
};

Simulated wander(Generator& chance, std::size_t count, std::size_t pre, std::size_t post, double effect, double noise)
{
    Simulated made{.response = {}, .controls = {}, .count = count, .pre = pre};
    std::vector<double> levels;
    for (std::size_t i = 0; i < count; ++i) levels.push_back(100 + 10 * chance.normal());
    for (std::size_t row = 0; row < pre + post; ++row) {
        for (auto& level : levels) made.controls.push_back(level += chance.normal());
        made.response.push_back(0.5 * levels[0] + 0.3 * levels[1] + 0.2 * levels[2] + noise * chance.normal()
                                + (row < pre ? 0 : effect));
    }
    return made;
}

}  // namespace

TEST_CASE("the closest mean of a few points is the one that is found by hand")
{
    // Between (0, 0) and (4, 0), (1, 3) is nearest to (1, 0): a quarter of the way.
    auto between = closest_mean(std::vector<double>{1, 3}, std::vector<double>{0, 0, 4, 0});
    CHECK(between[0] == doctest::Approx(0.75));
    CHECK(between[1] == doctest::Approx(0.25));
    // (1, 1) lies within the triangle (0, 0), (4, 0), (0, 2), where it is 1/4, 1/4, 1/2.
    auto within = closest_mean(std::vector<double>{1, 1}, std::vector<double>{0, 0, 4, 0, 0, 2});
    CHECK(within[0] == doctest::Approx(0.25));
    CHECK(within[1] == doctest::Approx(0.25));
    CHECK(within[2] == doctest::Approx(0.5));
    // From (5, 5) the foot on the side from (4, 0) to (0, 2), along (-2, 1), is 0.3 of it away from the first.
    auto side = closest_mean(std::vector<double>{5, 5}, std::vector<double>{0, 0, 4, 0, 0, 2});
    CHECK(side[0] == 0);
    CHECK(side[1] == doctest::Approx(0.7));
    CHECK(side[2] == doctest::Approx(0.3));
    // Behind a corner it is the corner; and of one column, that.
    CHECK(closest_mean(std::vector<double>{9, -3}, std::vector<double>{0, 0, 4, 0, 0, 2}) == std::vector<double>{0, 1, 0});
    CHECK(closest_mean(std::vector<double>{9, -3}, std::vector<double>{1, 1}) == std::vector<double>{1});
    // The same column twice, and columns that are all the same, are no trouble.
    auto twice = closest_mean(std::vector<double>{1, 3}, std::vector<double>{0, 0, 4, 0, 4, 0});
    CHECK(twice[0] == doctest::Approx(0.75));
    CHECK(twice[1] + twice[2] == doctest::Approx(0.25));
    auto same = closest_mean(std::vector<double>{5, 5}, std::vector<double>{5, 5, 5, 5});
    CHECK(same[0] + same[1] == 1);
}

TEST_CASE("no other weights come closer, by the conditions of Kuhn and Tucker and by a search")
{
    Generator chance{7};
    for (int round = 0; round < 60; ++round) {
        std::size_t rows = 3 + chance.below(20), count = 2 + chance.below(12);
        std::vector<double> target, columns;
        for (std::size_t row = 0; row < rows; ++row) target.push_back(50 + chance.normal());
        for (std::size_t cell = 0; cell < rows * count; ++cell) columns.push_back(50 + 2 * chance.normal());
        auto weights = closest_mean(target, columns);
        double sum = 0, least = distance(target, columns, weights);
        for (double weight : weights) sum += weight;
        CHECK(sum == doctest::Approx(1).epsilon(1e-9));
        CHECK(std::ranges::min(weights) >= 0);
        for (std::size_t i = 0; i < count; ++i)  // towards each corner, nothing is gained
            for (double step : {1e-3, 1e-1}) {
                auto moved = weights;
                for (std::size_t j = 0; j < count; ++j) moved[j] = (1 - step) * moved[j] + (i == j ? step : 0);
                CHECK(distance(target, columns, moved) >= least - 1e-9);
            }
    }
}

TEST_CASE("weights that are known are found, and the effect with them")
{
    Generator chance{11};
    auto made = wander(chance, 12, 80, 10, 4, 0.05);
    made.response[5] = std::numeric_limits<double>::quiet_NaN();
    auto found = synthetic_control(made.data()).value();
    CHECK(std::abs(found.weights[0] - 0.5) < 0.02);
    CHECK(std::abs(found.weights[1] - 0.3) < 0.02);
    CHECK(std::abs(found.weights[2] - 0.2) < 0.02);
    CHECK(std::abs(found.effect - 4) < 0.2);
    CHECK(found.cumulative_effect == doctest::Approx(10 * found.effect));
    CHECK(found.actual - found.predicted == doctest::Approx(found.effect));
    CHECK(found.rmspe_before < 0.1);
    CHECK(found.fits);
    CHECK(found.rank == 1);
    CHECK(found.of == 13);
    CHECK(found.p == doctest::Approx(1.0 / 13));
    CHECK(synthetic_control(made.data())->ratio == found.ratio);
}

TEST_CASE("one control is no second opinion, and a series that no mean comes near is said not to fit")
{
    Generator chance{3};
    auto made = wander(chance, 3, 40, 5, 0, 0.1);
    auto alone = made.data();
    std::vector<double> first;
    for (std::size_t row = 0; row < made.response.size(); ++row) first.push_back(made.controls[3 * row]);
    alone.controls = first;
    alone.control_count = 1;
    CHECK_FALSE(synthetic_control(alone));
    for (auto& value : made.response) value += 1000;
    CHECK_FALSE(synthetic_control(made.data())->fits);
}

TEST_CASE("without an effect, the series is the first among twenty about one time in twenty")
{
    // Every unit is made alike, so that each has the same chance to be the one that grew apart most.
    Generator chance{19};
    constexpr int rounds = 600;
    int first = 0, of_four = 0;
    for (int round = 0; round < rounds; ++round) {
        Simulated made{.response = {}, .controls = {}, .count = 19, .pre = 24};
        std::vector<double> levels(20);
        for (std::size_t row = 0; row < 30; ++row) {
            double common = chance.normal();
            for (std::size_t i = 0; i < levels.size(); ++i) {
                double value = (levels[i] += 0.3 * chance.normal()) + common + chance.normal();
                if (i == 0)
                    made.response.push_back(value);
                else
                    made.controls.push_back(value);
            }
        }
        auto found = synthetic_control(made.data()).value();
        first += found.p <= 0.05;
        of_four += found.p <= 0.2;
    }
    // Four standard deviations of 600 tosses; a placebo has one donor less than the series, which is what is left of unfairness.
    CHECK(std::abs(first / double{rounds} - 0.05) < 0.036);
    CHECK(std::abs(of_four / double{rounds} - 0.2) < 0.066);
}
