// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/kalman.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

constexpr double log_two_pi = 1.8378770664093453;
constexpr double not_observed = std::numeric_limits<double>::quiet_NaN();

// A square matrix, row by row, beside the vector it belongs to. Everything here is small: a season of a week has seven states.
struct Moments {
    explicit Moments(std::size_t size) : size{size}, mean(size), variance(size * size) {}

    double& at(std::size_t row, std::size_t column) { return variance[row * size + column]; }
    double at(std::size_t row, std::size_t column) const { return variance[row * size + column]; }

    std::size_t size;
    std::vector<double> mean, variance;
};

// What is seen of a state is its level and, where there is one, its newest season.
double seen(std::span<const double> state) { return state.size() > 1 ? state[0] + state[1] : state[0]; }

std::vector<double> times_seen(const Moments& state)
{
    std::vector<double> product(state.size);
    for (std::size_t i = 0; i < state.size; ++i) product[i] = seen(std::span{state.variance}.subspan(i * state.size, state.size));
    return product;
}

// From one step to the next: the level stays, the new season is minus the sum of the others, which each grow older.
void advance(std::span<double> state)
{
    if (state.size() < 2) return;
    double sum = 0;
    for (std::size_t i = 1; i < state.size(); ++i) sum += state[i];
    std::ranges::copy_backward(state.subspan(1, state.size() - 2), state.end());
    state[1] = -sum;
}

void advance_variance(Moments& state)
{
    for (std::size_t row = 0; row < state.size; ++row) advance(std::span{state.variance}.subspan(row * state.size, state.size));
    std::vector<double> column(state.size);
    for (std::size_t j = 0; j < state.size; ++j) {
        for (std::size_t i = 0; i < state.size; ++i) column[i] = state.at(i, j);
        advance(column);
        for (std::size_t i = 0; i < state.size; ++i) state.at(i, j) = column[i];
    }
}

void add_shocks(Moments& state, const LevelVariances& variances)
{
    state.at(0, 0) += variances.level;
    if (state.size > 1) state.at(1, 1) += variances.season;
}

// The transpose of `advance`, for the smoother's way back.
void retreat(std::span<double> backwards)
{
    if (backwards.size() < 2) return;
    double newest = backwards[1];
    std::ranges::copy(backwards.subspan(2), backwards.begin() + 1);
    backwards.back() = 0;
    for (auto& value : backwards.subspan(1)) value -= newest;
}

Moments first_moments(const LevelModel& model)
{
    Moments state{state_size(model.season)};
    state.mean[0] = model.first_level;
    state.at(0, 0) = model.first_level_variance;
    for (std::size_t i = 1; i < state.size; ++i) state.at(i, i) = model.first_season_variance;
    return state;
}

// Takes the value in. Returns the error and its variance.
std::pair<double, double> observe(Moments& state, double value, double noise)
{
    auto gain = times_seen(state);
    double error = value - seen(state.mean);
    double variance = seen(gain) + noise;
    for (std::size_t i = 0; i < state.size; ++i) {
        state.mean[i] += gain[i] / variance * error;
        for (std::size_t j = 0; j < state.size; ++j) state.at(i, j) -= gain[i] * gain[j] / variance;
    }
    return {error, variance};
}

}  // namespace

std::size_t state_size(int season) { return season < 2 ? 1 : static_cast<std::size_t>(season); }

FilteredSeries filter_series(std::span<const double> values, const LevelModel& model)
{
    auto state = first_moments(model);
    FilteredSeries filtered;
    for (double value : values) {
        double error = not_observed;
        double variance = seen(times_seen(state)) + model.variances.observation;
        if (!std::isnan(value)) {
            error = observe(state, value, model.variances.observation).first;
            filtered.log_likelihood -= 0.5 * (log_two_pi + natural_log(variance) + error * error / variance);
        }
        filtered.error.push_back(error);
        filtered.variance.push_back(variance);
        advance(state.mean);
        advance_variance(state);
        add_shocks(state, model.variances);
    }
    filtered.next = {std::move(state.mean), std::move(state.variance)};
    return filtered;
}

namespace {

// What later values say, gathered backwards in r and N (section 4.4): the smoothed state is a + P r, its variance P - P N P.
void retreat_moments(Moments& later)
{
    retreat(later.mean);
    for (std::size_t row = 0; row < later.size; ++row) retreat(std::span{later.variance}.subspan(row * later.size, later.size));
    std::vector<double> column(later.size);
    for (std::size_t j = 0; j < later.size; ++j) {
        for (std::size_t i = 0; i < later.size; ++i) column[i] = later.at(i, j);
        retreat(column);
        for (std::size_t i = 0; i < later.size; ++i) later.at(i, j) = column[i];
    }
}

// With the gain k = P Z / F: r ← r + Z (error/F - k'r), N ← (I - Z k') N (I - k Z') + Z Z'/F.
void gather(Moments& later, const Moments& belief, double value, double noise)
{
    auto size = later.size;
    auto gain = times_seen(belief);
    double variance = seen(gain) + noise;
    double error = value - seen(belief.mean);
    for (auto& each : gain) each /= variance;
    double gain_r = 0, gain_n_gain = 0;
    std::vector<double> gain_n(size);
    for (std::size_t i = 0; i < size; ++i) {
        gain_r += gain[i] * later.mean[i];
        for (std::size_t j = 0; j < size; ++j) gain_n[j] += gain[i] * later.at(i, j);
    }
    for (std::size_t j = 0; j < size; ++j) gain_n_gain += gain_n[j] * gain[j];
    auto visible = std::min<std::size_t>(size, 2);
    for (std::size_t i = 0; i < visible; ++i) {
        later.mean[i] += error / variance - gain_r;
        for (std::size_t j = 0; j < size; ++j) {
            later.at(i, j) -= gain_n[j];
            later.at(j, i) -= gain_n[j];
        }
    }
    for (std::size_t i = 0; i < visible; ++i)
        for (std::size_t j = 0; j < visible; ++j) later.at(i, j) += 1 / variance + gain_n_gain;
}

SmoothedPoint smoothed(const Moments& belief, const Moments& later)
{
    auto through = times_seen(belief);
    std::span level_row{belief.variance.data(), belief.size};
    SmoothedPoint point{belief.mean[0], belief.at(0, 0), seen(belief.mean), seen(through)};
    for (std::size_t i = 0; i < belief.size; ++i) {
        point.level += level_row[i] * later.mean[i];
        point.fit += through[i] * later.mean[i];
        for (std::size_t j = 0; j < belief.size; ++j) {
            point.level_variance -= level_row[i] * later.at(i, j) * level_row[j];
            point.fit_variance -= through[i] * later.at(i, j) * through[j];
        }
    }
    return point;
}

}  // namespace

std::vector<SmoothedPoint> smooth_series(std::span<const double> values, const LevelModel& model)
{
    std::vector<Moments> predicted;
    auto state = first_moments(model);
    for (double value : values) {
        predicted.push_back(state);
        if (!std::isnan(value)) observe(state, value, model.variances.observation);
        advance(state.mean);
        advance_variance(state);
        add_shocks(state, model.variances);
    }

    std::vector<SmoothedPoint> points(values.size());
    Moments later{state_size(model.season)};
    for (auto t = values.size(); t-- > 0;) {
        retreat_moments(later);
        if (!std::isnan(values[t])) gather(later, predicted[t], values[t], model.variances.observation);
        points[t] = smoothed(predicted[t], later);
    }
    return points;
}

double diffuse_log_likelihood(std::span<const double> values, int season, const LevelVariances& variances)
{
    auto size = state_size(season);
    Moments state{size}, unknown{size};  // the variance is the sum of a known part and of κ → ∞ times an unknown one
    for (std::size_t i = 0; i < size; ++i) unknown.at(i, i) = 1;
    double log_likelihood = 0;
    std::size_t still_unknown = size;
    for (double value : values) {
        auto gain = times_seen(unknown);
        double unknown_variance = still_unknown > 0 ? seen(gain) : 0;
        if (!std::isnan(value) && unknown_variance > 1e-9) {
            auto known_gain = times_seen(state);
            double known_variance = seen(known_gain) + variances.observation;
            double error = value - seen(state.mean);
            for (auto& each : gain) each /= unknown_variance;
            for (std::size_t i = 0; i < size; ++i) {
                state.mean[i] += gain[i] * error;
                for (std::size_t j = 0; j < size; ++j) {
                    state.at(i, j) += gain[i] * gain[j] * known_variance - known_gain[i] * gain[j] - gain[i] * known_gain[j];
                    unknown.at(i, j) -= gain[i] * gain[j] * unknown_variance;
                }
            }
            --still_unknown;
            log_likelihood -= 0.5 * natural_log(unknown_variance);
        } else if (!std::isnan(value)) {
            auto [error, variance] = observe(state, value, variances.observation);
            log_likelihood -= 0.5 * (log_two_pi + natural_log(variance) + error * error / variance);
        }
        advance(state.mean);
        advance_variance(state);
        add_shocks(state, variances);
        advance_variance(unknown);
    }
    return log_likelihood;
}

namespace {

// The likelihood of a ratio of the variances, with the observation's own at its best (section 2.10.2).
LevelFit fit_at_ratio(std::span<const double> values, double ratio)
{
    double level = 0, spread = 0, squares = 0;
    double logs = 0;
    int observed = 0;
    for (double value : values) {
        if (!std::isnan(value)) {
            double error = value - level;
            double variance = spread + 1;
            if (observed == 0) {
                level = value;
                spread = 1;
            } else {
                logs += natural_log(variance);
                squares += error * error / variance;
                level += spread / variance * error;
                spread /= variance;
            }
            ++observed;
        }
        spread += ratio;
    }
    double noise = squares / (observed - 1);
    double log_likelihood = -0.5 * ((observed - 1) * (log_two_pi + natural_log(noise) + 1) + logs);
    return {{.observation = noise, .level = noise * ratio}, log_likelihood};
}

}  // namespace

std::optional<LevelFit> fit_local_level(std::span<const double> values)
{
    std::vector<double> observed;
    std::ranges::copy_if(values, std::back_inserter(observed), [](double value) { return !std::isnan(value); });
    if (observed.size() < 3 || std::ranges::all_of(observed, [&](double value) { return value == observed[0]; }))
        return std::nullopt;

    // The likelihood of the ratio's logarithm may have more than one hill: a grid finds the highest, golden sections its top.
    auto at = [&](double log_ratio) { return fit_at_ratio(values, exponential(log_ratio)); };
    constexpr double lowest = -28, highest = 28, step = 0.5;
    double best = lowest;
    for (double x = lowest; x <= highest; x += step)
        if (at(x).log_likelihood > at(best).log_likelihood) best = x;
    double left = best - step, right = best + step;
    constexpr double golden = 0.6180339887498949;
    for (int i = 0; i < 80; ++i) {
        double third = (right - left) * golden;
        (at(right - third).log_likelihood < at(left + third).log_likelihood ? left : right) =
            at(right - third).log_likelihood < at(left + third).log_likelihood ? right - third : left + third;
    }
    return at((left + right) / 2);
}

}  // namespace favilla::analytics
