// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/synthetic_control.h — a second opinion on what an effort caused, where there are several controls: the weighted mean of them that
// was closest to the series in the time before says what would have been after. Abadie, Diamond and Hainmueller, "Synthetic Control
// Methods for Comparative Case Studies", JASA 105 (2010). Without a model of chance: each control is asked the same question in turn, as if it
// were the series, and the rank of the series among them is its p. docs/methods/causal-effect.en.md.
#pragma once
#include <optional>
#include <vector>

#include "analytics/effect.h"

namespace favilla::analytics {

inline constexpr std::size_t least_synthetic_controls = 2;

struct SyntheticControl {
    std::vector<double> weights;  // of each control; none below zero, together 1
    // A row, over the observed ones of the post period.
    double actual = 0, predicted = 0, effect = 0;
    double cumulative_effect = 0;
    // The root of the mean square of what separates the series from its synthetic control, before and after; and how many times it grew.
    double rmspe_before = 0, rmspe_after = 0, ratio = 0;
    int rank = 0, of = 0;  // 1: no control grew apart from its own as much
    double p = 1;          // rank / of
    bool fits = false;     // before, it is closer to the series than the series' own mean; otherwise it says nothing
};

// None: fewer controls than it needs. Of data that estimate_effect takes.
std::optional<SyntheticControl> synthetic_control(const EffectData&);

// The weights, none below zero and together 1, that make |target − Σ weight · column|² least; the first ones found where several do.
// Columns are one behind the other, each as long as the target; one at least.
std::vector<double> closest_mean(std::span<const double> target, std::span<const double> columns);

}  // namespace favilla::analytics
