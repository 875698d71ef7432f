// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/tails.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace favilla::integrity {

double poisson_tail(double mean, int count)
{
    if (count <= 0) return 1;
    if (mean <= 0) return 0;
    // Above its mean the terms fall from the first on: their sum loses nothing. Below, what is missing to one is the smaller part.
    auto term_at = [&](int n) { return std::exp(n * std::log(mean) - mean - std::lgamma(n + 1.0)); };
    if (count > mean) {
        double term = term_at(count), sum = term;
        for (int n = count + 1; term > sum * 1e-17; ++n) sum += term *= mean / n;
        return sum;
    }
    double below = 0;
    for (int n = 0; n < count; ++n) below += term_at(n);
    return std::max(0.0, 1 - below);
}

double poisson_binomial_tail(std::span<const double> probabilities, int count)
{
    if (count <= 0) return 1;
    // at_least[n]: so many happened; the last holds all that are enough, and is only ever added to, so that a tiny tail keeps its digits.
    std::vector<double> happened(static_cast<std::size_t>(count) + 1);
    happened[0] = 1;
    auto last = static_cast<std::size_t>(count);
    for (double p : probabilities) {
        happened[last] += happened[last - 1] * p;
        for (auto n = last - 1; n > 0; --n) happened[n] = happened[n] * (1 - p) + happened[n - 1] * p;
        happened[0] *= 1 - p;
    }
    return std::min(1.0, happened[last]);
}

namespace {
double log_choose(int n, int k) { return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0); }
}  // namespace

double hypergeometric_tail(int population, int of_kind, int drawn, int found)
{
    double sum = 0;
    for (int k = std::max({found, 0, drawn - (population - of_kind)}); k <= std::min(drawn, of_kind); ++k)
        sum += std::exp(log_choose(of_kind, k) + log_choose(population - of_kind, drawn - k) - log_choose(population, drawn));
    return std::min(1.0, sum);
}

}  // namespace favilla::integrity
