// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/tails.h — how likely so much or more is, to full precision also where it is tiny.
#pragma once
#include <span>

namespace favilla::integrity {

// P(Poisson(mean) >= count).
double poisson_tail(double mean, int count);

// P(at least `count` of independent events happen), each with its own probability.
double poisson_binomial_tail(std::span<const double> probabilities, int count);

// P(`found` or more of `drawn` are of the `of_kind` among `population`).
double hypergeometric_tail(int population, int of_kind, int drawn, int found);

}  // namespace favilla::integrity
