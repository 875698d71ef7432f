// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effect_plot.h — an effect as one picture (SVG 1.1 without anything from outside): what was seen against what was
// predicted, the effect at each step, and its sum. It is readable on a light and on a dark ground, and says itself in words for
// those who do not see it.
#pragma once
#include <functional>
#include <span>
#include <string>

#include "analytics/effect.h"

namespace favilla::analytics {

struct PlotWords {
    std::string title, description;
    std::string original, pointwise, cumulative;     // the three panels
    std::string actual, predicted, interval, began;  // the legend
    std::function<std::string(double)> number;       // as the reader's language writes it
    std::function<std::string(std::size_t)> step;    // a row's date or number
};

// At least one point.
std::string effect_plot(std::span<const EffectPoint>, RowRange post, const PlotWords&);

}  // namespace favilla::analytics
