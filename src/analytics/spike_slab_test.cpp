// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/spike_slab.h"

#include <cmath>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace favilla::analytics;

TEST_CASE("the slab's prior is a hundredth of an observation, half of it from the diagonal")
{
    std::vector<double> design{1, 2, 0, 1, -1, 0, 1, 5, 0};  // three rows: an intercept, a control, zeros
    auto prior = slab_prior(design, 3, 3);
    CHECK(prior.precision[0] == doctest::Approx(0.01));
    CHECK(prior.precision[4] == doctest::Approx(0.01 * 30 / 3));
    CHECK(prior.precision[1] == doctest::Approx(0.01 * 6 / 3 / 2));
    CHECK(prior.inclusion[0] == 1);
    CHECK(prior.inclusion[2] == 0);
    CHECK(slab_prior(std::vector<double>(12, 1.0), 6, 3).inclusion[5] == 0.5);
    CHECK(first_coefficients(prior).in == std::vector<char>{1, 1, 0});
}

namespace {

// The determinant of m, and m⁻¹ right, by elimination.
std::pair<double, std::vector<double>> eliminate(std::vector<std::vector<double>> m, std::vector<double> right)
{
    double determinant = 1;
    for (std::size_t p = 0; p < m.size(); ++p) {
        determinant *= m[p][p];
        for (std::size_t r = 0; r < m.size(); ++r) {
            if (r == p) continue;
            double factor = m[r][p] / m[p][p];
            for (std::size_t c = 0; c < m.size(); ++c) m[r][c] -= factor * m[p][c];
            right[r] -= factor * right[p];
        }
    }
    for (std::size_t p = 0; p < m.size(); ++p) right[p] /= m[p][p];
    return {determinant, right};
}

struct Shares {
    double total = 0;
    std::vector<double> inclusion = std::vector<double>(3), mean = std::vector<double>(3);
};

// By hand: for each of the eight models p(model)·|A|^½ |A+G|^-½ exp(½ b'(A+G)⁻¹b).
Shares all_models(const SlabPrior& prior, const RegressionSums& sums, double noise)
{
    Shares shares;
    for (int model = 0; model < 8; ++model) {
        std::vector<std::size_t> in;
        for (std::size_t i = 0; i < 3; ++i)
            if (model >> i & 1) in.push_back(i);
        auto n = in.size();
        std::vector<std::vector<double>> a(n, std::vector<double>(n)), v = a;
        std::vector<double> b(n);
        for (std::size_t i = 0; i < n; ++i) {
            b[i] = sums.with_response[in[i]];
            for (std::size_t j = 0; j < n; ++j) {
                a[i][j] = prior.precision[in[i] * 3 + in[j]] / noise;
                v[i][j] = a[i][j] + sums.products[in[i] * 3 + in[j]];
            }
        }
        auto [after, solution] = eliminate(v, b);
        double form = 0;
        for (std::size_t i = 0; i < n; ++i) form += b[i] * solution[i];
        double chance = std::pow(0.3, n) * std::pow(0.7, 3 - n) * std::sqrt(eliminate(a, b).first / after) * std::exp(form / 2);
        shares.total += chance;
        for (std::size_t i = 0; i < n; ++i) {
            shares.inclusion[in[i]] += chance;
            shares.mean[in[i]] += chance * solution[i];
        }
    }
    return shares;
}

}  // namespace

TEST_CASE("which columns are in, and with what coefficients, has the chances that all models written out have")
{
    // Three correlated columns, each in with chance 0.3; what the data say is given as sums.
    SlabPrior prior{.size = 3, .precision = {0.5, 0.1, 0.0, 0.1, 0.6, 0.1, 0.0, 0.1, 0.4}, .inclusion = {0.3, 0.3, 0.3}};
    RegressionSums sums{.products = {9, 7, 1, 7, 8, 0.5, 1, 0.5, 6}, .with_response = {6, 5.5, -2}};
    double noise = 0.8;

    auto [total, inclusion, mean] = all_models(prior, sums, noise);
    Generator generator{11};
    auto coefficients = first_coefficients(prior);
    std::vector<double> share(3), average(3);
    constexpr int turns = 40'000;
    for (int turn = 0; turn < turns; ++turn) {
        coefficients = redraw(coefficients, prior, sums, noise, generator);
        for (std::size_t i = 0; i < 3; ++i) {
            share[i] += coefficients.in[i] / static_cast<double>(turns);
            average[i] += coefficients.values[i] / turns;
            CHECK((coefficients.in[i] || coefficients.values[i] == 0));
        }
    }
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::abs(share[i] - inclusion[i] / total) < 0.012);
        CHECK(std::abs(average[i] - mean[i] / total) < 0.01);
    }
}
