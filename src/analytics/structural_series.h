// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/structural_series.h — the Bayesian structural time series of CausalImpact (Brodersen et al., "Inferring causal
// impact using Bayesian structural time-series models", Annals of Applied Statistics 9, 2015) with the priors of bsts: a local
// level, a season where there is one, and a regression on controls that chooses among them. The response is standardised over
// the history, so that its standard deviation there is 1; the controls as well.
//
// The posterior is bsts's own; the way to its draws is another. bsts draws the states, and the variances given the states,
// which walks slowly where the level hardly moves. Here the filter integrates the states out: the variances are drawn by
// Metropolis steps on their logarithms given the coefficients, the coefficients (and which of them are in) given the variances.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analytics/kalman.h"
#include "analytics/spike_slab.h"

namespace favilla::analytics {

struct SeriesData {
    std::span<const double> response;  // the history; NaN: not observed; at least one value is
    std::span<const double> controls;  // row by row, the history's rows first and then all others there are
    std::size_t control_count = 0;
};

// What a chain has learned, for others over nearly the same series to begin with.
struct ChainMemory {
    std::array<double, 3> log_variances{};         // observation, level, season: where it stood last
    std::array<std::array<double, 3>, 3> steps{};  // the factor of its steps' covariance
    double scale = 1;
};

struct SeriesPlan {
    int season = 1;
    int draws = 1000;
    std::uint64_t seed = 1;
    std::optional<ChainMemory> memory = {};  // none: the chain warms up at length
};

struct SeriesDraw {
    LevelVariances variances;
    std::vector<double> coefficients;  // the intercept, then one a control, 0 where it is out; empty without controls
    StateBelief next;                  // about the step after the history, without what the regression explains

    // With controls, what is believed given the variances and which controls are in, before coefficients are drawn: so that a
    // forecast need not depend on the draw. The states in which the filter leaves each column, the response last.
    CoefficientBelief belief = {};
    std::vector<double> column_states = {};
};

struct SeriesPosterior {
    std::vector<SeriesDraw> draws;
    ChainMemory memory;
};
SeriesPosterior draw_series(const SeriesData&, const SeriesPlan&);

}  // namespace favilla::analytics
