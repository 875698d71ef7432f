// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/forecast.h — a weighted sum of what a structural series (analytics/structural_series.h) does after its history: a
// normal distribution given one draw of its parameters, written out instead of simulated.
#pragma once
#include <span>
#include <vector>

#include "analytics/structural_series.h"

namespace favilla::analytics {

class Forecast {
public:
    // `weights` of the steps after the history: the first is that of the very next; not all zero.
    Forecast(std::span<const double> weights, int season);

    struct Normal {
        double mean = 0, variance = 0;
    };
    // `columns` holds the sums, weighted alike, of the intercept and of each control; nothing where there are no controls.
    // Which controls are in is the draw's, their coefficients are integrated out.
    Normal under(const SeriesDraw&, std::span<const double> columns = {}) const;

private:
    std::vector<double> state_weights_;                         // of the next state
    double level_shocks_ = 0, season_shocks_ = 0, noises_ = 0;  // sums of squared weights
};

}  // namespace favilla::analytics
