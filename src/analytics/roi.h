// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/roi.h — what an effort brought for what it cost, as a distribution: (V − C) / C, V being the effect in all times what one
// of it is worth. It is a straight line in the effect, so that its quantiles are the effect's.
#pragma once
#include <optional>
#include <span>

namespace favilla::analytics {

struct Roi {
    double value = 0, value_lower = 0, value_upper = 0;  // V in minor units: the median, and where 95 % lie
    double ratio = 0, ratio_lower = 0, ratio_upper = 0;  // of the costs: 0.5 is half as much again
    double probability = 0;                              // that it paid: P(V > C)

    // An interval that holds zero is shown without its middle: docs/methods/roi.en.md.
    bool spans_zero() const { return ratio_lower <= 0 && ratio_upper >= 0; }
};

// Of the effect's quantiles, evenly spaced in probability without 0 and 1 (Effect::quantiles). None where there are none, nothing
// was spent, or nothing is worth anything.
std::optional<Roi> roi_of(std::span<const double> effect_quantiles, double value_per_unit, double cost);

// How likely a value below this one is, between the quantiles by a straight line; beyond them, the first or the last probability.
double chance_below(std::span<const double> quantiles, double value);

}  // namespace favilla::analytics
