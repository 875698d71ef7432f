// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/member_lifetime.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "analytics/linear_system.h"

namespace favilla::analytics {

namespace {

using Four = std::array<double, 4>;         // of α, β, γ, δ or their logarithms
constexpr double edge = 9.210340371976184;  // ln 10⁴

double log_gamma(double x)
{
    int sign = 0;
    return ::lgamma_r(x, &sign);
}
double log_beta(double a, double b) { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }

// Abramowitz and Stegun, 6.3.5 upwards until the series of 6.3.18 is exact.
double digamma(double x)
{
    double sum = 0;
    for (; x < 12; ++x) sum -= 1 / x;
    double r = 1 / (x * x);
    double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132 - r * (691.0 / 32'760))))));
    return sum + std::log(x) - 0.5 / x - series;
}

LifetimeModel model_at(const Four& logs) { return {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), std::exp(logs[3])}; }

// One way in which a history comes about: active so and so often, and gone after so many periods or not at all. Its probability is
// B(α+x, β+misses) B(γ+gone, δ+stays) over B(α, β) B(γ, δ).
struct Way {
    std::int64_t misses = 0, gone = 0, stays = 0;
};

template <class Visit>
void for_each_way(const Activity& one, Visit visit)
{
    visit(Way{.misses = one.periods - one.frequency, .gone = 0, .stays = one.periods});
    for (auto stays = one.recency; stays < one.periods; ++stays)
        visit(Way{.misses = stays - one.frequency, .gone = 1, .stays = stays});
}

// ln Γ and its derivative at a number and at those that follow it, which is all that is asked for while the parameters stay.
class Gammas {
public:
    Gammas(double first, std::int64_t count)
    {
        for (std::int64_t k = 0; k <= count; ++k) {
            double x = first + static_cast<double>(k);
            logs_.push_back(log_gamma(x));
            slopes_.push_back(k == 0 ? digamma(x) : slopes_.back() + 1 / (x - 1));
        }
    }
    double log(std::int64_t k) const { return logs_[static_cast<std::size_t>(k)]; }
    double slope(std::int64_t k) const { return slopes_[static_cast<std::size_t>(k)]; }

private:
    std::vector<double> logs_, slopes_;
};

struct ModelGammas {
    ModelGammas(const LifetimeModel& m, std::int64_t periods)
        : alpha(m.alpha, periods),
          beta(m.beta, periods),
          active(m.alpha + m.beta, periods),
          gamma(m.gamma, 1),
          delta(m.delta, periods),
          there(m.gamma + m.delta, periods + 1)
    {}
    Gammas alpha, beta, active, gamma, delta, there;

    double log_weight(std::int64_t x, const Way& way) const
    {
        return alpha.log(x) + beta.log(way.misses) - active.log(x + way.misses) + gamma.log(way.gone) + delta.log(way.stays)
             - there.log(way.gone + way.stays);
    }
};

// The sum of exponentials without overflow, and of their derivatives by α, β, γ, δ.
struct Likelihood {
    double log = 0;
    Four slope{};
};

Likelihood likelihood_of(const ModelGammas& of, const Activity& one, bool with_slope)
{
    auto x = one.frequency;
    std::vector<double> weights;
    for_each_way(one, [&](const Way& way) { weights.push_back(of.log_weight(x, way)); });
    double largest = std::ranges::max(weights), sum = 0;
    for (auto& weight : weights) sum += weight = std::exp(weight - largest);
    Likelihood result{.log = largest + std::log(sum) - of.log_weight(0, {})};
    if (!with_slope) return result;

    std::size_t i = 0;
    auto add = [&](double share, std::int64_t active, const Way& way) {
        double both = of.active.slope(active + way.misses), ends = of.there.slope(way.gone + way.stays);
        result.slope[0] += share * (of.alpha.slope(active) - both);
        result.slope[1] += share * (of.beta.slope(way.misses) - both);
        result.slope[2] += share * (of.gamma.slope(way.gone) - ends);
        result.slope[3] += share * (of.delta.slope(way.stays) - ends);
    };
    for_each_way(one, [&](const Way& way) { add(weights[i++] / sum, x, way); });
    add(-1, 0, {});
    return result;
}

// What is made as small as it goes: minus the mean log likelihood, by the logarithms of the parameters.
class Objective {
public:
    explicit Objective(std::span<const Activity> rows)
    {
        // Those of one history are one row: a file may have a line for each person.
        std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, double> histories;
        for (const auto& row : rows) histories[{row.frequency, row.recency, row.periods}] += row.weight;
        for (const auto& [history, weight] : histories) {
            rows_.push_back({std::get<0>(history), std::get<1>(history), std::get<2>(history), weight});
            total_ += weight;
            periods_ = std::max(periods_, std::get<2>(history));
        }
    }
    double total() const { return total_; }

    double operator()(const Four& logs, Four& slope) const
    {
        ModelGammas gammas{model_at(logs), periods_};
        double sum = 0;
        slope = {};
        for (const auto& row : rows_) {
            auto one = likelihood_of(gammas, row, true);
            sum -= row.weight / total_ * one.log;
            for (std::size_t i = 0; i < slope.size(); ++i) slope[i] -= row.weight / total_ * one.slope[i] * std::exp(logs[i]);
        }
        return sum;
    }

private:
    std::vector<Activity> rows_;
    double total_ = 0;
    std::int64_t periods_ = 0;
};

double dot(const Four& a, const Four& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]; }

// The inverse of the curvature, as the steps so far let it be known (Nocedal and Wright, Numerical Optimization, 6.17).
class Curvature {
public:
    Curvature() { reset(); }
    void reset()
    {
        inverse_ = {};
        for (std::size_t i = 0; i < 4; ++i) inverse_[i][i] = 1;
    }
    Four downhill(const Four& slope) const
    {
        Four direction{};
        for (std::size_t i = 0; i < 4; ++i) direction[i] = -dot(inverse_[i], slope);
        return direction;
    }
    void learn(const Four& step, const Four& change)
    {
        double along = dot(step, change);
        if (!(along > 1e-14)) return;
        Four seen{};
        for (std::size_t i = 0; i < 4; ++i) seen[i] = dot(inverse_[i], change);
        double scale = (1 + dot(change, seen) / along) / along;
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < 4; ++j)
                inverse_[i][j] += scale * step[i] * step[j] - (seen[i] * step[j] + step[i] * seen[j]) / along;
    }

private:
    std::array<Four, 4> inverse_{};
};

struct Found {
    Four logs{};
    double value = 0;
};

Found descend(const Objective& objective, const Four& start)
{
    Four at = start, slope{};
    double value = objective(at, slope);
    Curvature curvature;
    for (int round = 0; round < 500 && std::sqrt(dot(slope, slope)) > 1e-10; ++round) {
        auto direction = curvature.downhill(slope);
        double descent = dot(direction, slope);
        if (!(descent < 0)) {
            curvature.reset();
            direction = curvature.downhill(slope);
            descent = dot(direction, slope);
        }
        double length = std::min(1.0, 2.0 / std::sqrt(dot(direction, direction)));
        Four next{}, next_slope{};
        double next_value = 0;
        // Armijo's rule: a step is taken when it brings a part of what the slope promised.
        for (;; length /= 2) {
            for (std::size_t i = 0; i < 4; ++i) next[i] = std::clamp(at[i] + length * direction[i], -edge, edge);
            next_value = objective(next, next_slope);
            if (next_value <= value + 1e-4 * length * descent || length < 1e-12) break;
        }
        if (!(next_value < value)) break;
        Four step{}, change{};
        for (std::size_t i = 0; i < 4; ++i) {
            step[i] = next[i] - at[i];
            change[i] = next_slope[i] - slope[i];
        }
        curvature.learn(step, change);
        at = next;
        slope = next_slope;
        value = next_value;
    }
    return {at, value};
}

// What these rows tell of the logarithms of the parameters: the inverse of the curvature of minus the log likelihood there (Fisher's
// observed information). A direction they tell nothing of is as wide as `unknown_spread`, not without end.
SquareMatrix log_covariance(const Objective& objective, const Four& logs)
{
    constexpr double step = 1e-3, unknown_spread = 4;  // a factor of 50 either way
    SquareMatrix curvature{4};
    for (std::size_t i = 0; i < 4; ++i) {
        auto above = logs, below = logs;
        above[i] += step;
        below[i] -= step;
        Four slope_above{}, slope_below{};
        objective(above, slope_above);
        objective(below, slope_below);
        for (std::size_t j = 0; j < 4; ++j) {
            double half = objective.total() * (slope_above[j] - slope_below[j]) / (2 * step) / 2;
            curvature(i, j) += half;
            curvature(j, i) += half;
        }
    }
    for (std::size_t i = 0; i < 4; ++i) curvature(i, i) = std::max(curvature(i, i), 0.0) + 1 / (unknown_spread * unknown_spread);
    return inverse_of(std::move(curvature)).value_or(SquareMatrix{4});
}

}  // namespace

double log_likelihood(const LifetimeModel& model, const Activity& one)
{
    return likelihood_of(ModelGammas{model, one.periods}, one, false).log;
}

double probability_alive(const LifetimeModel& m, const Activity& one)
{
    auto x = static_cast<double>(one.frequency), n = static_cast<double>(one.periods);
    double there = log_beta(m.alpha + x, m.beta + n - x) - log_beta(m.alpha, m.beta) + log_beta(m.gamma, m.delta + n + 1)
                 - log_beta(m.gamma, m.delta);
    return std::min(1.0, std::exp(there - log_likelihood(m, one)));
}

double expected_active(const LifetimeModel& m, const Activity& one, std::int64_t ahead)
{
    auto x = static_cast<double>(one.frequency), n = static_cast<double>(one.periods);
    // Active in a period, as one who is still there then.
    double active = log_beta(m.alpha + x + 1, m.beta + n - x) - log_beta(m.alpha, m.beta) - log_likelihood(m, one);
    double sum = 0;
    for (std::int64_t k = 1; k <= ahead; ++k)
        sum += std::exp(active + log_beta(m.gamma, m.delta + n + static_cast<double>(k)) - log_beta(m.gamma, m.delta));
    return sum;
}

LifetimeFit fit_lifetime(std::span<const Activity> rows)
{
    Objective objective{rows};
    constexpr Four starts[] = {{0, 0, 0, 0}, {0, 0, -0.5, 1}, {-1, 1, -1, 2}, {1, -1, 0, 1}};
    Found best{.logs = {}, .value = HUGE_VAL};
    for (const auto& start : starts)
        if (auto found = descend(objective, start); found.value < best.value) best = found;
    bool at_edge = std::ranges::any_of(best.logs, [](double log) { return std::abs(log) > edge - 1e-3; });
    return {.model = model_at(best.logs), .log_likelihood = -best.value * objective.total(), .at_edge = at_edge};
}

AliveEstimate estimate_alive(const LifetimeFit& fit, std::span<const Activity> rows)
{
    auto alive_under = [&](const LifetimeModel& model) {
        double sum = 0;
        for (const auto& row : rows) sum += row.weight * probability_alive(model, row);
        return sum;
    };
    Objective objective{rows};
    AliveEstimate estimate{.people = objective.total(), .alive = alive_under(fit.model)};
    double by_chance = 0;
    for (const auto& row : rows) {
        double alive = probability_alive(fit.model, row);
        by_chance += row.weight * alive * (1 - alive);
    }

    constexpr double step = 1e-3;
    const auto& model = fit.model;
    Four logs{std::log(model.alpha), std::log(model.beta), std::log(model.gamma), std::log(model.delta)}, slope{};
    for (std::size_t i = 0; i < 4; ++i) {
        auto above = logs, below = logs;
        above[i] += step;
        below[i] -= step;
        slope[i] = (alive_under(model_at(above)) - alive_under(model_at(below))) / (2 * step);
    }
    auto covariance = log_covariance(objective, logs);
    double by_parameters = 0;
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) by_parameters += slope[i] * slope[j] * covariance(i, j);

    // On the scale of the log odds, so that neither end leaves what is possible.
    double share = std::clamp(estimate.alive / estimate.people, 1e-9, 1 - 1e-9), odds = std::log(share / (1 - share));
    double spread = 1.959964 * std::sqrt(by_chance + std::max(by_parameters, 0.0)) / (estimate.people * share * (1 - share));
    auto people_at = [&](double log_odds) { return estimate.people / (1 + std::exp(-log_odds)); };
    estimate.lower = std::min(estimate.alive, people_at(odds - spread));
    estimate.upper = std::max(estimate.alive, people_at(odds + spread));
    return estimate;
}

}  // namespace favilla::analytics
