// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/portable_math.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::analytics;

TEST_CASE("logarithm and exponential agree with the C library's to their last digits")
{
    for (double x = 1e-300; x < 1e300; x *= 1.37) CHECK(natural_log(x) == doctest::Approx(std::log(x)).epsilon(1e-15));
    for (double x = 0.5; x < 2; x += 0.0007)
        CHECK(std::abs(natural_log(x) - std::log(x)) <= 4e-16 * std::max(std::abs(std::log(x)), 0.1));
    for (double x = -708; x < 709; x += 0.371) CHECK(exponential(x) == doctest::Approx(std::exp(x)).epsilon(2e-15).scale(0));
    CHECK(std::isnan(natural_log(0)));
    CHECK(std::isnan(natural_log(-1)));
    CHECK(natural_log(5e-324) == doctest::Approx(std::log(5e-324)));
    CHECK(exponential(-709) == 0);
    CHECK(exponential(800) == std::numeric_limits<double>::infinity());
}

TEST_CASE("the normal distribution and its quantiles")
{
    for (double x = -37; x < 8; x += 0.0173) {
        double reference = std::erfc(-x / std::sqrt(2.0)) / 2;
        CHECK(std::abs(normal_cdf(x) / reference - 1) < (x < -5 ? 1e-12 : 1e-14));
    }
    CHECK(normal_quantile(0.975) == doctest::Approx(1.9599639845400545).epsilon(1e-15));
    CHECK(normal_quantile(0.5) == 0);
    CHECK(normal_quantile(1e-20) == doctest::Approx(-9.262340089798408).epsilon(1e-14));
    for (double p = 0.0005; p < 1; p += 0.0005) CHECK(normal_cdf(normal_quantile(p)) == doctest::Approx(p).epsilon(1e-13));
}

TEST_CASE("the engine prints its published numbers, and uniform, normal and gamma numbers have their moments")
{
    // xoshiro256** from SplitMix64's first four words for the seed 0, as other implementations print it.
    Generator zero{0};
    CHECK(zero.next() == 0x99ec5f36cb75f2b4ULL);
    CHECK(zero.next() == 0xbf6e1f784956452aULL);

    Generator draws{20240501};
    constexpr int count = 200'000;
    double uniform = 0, normal = 0, square = 0, fourth = 0, small = 0, large = 0, large_square = 0;
    for (int i = 0; i < count; ++i) {
        uniform += draws.uniform();
        double x = draws.normal();
        normal += x;
        square += x * x;
        fourth += x * x * x * x;
        small += draws.gamma(0.3);
        double g = draws.gamma(6);
        large += g;
        large_square += g * g;
    }
    CHECK(uniform / count == doctest::Approx(0.5).epsilon(0.005));
    CHECK(std::abs(normal / count) < 0.01);
    CHECK(square / count == doctest::Approx(1).epsilon(0.01));
    CHECK(fourth / count == doctest::Approx(3).epsilon(0.03));
    CHECK(small / count == doctest::Approx(0.3).epsilon(0.03));
    CHECK(large / count == doctest::Approx(6).epsilon(0.005));
    CHECK(large_square / count - (large / count) * (large / count) == doctest::Approx(6).epsilon(0.03));
}

TEST_CASE("a bounded number is each of its values equally often, and never the bound")
{
    Generator draws{7};
    int counts[6] = {};
    for (int i = 0; i < 60'000; ++i) ++counts[draws.below(6)];
    for (int count : counts) CHECK(std::abs(count - 10'000) < 400);
    CHECK(draws.below(1) == 0);
}
