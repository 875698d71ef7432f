// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/kalman.h"

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <doctest/doctest.h>

using namespace favilla::analytics;

namespace {

// The yearly flow of the Nile at Aswan, 1871 to 1970 (Cobb, "The problem of the Nile", Biometrika 65, 1978).
constexpr std::array<double, 100> nile = {
    1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935, 1110, 994,  1020, 960,  1180, 799,  958,  1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,  874,  694, 940,  833,  701,  916,  692,  1020, 1050, 969,
    831,  726,  456,  824,  702,  1120, 1100, 832,  764,  821,  768,  845, 864,  862,  698,  845,  744,  796,  1040, 759,
    781,  865,  845,  944,  984,  897,  822,  1010, 771,  676,  649,  846, 812,  742,  801,  1040, 860,  874,  848,  890,
    744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,  1020, 906, 901,  1170, 912,  746,  919,  718,  714,  740};

constexpr LevelVariances nile_variances{.observation = 15099, .level = 1469.1};
constexpr double pi = 3.14159265358979;
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

using Matrix = std::vector<std::vector<double>>;

// Solves a x = b for each column of b by Gaussian elimination; returns the logarithm of a's determinant.
double solve(Matrix a, Matrix& b)
{
    double log_determinant = 0;
    for (std::size_t pivot = 0; pivot < a.size(); ++pivot) {
        log_determinant += std::log(a[pivot][pivot]);
        for (std::size_t row = 0; row < a.size(); ++row) {
            if (row == pivot) continue;
            double factor = a[row][pivot] / a[pivot][pivot];
            for (std::size_t k = 0; k < a.size(); ++k) a[row][k] -= factor * a[pivot][k];
            for (std::size_t k = 0; k < b[0].size(); ++k) b[row][k] -= factor * b[pivot][k];
        }
    }
    for (std::size_t row = 0; row < a.size(); ++row)
        for (auto& value : b[row]) value /= a[row][row];
    return log_determinant;
}

// The covariance of level + season at two times, written out: how far each first belief and each shock reaches.
double covariance(const LevelModel& model, int s, int t)
{
    auto seasonal = [&](std::vector<double> start, int steps) {  // what a season's state becomes
        for (int i = 0; i < steps; ++i) {
            double sum = std::accumulate(start.begin(), start.end(), 0.0);
            start.insert(start.begin(), -sum);
            start.pop_back();
        }
        return start.front();
    };
    double sum = model.first_level_variance + model.variances.level * std::min(s, t);
    for (int i = 0; i + 1 < model.season; ++i) {
        std::vector<double> unit(static_cast<std::size_t>(model.season) - 1);
        unit[static_cast<std::size_t>(i)] = 1;
        sum += model.first_season_variance * seasonal(unit, s) * seasonal(unit, t);
        if (i > 0) continue;
        for (int shock = 1; shock <= std::min(s, t); ++shock)
            sum += model.variances.season * seasonal(unit, s - shock) * seasonal(unit, t - shock);
    }
    return sum;
}

}  // namespace

TEST_CASE("the Nile's level is smoothed as R smooths it")
{
    auto points = smooth_series(nile, {.variances = nile_variances});
    auto level = [&](std::size_t year) { return points[year - 1871].level; };
    CHECK(std::abs(level(1871) - 1111.2203) < 0.5e-4);
    CHECK(std::abs(level(1872) - 1110.5293) < 0.5e-4);
    CHECK(std::abs(level(1873) - 1105.0249) < 0.5e-4);
    CHECK(std::abs(level(1968) - 818.49053) < 0.5e-5);
    CHECK(std::abs(level(1969) - 804.04960) < 0.5e-5);
    CHECK(std::abs(level(1970) - 798.37029) < 0.5e-5);
    CHECK(std::abs(points[0].level_variance - 4030.5328) < 0.5e-4);
    CHECK(std::abs(points[49].level_variance - 2326.7569) < 0.5e-4);
    CHECK(std::abs(points[99].level_variance - 4032.1579) < 0.5e-4);
}

TEST_CASE("the Nile's variances are found by maximum likelihood, and its diffuse likelihood is Durbin's and Koopman's")
{
    CHECK(std::abs(diffuse_log_likelihood(nile, 1, nile_variances) + 632.54) < 0.01);
    auto fit = fit_local_level(nile);
    REQUIRE(fit);
    CHECK(fit->variances.observation == doctest::Approx(15098.6).epsilon(1e-5));
    CHECK(fit->variances.level == doctest::Approx(1469.1).epsilon(1e-4));
    CHECK(fit->log_likelihood == doctest::Approx(diffuse_log_likelihood(nile, 1, fit->variances)).epsilon(1e-12));
    CHECK(!fit_local_level(std::array{1.0, 1.0, 1.0, 1.0}));
    CHECK(!fit_local_level(std::array{1.0, gap, 2.0}));
}

TEST_CASE("filter and smoother say of a season with gaps what the joint normal distribution says")
{
    LevelModel model{.season = 4,
                     .variances = {.observation = 0.7, .level = 0.2, .season = 0.1},
                     .first_level = 1.5,
                     .first_level_variance = 2,
                     .first_season_variance = 0.9};
    std::vector<double> values{2.1, 0.4, gap, 1.9, 3.2, gap, gap, 2.2, 2.9, 0.8, 2.0};
    std::vector<int> times;
    Matrix sigma, errors;
    for (int t = 0; t < static_cast<int>(values.size()); ++t)
        if (!std::isnan(values[static_cast<std::size_t>(t)])) times.push_back(t);
    for (int s : times) {
        sigma.emplace_back();
        for (int t : times) sigma.back().push_back(covariance(model, s, t) + (s == t ? 0.7 : 0));
        errors.push_back({values[static_cast<std::size_t>(s)] - 1.5});
    }
    auto weights = errors;
    double log_determinant = solve(sigma, weights);
    double quadratic = 0;
    for (std::size_t i = 0; i < times.size(); ++i) quadratic += errors[i][0] * weights[i][0];
    auto filtered = filter_series(values, model);
    CHECK(filtered.log_likelihood
          == doctest::Approx(-0.5 * (static_cast<double>(times.size()) * std::log(2 * pi) + log_determinant + quadratic))
                 .epsilon(1e-10));

    auto points = smooth_series(values, model);
    for (int t = 0; t < static_cast<int>(values.size()); ++t) {
        Matrix across;
        for (int s : times) across.push_back({covariance(model, t, s)});
        auto solved = across;
        solve(sigma, solved);
        double mean = 1.5, variance = covariance(model, t, t);
        for (std::size_t i = 0; i < times.size(); ++i) {
            mean += across[i][0] * weights[i][0];
            variance -= across[i][0] * solved[i][0];
        }
        CHECK(points[static_cast<std::size_t>(t)].fit == doctest::Approx(mean).epsilon(1e-9));
        CHECK(points[static_cast<std::size_t>(t)].fit_variance == doctest::Approx(variance).epsilon(1e-9));
    }
    // What is believed of the step after the last is the same prediction.
    double ahead = 1.5;
    for (std::size_t i = 0; i < times.size(); ++i) ahead += covariance(model, 11, times[i]) * weights[i][0];
    CHECK(filtered.next.mean[0] + filtered.next.mean[1] == doctest::Approx(ahead).epsilon(1e-9));
}

TEST_CASE("the exact diffuse likelihood is what a very wide first belief comes to, with a season and with gaps")
{
    std::vector<double> values{gap, 3.1, 0.2, 5.5, gap, 3.6, 1.1, 4.9, 0.3, 3.3, gap, 6.1, 0.9, 4.0};
    LevelVariances variances{.observation = 0.5, .level = 0.3, .season = 0.05};
    double kappa = 1e8;
    auto filtered = filter_series(
        values, {.season = 3, .variances = variances, .first_level_variance = kappa, .first_season_variance = kappa});
    CHECK(diffuse_log_likelihood(values, 3, variances)
          == doctest::Approx(filtered.log_likelihood + 0.5 * 3 * std::log(2 * pi * kappa)).epsilon(1e-5));
}
