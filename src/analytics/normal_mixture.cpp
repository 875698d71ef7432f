// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/normal_mixture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

struct Place {
    double chance = 0, density = 0;
};

Place place_of(const NormalMixture& mixture, double x)
{
    Place sum;
    for (std::size_t i = 0; i < mixture.means.size(); ++i) {
        double z = (x - mixture.means[i]) / mixture.deviations[i];
        sum.chance += normal_cdf(z);
        sum.density += normal_density(z) / mixture.deviations[i];
    }
    auto count = static_cast<double>(mixture.means.size());
    return {sum.chance / count, sum.density / count};
}

}  // namespace

double NormalMixture::mean() const
{
    double sum = 0;
    for (double each : means) sum += each;
    return sum / static_cast<double>(means.size());
}

double NormalMixture::deviation() const
{
    double middle = mean(), sum = 0;
    for (std::size_t i = 0; i < means.size(); ++i)
        sum += deviations[i] * deviations[i] + (means[i] - middle) * (means[i] - middle);
    return std::sqrt(sum / static_cast<double>(means.size()));
}

double NormalMixture::chance_below(double x) const { return place_of(*this, x).chance; }

double NormalMixture::quantile(double p) const
{
    double spread = deviation();
    double x = mean() + spread * normal_quantile(p);
    double low = x - spread, high = x + spread;
    while (chance_below(low) > p) low -= 2 * (high - low);
    while (chance_below(high) < p) high += 2 * (high - low);
    // Newton's steps, and halving where one would leave what is known to hold the answer.
    for (int i = 0; i < 100 && high - low > 1e-13 * (std::abs(x) + spread); ++i) {
        auto place = place_of(*this, x);
        (place.chance < p ? low : high) = x;
        double next = x - (place.chance - p) / place.density;
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        if (std::abs(next - x) <= 1e-13 * (std::abs(x) + spread)) return next;
        x = next;
    }
    return x;
}

double NormalMixture::ratio_mean(double numerator) const
{
    constexpr int points = 20;
    constexpr double golden = 0.6180339887498949;
    const double least = quantile(0.0005), greatest = quantile(0.9995);
    double sum = 0, count = 0, offset = 0.5;
    for (std::size_t i = 0; i < means.size(); ++i) {
        for (int k = 0; k < points; ++k) {
            double at = means[i] + deviations[i] * normal_quantile((k + offset) / points);
            if (at < least || at > greatest || at == 0) continue;
            sum += numerator / at;
            ++count;
        }
        offset += golden;  // evenly over all draws as well
        if (offset >= 1) offset -= 1;
        offset = std::clamp(offset, 1e-9, 1 - 1e-9);
    }
    return count > 0 ? sum / count : 0;
}

double NormalMixture::ratio_quantile(double numerator, double p) const
{
    if (numerator < 0) return -ratio_quantile(-numerator, 1 - p);
    if (numerator == 0) return 0;
    // The quotients of divisors below zero come first, from the least divisor's; then the greatest divisor's.
    double negative = chance_below(0);
    double rank = p > negative ? 1 - p + negative : negative - p;
    return numerator / quantile(std::clamp(rank, 1e-12, 1 - 1e-12));
}

}  // namespace favilla::analytics
