// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/response_times.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "analytics/linear_system.h"

namespace favilla::analytics {

namespace {

constexpr double normal_quantile = 1.959963984540054;  // of 0.975

std::vector<Waiting> in_order(std::span<const Waiting> waiting)
{
    std::vector<Waiting> sorted{waiting.begin(), waiting.end()};
    std::ranges::sort(sorted, {}, &Waiting::time);
    return sorted;
}

// The first time at which the values, which never rise, are one half or less; the middle of the time at which they are exactly that.
// A value that is no number is passed over, as R does.
template <class Value>
std::optional<double> half_time(const std::vector<SurvivalStep>& steps, Value value)
{
    // R's own tolerance (survfit's quantile.R).
    const double tolerance = std::sqrt(2.220446049250313e-16);
    std::optional<double> reached;
    for (const auto& step : steps) {
        double now = value(step);
        if (!std::isfinite(now)) continue;
        if (reached) {
            if (now < 0.5 - tolerance) return (*reached + step.time) / 2;
            continue;
        }
        if (now < 0.5 - tolerance) return step.time;
        if (now <= 0.5 + tolerance) reached = step.time;
    }
    return reached;
}

// What a group waits for, time by time.
struct Standing {
    double at_risk = 0;
    double events = 0;
};

// The numbers of a time: of each group how many wait, and how many have it then.
using Standings = std::map<double, std::vector<Standing>>;

Standings standings_of(std::span<const std::vector<Waiting>> groups)
{
    Standings standings;
    for (const auto& group : groups)
        for (const auto& one : group)
            if (one.happened) standings.try_emplace(one.time, groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        auto sorted = in_order(groups[g]);
        std::size_t gone = 0;
        for (auto& [time, standing] : standings) {
            while (gone < sorted.size() && sorted[gone].time < time) ++gone;
            standing[g].at_risk = static_cast<double>(sorted.size() - gone);
            for (auto i = gone; i < sorted.size() && sorted[i].time == time; ++i)
                standing[g].events += sorted[i].happened ? 1 : 0;
        }
    }
    return standings;
}

}  // namespace

SurvivalCurve survival_curve(std::span<const Waiting> waiting)
{
    auto sorted = in_order(waiting);
    SurvivalCurve curve{.n = static_cast<std::int64_t>(sorted.size())};
    double survival = 1, sum = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        SurvivalStep step{.time = sorted[i].time, .at_risk = static_cast<std::int64_t>(sorted.size() - i)};
        for (; i < sorted.size() && sorted[i].time == step.time; ++i) step.events += sorted[i].happened ? 1 : 0;
        auto n = static_cast<double>(step.at_risk);
        auto d = static_cast<double>(step.events);
        survival *= 1 - d / n;
        sum += d > 0 ? d / (n * (n - d)) : 0;
        step.survival = survival;
        step.error = survival * std::sqrt(sum);
        curve.events += step.events;
        curve.steps.push_back(step);
    }
    // The error of the logarithm is that of the curve over the curve.
    auto bound = [](const SurvivalStep& step, double side) {
        return std::min(1.0, step.survival * std::exp(side * normal_quantile * step.error / step.survival));
    };
    curve.median = half_time(curve.steps, [](const SurvivalStep& step) { return step.survival; });
    curve.median_lower = half_time(curve.steps, [&](const SurvivalStep& step) { return bound(step, -1); });
    curve.median_upper = half_time(curve.steps, [&](const SurvivalStep& step) { return bound(step, 1); });
    return curve;
}

std::optional<LogRank> log_rank(std::span<const std::vector<Waiting>> groups)
{
    auto k = groups.size();
    std::vector<double> observed(k), expected(k);
    SquareMatrix variance(k);
    for (const auto& [time, standing] : standings_of(groups)) {
        double n = 0, d = 0;
        for (const auto& group : standing) {
            n += group.at_risk;
            d += group.events;
        }
        double spread = n > 1 ? d * (n - d) / (n - 1) : 0;
        for (std::size_t g = 0; g < k; ++g) {
            double share = standing[g].at_risk / n;
            observed[g] += standing[g].events;
            expected[g] += d * share;
            for (std::size_t h = 0; h < k; ++h) variance(g, h) += spread * share * ((g == h ? 1 : 0) - standing[h].at_risk / n);
        }
    }
    // Who never waits when something happens says nothing; of the others one follows from the rest.
    std::vector<std::size_t> compared;
    for (std::size_t g = 0; g < k; ++g)
        if (expected[g] > 0) compared.push_back(g);
    if (compared.size() < 2) return std::nullopt;
    compared.pop_back();

    SquareMatrix kept(compared.size());
    std::vector<double> difference(compared.size());
    for (std::size_t i = 0; i < compared.size(); ++i) {
        difference[i] = observed[compared[i]] - expected[compared[i]];
        for (std::size_t j = 0; j < compared.size(); ++j) kept(i, j) = variance(compared[i], compared[j]);
    }
    auto inverse = inverse_of(std::move(kept));
    if (!inverse) return std::nullopt;
    LogRank result{.df = static_cast<std::int64_t>(compared.size())};
    for (std::size_t i = 0; i < compared.size(); ++i)
        for (std::size_t j = 0; j < compared.size(); ++j) result.chi2 += difference[i] * (*inverse)(i, j) * difference[j];
    result.p = chi_square_above(result.chi2, result.df);
    return result;
}

// Abramowitz and Stegun, 26.4.4 and 26.4.5: finite sums.
double chi_square_above(double value, std::int64_t df)
{
    if (!(value > 0)) return 1;
    bool odd = df % 2 == 1;
    double half = value / 2;
    double sum = odd ? std::erfc(std::sqrt(half)) : std::exp(-half);
    double term = odd ? std::exp(-half) * 2 * std::sqrt(half / std::numbers::pi) : sum * half;
    for (std::int64_t r = odd ? 3 : 4; r <= df; r += 2) {
        sum += term;
        term *= value / static_cast<double>(r);
    }
    return std::min(1.0, sum);
}

}  // namespace favilla::analytics
