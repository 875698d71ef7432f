// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/roi.h"

#include <vector>

#include <doctest/doctest.h>

#include "analytics/portable_math.h"

using namespace favilla::analytics;

namespace {

// Of a normal distribution, at 1/200 … 199/200.
std::vector<double> normal_quantiles(double mean, double deviation)
{
    std::vector<double> quantiles;
    for (int step = 1; step < 200; ++step) quantiles.push_back(mean + deviation * normal_quantile(step / 200.0));
    return quantiles;
}

}  // namespace

TEST_CASE("the return is the effect's distribution on another scale")
{
    auto effect = normal_quantiles(400, 100);
    auto roi = roi_of(effect, 50, 10'000).value();  // half a euro each, a hundred spent
    CHECK(roi.value == doctest::Approx(20'000));
    CHECK(roi.ratio == doctest::Approx(1));
    CHECK(roi.ratio_lower == doctest::Approx((50 * (400 - 1.959964 * 100) - 10'000) / 10'000).epsilon(1e-4));
    CHECK(roi.ratio_upper == doctest::Approx((50 * (400 + 1.959964 * 100) - 10'000) / 10'000).epsilon(1e-4));
    CHECK(roi.probability == doctest::Approx(0.97725).epsilon(1e-3));  // two deviations above what pays
    CHECK_FALSE(roi.spans_zero());
    CHECK(roi_of(normal_quantiles(400, 150), 50, 10'000)->spans_zero());
}

TEST_CASE("whether it paid is as likely as the effect that pays, and never certain")
{
    auto effect = normal_quantiles(0, 1);
    for (double value : {-1.7, -0.3, 0.0, 0.64, 1.96})
        CHECK(chance_below(effect, value) == doctest::Approx(normal_cdf(value)).epsilon(2e-3));
    CHECK(chance_below(effect, -9) == doctest::Approx(0.005));
    CHECK(chance_below(effect, 9) == doctest::Approx(0.995));
    CHECK(roi_of(normal_quantiles(1000, 1), 100, 100)->probability == doctest::Approx(0.995));
}

TEST_CASE("without costs, without a value or without an effect there is no return")
{
    auto effect = normal_quantiles(10, 1);
    CHECK_FALSE(roi_of(effect, 50, 0));
    CHECK_FALSE(roi_of(effect, 0, 100));
    CHECK_FALSE(roi_of({}, 50, 100));
}
