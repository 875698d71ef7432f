// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/structural_series.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <doctest/doctest.h>

#include "analytics/forecast.h"
#include "analytics/generator.h"
#include "analytics/normal_mixture.h"
#include "analytics/series_filter.h"

using namespace favilla::analytics;

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

std::vector<double> wavy(std::size_t count, std::uint64_t seed)
{
    Generator generator{seed};
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(generator.normal() + (i % 5 == 2 ? 2 : 0));
    values[3] = values[4] = gap;
    return values;
}

}  // namespace

TEST_CASE("the sampler's filter says what the plain filter says, with and without season, through gaps")
{
    for (int season : {1, 2, 5, 7, 12}) {
        auto values = wavy(60, 5);
        LevelVariances variances{.observation = 0.6, .level = 0.05, .season = season > 1 ? 0.02 : 0};
        auto plain = filter_series(values, {.season = season,
                                            .variances = variances,
                                            .first_level = 0.4,
                                            .first_level_variance = 1,
                                            .first_season_variance = 1});
        SeriesFilter filter{season, 0.4};
        constexpr double log_two_pi = 1.8378770664093453;
        CHECK(filter.run(values, variances).log_likelihood - 58 * log_two_pi / 2
              == doctest::Approx(plain.log_likelihood).epsilon(1e-11));
        double squares = 0;
        for (std::size_t t = 0; t < values.size(); ++t)
            if (!std::isnan(values[t])) squares += plain.error[t] * plain.error[t] / plain.variance[t];
        CHECK(filter.filter_columns(values, 1, variances).products[0] == doctest::Approx(squares).epsilon(1e-11));
        auto next = filter.run(values, variances).next;
        REQUIRE(next.mean.size() == plain.next.mean.size());
        CHECK(filter.filter_columns(values, 1, variances).next_means == next.mean);
        for (std::size_t i = 0; i < next.mean.size(); ++i)
            CHECK(next.mean[i] == doctest::Approx(plain.next.mean[i]).epsilon(1e-9));
        for (std::size_t i = 0; i < next.variance.size(); ++i) CHECK(std::abs(next.variance[i] - plain.next.variance[i]) < 1e-11);
    }
}

TEST_CASE("columns go through the filter as differences of series would")
{
    // The filter is linear: with b times the column taken off the response, the errors are those of the whitened sums.
    auto response = wavy(40, 6), column = wavy(40, 7);
    column[3] = 0.3;
    column[4] = -1;
    std::vector<double> table, left;
    constexpr double b = 0.7;
    for (std::size_t t = 0; t < response.size(); ++t) {
        table.push_back(column[t]);
        table.push_back(response[t]);
        left.push_back(response[t] - b * column[t]);
    }
    LevelVariances variances{.observation = 0.5, .level = 0.1, .season = 0.03};
    for (int season : {1, 7}) {
        SeriesFilter filter{season, 0.2};
        auto sums = filter.filter_columns(table, 2, variances).products;
        auto direct = filter.filter_columns(left, 1, variances).products;
        CHECK(sums[3] - 2 * b * sums[1] + b * b * sums[0] == doctest::Approx(direct[0]).epsilon(1e-10));
        CHECK(sums[1] == sums[2]);
    }
}

TEST_CASE("a forecast is what the filter predicts step by step")
{
    auto values = wavy(30, 8);
    LevelModel model{.season = 4,
                     .variances = {.observation = 0.4, .level = 0.2, .season = 0.1},
                     .first_level = 0.1,
                     .first_level_variance = 1,
                     .first_season_variance = 1};
    SeriesDraw draw{model.variances, {}, filter_series(values, model).next};
    auto ahead = values;
    ahead.insert(ahead.end(), 5, gap);
    auto filtered = filter_series(ahead, model);
    std::vector<double> fifth{0, 0, 0, 0, 1};
    auto [mean, variance] = Forecast{fifth, 4}.under(draw);
    CHECK(variance == doctest::Approx(filtered.variance.back()).epsilon(1e-12));
    CHECK(mean == doctest::Approx(smooth_series(ahead, model).back().fit).epsilon(1e-12));

    // The variance of a sum by simulation.
    std::vector<double> weights{1, 0, 2};
    auto sum = Forecast{weights, 1}.under({{.observation = 0.5, .level = 0.3}, {}, {{2.0}, {0.7}}});
    CHECK(sum.mean == doctest::Approx(6));
    CHECK(sum.variance == doctest::Approx(9 * 0.7 + 2 * 2 * 0.3 * 2 + 5 * 0.5));
}

TEST_CASE("a forecast with its coefficients integrated out is the average of forecasts with drawn ones")
{
    auto response = wavy(40, 14);
    Generator generator{15};
    std::vector<double> controls;
    for (std::size_t row = 0; row < 46; ++row) {
        controls.push_back(generator.normal());
        controls.push_back(generator.normal());
        if (row < 40) response[row] += 0.8 * controls[2 * row];
    }
    std::vector<double> weights(6, 1), columns{6, 0, 0};
    for (std::size_t row = 40; row < 46; ++row)
        for (std::size_t i = 0; i < 2; ++i) columns[i + 1] += controls[2 * row + i];
    Forecast forecast{weights, 1};
    auto posterior = draw_series({response, controls, 2}, {.draws = 8000});
    double within = 0, mean = 0, square = 0, drawn = 0, drawn_square = 0, drawn_within = 0;
    for (const auto& draw : posterior.draws) {
        auto one = forecast.under(draw, columns), given = forecast.under(draw);
        for (std::size_t i = 0; i < 3; ++i) given.mean += columns[i] * draw.coefficients[i];
        mean += one.mean / 8000;
        square += one.mean * one.mean / 8000;
        within += one.variance / 8000;
        drawn += given.mean / 8000;
        drawn_square += given.mean * given.mean / 8000;
        drawn_within += given.variance / 8000;
    }
    CHECK(mean == doctest::Approx(drawn).epsilon(0.02));
    CHECK(within + square - mean * mean == doctest::Approx(drawn_within + drawn_square - drawn * drawn).epsilon(0.03));
    CHECK(square - mean * mean < (drawn_square - drawn * drawn) / 4);  // what is left of chance
}

TEST_CASE("the posterior of the variances is the one a grid gives")
{
    auto values = wavy(50, 9);
    values[3] = 0.1;
    values[4] = -0.6;
    double mean = std::accumulate(values.begin(), values.end(), 0.0) / 50, squares = 0;
    for (auto& value : values) value -= mean, squares += value * value;
    for (auto& value : values) value /= std::sqrt(squares / 49);

    // p(log σ²) by brute force: bsts's priors for a series without controls, times the likelihood.
    double total = 0, noise = 0, level = 0;
    SeriesFilter filter{1, values[0]};
    for (double x = -1.5; x < std::log(1.44); x += 0.02)
        for (double z = -12; z < 0; z += 0.04) {
            double prior = -0.005 * (x + std::exp(-x)) - 16 * (z + 1e-4 * std::exp(-z));
            double weight = std::exp(prior + filter.run(values, {std::exp(x), std::exp(z), 0}).log_likelihood - 100);
            total += weight;
            noise += weight * x;
            level += weight * z;
        }
    auto posterior = draw_series({values, {}, 0}, {.draws = 4000, .seed = 3});
    double drawn_noise = 0, drawn_level = 0;
    for (const auto& draw : posterior.draws) {
        drawn_noise += std::log(draw.variances.observation) / 4000;
        drawn_level += std::log(draw.variances.level) / 4000;
    }
    CHECK(std::abs(drawn_noise - noise / total) < 0.02);
    CHECK(std::abs(drawn_level - level / total) < 0.03);
}

TEST_CASE("quantiles of a mixture, and of a quotient, are where its chances say")
{
    NormalMixture mixture{{1, 2, 4}, {0.5, 0.1, 0.3}};
    CHECK(mixture.mean() == doctest::Approx(7.0 / 3));
    for (double p : {0.001, 0.025, 0.5, 0.7, 0.975}) {
        CHECK(mixture.chance_below(mixture.quantile(p)) == doctest::Approx(p).epsilon(1e-9));
        double ratio = mixture.ratio_quantile(3, p);  // 3/S ≤ r: S < 0, or S ≥ 3/r
        if (ratio > 0) CHECK(mixture.chance_below(0) + 1 - mixture.chance_below(3 / ratio) == doctest::Approx(p).epsilon(1e-9));
        CHECK(mixture.ratio_quantile(-3, 1 - p) == doctest::Approx(-ratio).epsilon(1e-9));
    }
    CHECK(mixture.ratio_quantile(0, 0.3) == 0);
    // 1/S of S around 10: 0.1 (1 + 0.01² + …).
    CHECK(NormalMixture{{10}, {0.1}}.ratio_mean(1) == doctest::Approx(0.1 * (1 + 1e-4)).epsilon(1e-5));
}
