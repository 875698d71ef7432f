// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/portable_math.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace favilla::analytics {

namespace {

// ln 2 in two parts: the first has enough zeros at its end for its product with any exponent to be exact.
constexpr double ln2_high = 0x1.62e42fefa38p-1;
constexpr double ln2_low = 0x1.ef35793c7673p-45;
constexpr double root_two = 1.4142135623730951;
constexpr double one_by_root_two_pi = 0.39894228040143267794;

// Coefficients from the highest power down.
template <std::size_t N>
constexpr double polynomial(const std::array<double, N>& coefficients, double x)
{
    double sum = coefficients[0];
    for (std::size_t i = 1; i < N; ++i) sum = sum * x + coefficients[i];
    return sum;
}

// 2^exponent for a normal result.
double power_of_two(int exponent) { return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52); }

// Φ(-x) for x ≥ 0.66, by the density times a fraction of polynomials, and from 5.66 on by its continued fraction.
double upper_tail(double x)
{
    constexpr std::array top = {1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412,
                                93.506656132177855979,    597.27027639480026226,  2494.5375852903726711,
                                6848.1904505362823326,    11602.651437647350124,  9842.7148383839780218};
    constexpr std::array bottom = {1.0,
                                   22.266688044328115691,
                                   235.38790178262499861,
                                   1519.377599407554805,
                                   6485.558298266760755,
                                   18615.571640885098091,
                                   34900.952721145977266,
                                   38912.003286093271411,
                                   19685.429676859990727};
    // exp(-x²/2) loses digits when x² is rounded: the square is taken of a shortened x, and the rest is made up for.
    double shortened = std::trunc(x * 16) / 16;
    double density = exponential(-shortened * shortened / 2) * exponential(-(x - shortened) * (x + shortened) / 2);
    if (x < 5.656854249492380195) return density * (polynomial(top, x) / polynomial(bottom, x));
    double fraction = x;
    for (int term = 40; term >= 1; --term) fraction = x + term / fraction;
    return density * one_by_root_two_pi / fraction;
}

}  // namespace

double natural_log(double x)
{
    if (!(x > 0) || x > std::numeric_limits<double>::max()) return std::numeric_limits<double>::quiet_NaN();
    int exponent = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 0x1p54;
        exponent = -54;
    }
    auto bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<int>(bits >> 52) - 1023;
    double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
    if (mantissa > root_two) {
        mantissa /= 2;
        ++exponent;
    }
    // ln m = 2 artanh((m-1)/(m+1)), whose series ends quickly for |f| ≤ 0.172.
    double f = (mantissa - 1) / (mantissa + 1);
    double square = f * f;
    constexpr std::array odd = {2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3};
    double rest = f * square * polynomial(odd, square);
    return exponent * ln2_high + (2 * f + (rest + exponent * ln2_low));
}

double exponential(double x)
{
    if (std::isnan(x)) return x;
    if (x > 709.78) return std::numeric_limits<double>::infinity();
    if (x < -708.39) return 0;
    double twos = std::nearbyint(x * 1.4426950408889634074);
    double rest = (x - twos * ln2_high) - twos * ln2_low;
    constexpr std::array factorials = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                                       1.0 / 362880,     1.0 / 40320,     1.0 / 5040,     1.0 / 720,
                                       1.0 / 120,        1.0 / 24,        1.0 / 6,        0.5};
    double value = 1 + (rest + rest * rest * polynomial(factorials, rest));
    auto exponent = static_cast<int>(twos);
    return value * 2 * power_of_two(exponent - 1);
}

double normal_density(double x) { return one_by_root_two_pi * exponential(-x * x / 2); }

double normal_cdf(double x)
{
    constexpr std::array top = {0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
                                18154.981253343561249};
    constexpr std::array bottom = {1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205,
                                   45507.789335026729956};
    if (std::abs(x) <= 0.67448975) return 0.5 + x * (polynomial(top, x * x) / polynomial(bottom, x * x));
    if (x < 0) return upper_tail(-x);
    return 1 - upper_tail(x);
}

double normal_quantile(double p)
{
    constexpr std::array middle_top = {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
                                       4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
                                       1.3314166789178437745e2, 3.3871328727963666080};
    constexpr std::array middle_bottom = {
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0};
    constexpr std::array near_top = {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                                     1.27045825245236838258,    3.64784832476320460504,    5.76949722146069140550,
                                     4.63033784615654529590,    1.42343711074968357734};
    constexpr std::array near_bottom = {
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940,    2.05319162663775882187,    1.0};
    constexpr std::array far_top = {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                                    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
                                    5.46378491116411436990,    6.65790464350110377720};
    constexpr std::array far_bottom = {
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2,  1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0};
    double off = p - 0.5;
    if (std::abs(off) <= 0.425) {
        double r = 0.180625 - off * off;
        return off * polynomial(middle_top, r) / polynomial(middle_bottom, r);
    }
    double r = std::sqrt(-natural_log(off < 0 ? p : 1 - p));
    double x = r <= 5 ? polynomial(near_top, r - 1.6) / polynomial(near_bottom, r - 1.6)
                      : polynomial(far_top, r - 5) / polynomial(far_bottom, r - 5);
    return off < 0 ? -x : x;
}

}  // namespace favilla::analytics
