// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/normal_mixture.h — a distribution that is one normal distribution for each draw of a model's parameters, all
// equally likely. Its quantiles are solved for and not read off simulated values: what is left of chance is in the draws.
#pragma once
#include <vector>

namespace favilla::analytics {

struct NormalMixture {
    std::vector<double> means, deviations;  // as many of one as of the other, at least one; deviations are positive

    double mean() const;
    double deviation() const;
    double chance_below(double) const;
    double quantile(double p) const;  // p strictly between 0 and 1

    // Of a fixed number divided by what is distributed so. A quotient that may pass through zero has no mean: this is that of
    // the central 99.9 %, which is the same where zero is far away.
    double ratio_mean(double numerator) const;
    double ratio_quantile(double numerator, double p) const;
};

}  // namespace favilla::analytics
