// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/kalman.h — the Kalman filter and smoother of one series: y_t = level_t + season_t + noise. The level is a random
// walk; the season is the dummy form, s_t = -(s_{t-1} + … + s_{t-N+1}) + shock, so that a cycle of N sums to zero but for the
// shocks. Durbin and Koopman, "Time Series Analysis by State Space Methods" (2nd ed., 2012), chapters 2, 4 and 5, and
// section 3.2.2. A value that is NaN was not observed. Units are the series' own, variances their squares.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace favilla::analytics {

struct LevelVariances {
    double observation = 1;
    double level = 0;   // of the step from one value to the next
    double season = 0;  // of each season's change, one a step
};

struct LevelModel {
    int season = 1;  // how many steps a cycle has; 1: no season
    LevelVariances variances;
    // What is believed about the state before the first value; seasons begin around zero.
    double first_level = 0;
    double first_level_variance = 1e7;
    double first_season_variance = 1e7;
};

// The state is (level, s_t, s_{t-1}, …, s_{t-N+2}).
std::size_t state_size(int season);

struct StateBelief {
    std::vector<double> mean;
    std::vector<double> variance;  // row by row, state × state
};

struct FilteredSeries {
    double log_likelihood = 0;     // of the observed values
    std::vector<double> error;     // one step ahead; NaN where nothing was observed
    std::vector<double> variance;  // of that error
    StateBelief next;              // about the step after the last
};
FilteredSeries filter_series(std::span<const double> values, const LevelModel&);

struct SmoothedPoint {
    double level = 0, level_variance = 0;
    double fit = 0, fit_variance = 0;  // level and season together, without noise
};
std::vector<SmoothedPoint> smooth_series(std::span<const double> values, const LevelModel&);

// With nothing known of the first state: the exact diffuse log-likelihood (Durbin and Koopman, section 7.2.2), whose constant
// counts the values beyond those that the first state takes up. The model's beliefs about the first state are not used.
double diffuse_log_likelihood(std::span<const double> values, int season, const LevelVariances&);

struct LevelFit {
    LevelVariances variances;
    double log_likelihood = 0;  // diffuse
};
// The variances of a level without season by maximum (diffuse) likelihood. None with fewer than three observed values, or
// when they are all the same.
std::optional<LevelFit> fit_local_level(std::span<const double> values);

}  // namespace favilla::analytics
