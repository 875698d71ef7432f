// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effect.h — what an effort caused: what a series did after it began, against what a Bayesian structural time series
// of the time before, and controls the effort cannot touch, predict for the case that nothing had begun. The model is
// analytics/structural_series.h; the figures are CausalImpact 1.4.1's. Rows are counted from 0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace favilla::analytics {

struct RowRange {
    std::size_t first = 0, last = 0;  // both within
    std::size_t size() const { return last - first + 1; }
};

struct EffectData {
    std::span<const double> response;  // NaN: not observed
    std::span<const double> controls;  // row by row, `control_count` a row; all finite
    std::size_t control_count = 0;
    RowRange pre, post;
};

enum class ShortHistory { Refused, Allowed };
enum class WithPath { No, Yes };

struct EffectPlan {
    int season = 1;  // rows in a cycle; 1: no season
    int draws = 1000;
    std::uint64_t seed = 1;
    ShortHistory short_history = ShortHistory::Refused;
    WithPath path = WithPath::No;
    int placebos = 10;  // windows at most
};

inline constexpr int least_draws = 100, most_draws = 100'000;
inline constexpr std::size_t history_per_effort = 3;  // the time before is so many times the effort's, or more
inline constexpr std::size_t most_rows = 100'000, most_controls = 200;

// Over the post period's observed rows, in the response's units; intervals hold 95 %.
struct EffectFigures {
    double actual = 0;
    double predicted = 0, predicted_sd = 0, predicted_lower = 0, predicted_upper = 0;
    double effect = 0, effect_sd = 0, effect_lower = 0, effect_upper = 0;
    double relative = 0, relative_lower = 0, relative_upper = 0;  // of what was predicted: 0.1 is ten per cent more
};

// What follows for the effect from what was seen and predicted (the relative figures are kept as they are); and a sum of so many.
EffectFigures effect_figures(EffectFigures);
EffectFigures times(const EffectFigures&, double count);

// The same question asked of windows of the effort's length within the time before, where no effort was: how many of the 95 %
// intervals contained zero.
struct Placebo {
    int contained = 0, of = 0;
};

struct EffectPoint {
    std::size_t row = 0;
    double actual = 0;  // NaN: not observed
    double predicted = 0, lower = 0, upper = 0;
    double cumulative = 0, cumulative_lower = 0, cumulative_upper = 0;  // of the effect; zero before the post period
};

// CannotTell: the 95 % interval contains zero. Doubtful: it does not, but neither did it in three placebo windows out of ten or
// more, so that the model does not know this series and nothing is claimed.
enum class EffectVerdict { CannotTell, More, Less, Doubtful };

struct Effect {
    EffectFigures average, cumulative;
    EffectVerdict verdict = EffectVerdict::CannotTell;
    double p = 0;                   // one-sided: how likely what was seen, or more, without an effect
    double probability = 0;         // of an effect: 1 - p
    std::vector<double> inclusion;  // of each control: the share of draws that used it
    Placebo placebo;
    double minimum_detectable = 0;  // the average effect that the 95 % interval would tell from none four times out of five
    bool short_history = false;     // the time before is shorter than history_per_effort says
    std::vector<double> quantiles;  // of the cumulative effect, at 1/200, 2/200 … 199/200; where the path was asked for
    std::vector<EffectPoint> path;  // where it was asked for: from the first row of pre to the last of post
};

// Refuses: Invalid: effect.rows (a range that is empty or reaches beyond the data), .overlap (post does not come after pre),
// .short_history, .few_values (fewer than three observed before, or none after), .constant, .constant_control {control, from 1},
// .season, .draws, .too_large, .values (beyond 1e100).
Result<Effect> estimate_effect(const EffectData&, const EffectPlan&);

inline constexpr std::size_t quantile_steps = 200;
inline constexpr int days_a_week = 7;

// The least average effect that the 95 % interval would tell from none four times out of five, had an effort lasted 1, 2, … `weeks`
// weeks of days: from the time before alone (data.post is not looked at), the controls as they are on average there. Refuses as
// estimate_effect where that looks at the time before.
Result<std::vector<double>> detectable_by_week(const EffectData&, const EffectPlan&, int weeks);

// After how many of these weeks an average effect of this size, up or down, is told from none; none: not within them.
std::optional<int> weeks_needed(std::span<const double> detectable, double effect);

}  // namespace favilla::analytics
