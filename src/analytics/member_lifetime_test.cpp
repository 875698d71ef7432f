// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/member_lifetime.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "analytics/figure_files.h"
#include "analytics/generator.h"

using namespace favilla::analytics;

namespace {

std::vector<Activity> donors()
{
    std::ifstream file{"tests/data/member-lifetime/donations.csv", std::ios::binary};
    REQUIRE(file);
    return read_activities(std::string{std::istreambuf_iterator<char>{file}, {}}).value();
}

// People who came in the `periods` before the last, and how many are there in the one that follows.
struct Circle {
    std::vector<Activity> rows;
    double alive = 0;
};

Circle circle_of(Generator& chance, const LifetimeModel& model, int people, std::int64_t periods)
{
    auto beta = [&](double a, double b) {
        double first = chance.gamma(a), second = chance.gamma(b);
        return first / (first + second);
    };
    Circle circle;
    for (int person = 0; person < people; ++person) {
        double active = beta(model.alpha, model.beta), goes = beta(model.gamma, model.delta);
        Activity seen{.frequency = 0,
                      .recency = 0,
                      .periods = 3 + static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(periods - 2))),
                      .weight = 1};
        bool is_there = true;
        for (std::int64_t period = 1; period <= seen.periods + 1; ++period) {
            is_there = is_there && chance.uniform() >= goes;
            if (!is_there || period > seen.periods || chance.uniform() >= active) continue;
            ++seen.frequency;
            seen.recency = period;
        }
        circle.rows.push_back(seen);
        circle.alive += is_there;
    }
    return circle;
}

}  // namespace

TEST_CASE("the donors of Fader, Hardie and Shang have the parameters that were published")
{
    auto rows = donors();
    auto fit = fit_lifetime(rows);
    CHECK(std::abs(fit.model.alpha - 1.204) < 0.001);
    CHECK(std::abs(fit.model.beta - 0.750) < 0.001);
    CHECK(std::abs(fit.model.gamma - 0.657) < 0.001);
    CHECK(std::abs(fit.model.delta - 2.783) < 0.001);
    CHECK(std::abs(fit.log_likelihood + 33225.6) < 0.05);
    CHECK_FALSE(fit.at_edge);
    CHECK(std::abs(probability_alive(fit.model, {0, 0, 6}) - 0.11) < 0.005);
    CHECK(std::abs(probability_alive(fit.model, {2, 4, 6}) - 0.59) < 0.005);
    CHECK(std::abs(probability_alive(fit.model, {6, 6, 6}) - 0.93) < 0.005);
}

TEST_CASE("the fit is a maximum, the same each time, and a row for each person changes nothing")
{
    auto rows = donors();
    auto fit = fit_lifetime(rows);
    auto sum = [&](const LifetimeModel& model) {
        double total = 0;
        for (const auto& row : rows) total += row.weight * log_likelihood(model, row);
        return total;
    };
    CHECK(sum(fit.model) == doctest::Approx(fit.log_likelihood));
    for (auto parameter : {&LifetimeModel::alpha, &LifetimeModel::beta, &LifetimeModel::gamma, &LifetimeModel::delta})
        for (double factor : {0.99, 1.01}) {
            auto beside = fit.model;
            beside.*parameter *= factor;
            CHECK(sum(beside) < fit.log_likelihood);
        }
    auto again = fit_lifetime(rows);
    CHECK(again.model.alpha == fit.model.alpha);
    CHECK(again.log_likelihood == fit.log_likelihood);
    std::vector<Activity> split;
    for (auto row : rows) {
        row.weight /= 2;
        split.push_back(row);
        split.insert(split.begin(), row);
    }
    CHECK(fit_lifetime(split).model.delta == doctest::Approx(fit.model.delta).epsilon(1e-6));
}

TEST_CASE("what the donors of the paper give in the next five years")
{
    auto rows = donors();
    auto model = fit_lifetime(rows).model;
    double sum = 0;
    for (const auto& row : rows) sum += row.weight * expected_active(model, row, 5);
    CHECK(sum == doctest::Approx(12'884.2).epsilon(1e-4));  // as lifetimes' own tests have it
    // Over one period it is the chance to be there, and active.
    CHECK(expected_active(model, {6, 6, 6}, 1) < probability_alive(model, {6, 6, 6}));
    CHECK(expected_active(model, {6, 6, 6}, 0) == 0);
}

TEST_CASE("all histories of some periods together are certain")
{
    LifetimeModel model{0.8, 1.7, 0.6, 2.2};
    constexpr std::int64_t n = 5;
    double sum = std::exp(log_likelihood(model, {0, 0, n}));
    for (std::int64_t last = 1; last <= n; ++last)
        for (std::int64_t x = 1; x <= last; ++x) {
            // In how many ways x − 1 of the periods before the last can be chosen.
            double ways = std::exp(std::lgamma(last) - std::lgamma(x) - std::lgamma(last - x + 1));
            sum += ways * std::exp(log_likelihood(model, {x, last, n}));
        }
    CHECK(sum == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("long histories do not underflow, and people who do not tell it are said not to")
{
    LifetimeModel model{1, 1, 1, 100};
    CHECK(std::isfinite(log_likelihood(model, {2, 5, 9000})));
    CHECK(probability_alive(model, {9000, 9000, 9000}) > 0.9);
    CHECK(fit_lifetime(std::vector<Activity>{{5, 5, 5, 10}}).at_edge);
}

TEST_CASE("a wrong row is refused with its line and column")
{
    auto key = [](std::string_view rows) {
        return read_activities("frequency,recency,periods,weights\n" + std::string{rows}).error().key;
    };
    CHECK(key("1,7,6,1\n") == "figures.recency_late");
    CHECK(key("3,2,6,1\n") == "figures.frequency_high");
    CHECK(key("0,2,6,1\n") == "figures.recency_alone");
    CHECK(key("1.5,2,6,1\n") == "figures.not_whole");
    CHECK(key("1,2,20000,1\n") == "figures.too_many_periods");
    CHECK(key("1,2,6,-1\n") == "figures.negative");
    CHECK(key("1,2,6,0\n") == "figures.nobody");
    CHECK(read_activities("frequency,recency,periods\n1,2,6\n").value().front().weight == 1);
    auto error = read_activities("frequency,recency,periods\n1,2,6\n1,9,6\n").error();
    CHECK(error.params.front().second == "3");
}

TEST_CASE(
    "of circles whose people are known, about 95 in 100 have as many left as the interval says, and of small ones nine in ten")
{
    Generator chance{5};
    struct Kind {
        LifetimeModel model;
        int people;
        std::int64_t periods;
        int least;  // of 100
    };
    // Large circles that tell the model well, and small ones that hardly do.
    for (const auto& kind :
         {Kind{{1.2, 0.75, 0.66, 2.8}, 300, 26, 92}, Kind{{1.2, 2.5, 0.8, 6}, 80, 20, 92}, Kind{{1, 4, 0.7, 5}, 40, 12, 85}}) {
        constexpr int circles = 200;
        int held = 0, held_by_chance_alone = 0;
        for (int round = 0; round < circles; ++round) {
            auto circle = circle_of(chance, kind.model, kind.people, kind.periods);
            auto fit = fit_lifetime(circle.rows);
            auto estimate = estimate_alive(fit, circle.rows);
            CHECK(estimate.lower <= estimate.alive);
            CHECK(estimate.upper >= estimate.alive);
            held += estimate.lower <= circle.alive && circle.alive <= estimate.upper;
            double variance = 0;
            for (const auto& row : circle.rows) {
                double alive = probability_alive(fit.model, row);
                variance += alive * (1 - alive);
            }
            held_by_chance_alone += std::abs(circle.alive - estimate.alive) <= 1.959964 * std::sqrt(variance);
        }
        CAPTURE(kind.people);
        CAPTURE(held_by_chance_alone);
        CHECK(held >= circles * kind.least / 100);
        CHECK(held > held_by_chance_alone);
    }
}

TEST_CASE("what is left of a circle is estimated the same each time, within what is possible, and of the donors closely")
{
    auto rows = donors();
    auto fit = fit_lifetime(rows);
    auto estimate = estimate_alive(fit, rows);
    double sum = 0, people = 0;
    for (const auto& row : rows) sum += row.weight * probability_alive(fit.model, row), people += row.weight;
    CHECK(estimate.people == people);
    CHECK(estimate.alive == doctest::Approx(sum));
    CHECK(estimate.upper - estimate.lower < 0.06 * people);
    CHECK(estimate_alive(fit, rows).lower == estimate.lower);
    std::vector<Activity> same{{5, 5, 5, 10}};  // parameters at the edge
    auto edge = estimate_alive(fit_lifetime(same), same);
    CHECK(edge.lower >= 0);
    CHECK(edge.upper <= 10);
}
