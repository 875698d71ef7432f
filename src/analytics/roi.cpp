// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/roi.h"

#include <algorithm>
#include <cmath>

namespace favilla::analytics {

namespace {

double quantile_at(std::span<const double> quantiles, double probability)
{
    auto place = probability * static_cast<double>(quantiles.size() + 1) - 1;
    auto at = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, static_cast<double>(quantiles.size() - 1)));
    if (at + 1 >= quantiles.size()) return quantiles.back();
    return quantiles[at] + (place - static_cast<double>(at)) * (quantiles[at + 1] - quantiles[at]);
}

}  // namespace

double chance_below(std::span<const double> quantiles, double value)
{
    auto step = 1 / static_cast<double>(quantiles.size() + 1);
    auto next = std::ranges::upper_bound(quantiles, value);
    auto below = static_cast<double>(next - quantiles.begin());
    if (next == quantiles.begin()) return step;
    if (next == quantiles.end()) return below * step;
    auto before = *(next - 1);
    return (below + (value - before) / (*next - before)) * step;
}

std::optional<Roi> roi_of(std::span<const double> quantiles, double value_per_unit, double cost)
{
    if (quantiles.empty() || !(cost > 0) || !(value_per_unit > 0)) return std::nullopt;
    Roi roi{.value = value_per_unit * quantile_at(quantiles, 0.5),
            .value_lower = value_per_unit * quantile_at(quantiles, 0.025),
            .value_upper = value_per_unit * quantile_at(quantiles, 0.975)};
    roi.ratio = (roi.value - cost) / cost;
    roi.ratio_lower = (roi.value_lower - cost) / cost;
    roi.ratio_upper = (roi.value_upper - cost) / cost;
    roi.probability = 1 - chance_below(quantiles, cost / value_per_unit);
    return roi;
}

}  // namespace favilla::analytics
