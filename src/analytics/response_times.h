// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/response_times.h — how long it takes until something happens (an answer comes), where it has not happened to all yet: those still
// wait and are counted as waiting that long (right-censored), not left out. Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958);
// the standard error is Greenwood's (1926); groups are compared by the log-rank test (Mantel 1966; Peto and Peto 1972).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace favilla::analytics {

struct Waiting {
    double time = 0;        // 0 or more, in any unit
    bool happened = false;  // at that time; false: by then not yet
};

struct SurvivalStep {
    double time = 0;
    std::int64_t at_risk = 0;  // who waited until then, those of that moment included
    std::int64_t events = 0;
    double survival = 1;  // the share that waits longer than that
    double error = 0;     // its standard error (Greenwood); not a number where nobody is left
};

struct SurvivalCurve {
    std::int64_t n = 0;
    std::int64_t events = 0;
    std::vector<SurvivalStep> steps;  // a step at each time that occurs, in order
    // When half have it behind them. None: fewer have, or the end of the interval is not reached.
    std::optional<double> median, median_lower, median_upper;
};

// The interval is that of R's survfit (survival 3.5, conf.type "log"): the times at which the 95 % band of the logarithm of the curve
// crosses one half. Where the curve (or band) is one half exactly for a while, it is the middle of that while, as in R.
SurvivalCurve survival_curve(std::span<const Waiting>);

struct LogRank {
    double chi2 = 0;
    std::int64_t df = 0;
    double p = 1;
};
// Whether groups differ. None where there is nothing to compare: fewer than two groups in which anything can happen.
std::optional<LogRank> log_rank(std::span<const std::vector<Waiting>> groups);

// The probability of a chi-square of so many degrees of freedom (1 or more) above this.
double chi_square_above(double value, std::int64_t df);

}  // namespace favilla::analytics
