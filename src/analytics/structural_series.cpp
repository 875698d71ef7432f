// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/structural_series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analytics/portable_math.h"
#include "analytics/series_filter.h"
#include "analytics/spike_slab.h"

namespace favilla::analytics {

namespace {

// 1/σ² ~ Gamma(df/2, df·guess²/2), with σ at most the limit.
struct SpreadPrior {
    double guess, degrees, limit;

    double log_density(double log_variance) const  // of the variance's logarithm, up to a constant
    {
        return -0.5 * degrees * (log_variance + guess * guess * exponential(-log_variance));
    }
    bool allows(double log_variance) const { return log_variance < 2 * natural_log(limit); }
};

// In units of the response's standard deviation (CausalImpact 1.4.1, bsts 0.9.10).
constexpr SpreadPrior level_prior{.guess = 0.01, .degrees = 32, .limit = 1};
constexpr SpreadPrior season_prior{.guess = 0.01, .degrees = 0.01, .limit = 1};
constexpr SpreadPrior noise_alone_prior{.guess = 1, .degrees = 0.01, .limit = 1.2};
constexpr SpreadPrior noise_beside_controls_prior{.guess = 0.44721359549995794, .degrees = 50, .limit = 1.2};  // R² 0.8
constexpr double expected_controls = 3;  // the intercept counts

constexpr int long_warming = 400, short_warming = 60;
constexpr int cheap_work = 6000;

constexpr std::size_t most_variances = 3;
using LogVariances = std::array<double, most_variances>;  // observation, level, season

LevelVariances variances_of(const LogVariances& logs, bool seasonal)
{
    return {exponential(logs[0]), exponential(logs[1]), seasonal ? exponential(logs[2]) : 0};
}

// Where a random walk on the logarithms should go: the spread of where it has been, learned while it warms up (Haario, Saksman
// and Tamminen, "An adaptive Metropolis algorithm", Bernoulli 7, 2001), scaled until a third of its steps are taken.
class Walk {
public:
    Walk(std::size_t size, std::size_t rows) : size_{size}
    {
        std::array<double, most_variances> first{std::sqrt(2.0 / static_cast<double>(rows)), 0.25, 1};
        for (std::size_t i = 0; i < size_; ++i) factor_[i][i] = first[i];
    }

    Walk(std::size_t size, const ChainMemory& memory) : size_{size}, scale_{memory.scale}, factor_{memory.steps} {}

    LogVariances step(const LogVariances& from, Generator& generator) const
    {
        LogVariances to = from, z{};
        for (std::size_t i = 0; i < size_; ++i) z[i] = generator.normal();
        for (std::size_t i = 0; i < size_; ++i)
            for (std::size_t j = 0; j <= i; ++j) to[i] += scale_ * factor_[i][j] * z[j];
        return to;
    }

    ChainMemory memory(const LogVariances& at) const { return {at, factor_, scale_}; }

    void learn(const LogVariances& at, double chance)
    {
        ++seen_;
        double weight = 1.0 / std::min(seen_, 200);
        for (std::size_t i = 0; i < size_; ++i) off_[i] = at[i] - mean_[i];
        for (std::size_t i = 0; i < size_; ++i) {
            mean_[i] += weight * off_[i];
            for (std::size_t j = 0; j <= i; ++j) spread_[i][j] += weight * ((1 - weight) * off_[i] * off_[j] - spread_[i][j]);
        }
        scale_ *= 1 + (chance - 0.33) / std::sqrt(static_cast<double>(seen_));
        if (seen_ >= 60 && seen_ % 10 == 0) refactor();
    }

private:
    void refactor()
    {
        for (std::size_t i = 0; i < size_; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = spread_[i][j] + (i == j ? 1e-6 : 0);
                for (std::size_t k = 0; k < j; ++k) sum -= factor_[i][k] * factor_[j][k];
                factor_[i][j] = i == j ? std::sqrt(std::max(sum, 1e-8)) : sum / factor_[j][j];
            }
    }

    std::size_t size_;
    double scale_ = 1.5;
    std::array<LogVariances, most_variances> factor_{}, spread_{};
    int seen_ = 0;
    LogVariances mean_{}, off_{};
};

class Chain {
public:
    Chain(const SeriesData& data, const SeriesPlan& plan)
        : seasonal_{plan.season > 1},
          rows_{data.response.size()},
          states_{state_size(plan.season)},
          columns_{data.control_count > 0 ? data.control_count + 2 : 1},
          filter_{plan.season, *std::ranges::find_if_not(data.response, [](double y) { return std::isnan(y); })},
          noise_prior_{data.control_count > 0 ? noise_beside_controls_prior : noise_alone_prior},
          walk_{plan.memory ? Walk{seasonal_ ? 3U : 2U, *plan.memory} : Walk{seasonal_ ? 3U : 2U, data.response.size()}},
          generator_{plan.seed},
          residual_(data.response.begin(), data.response.end())
    {
        if (data.control_count > 0) take_controls(data);
        logs_ = plan.memory ? plan.memory->log_variances : LogVariances{natural_log(0.3), natural_log(1e-4), natural_log(1e-4)};
        here_ = place_at(logs_);
        if (columns_ > 1) move_coefficients();
        for (int turn = 0; turn < (plan.memory ? short_warming : long_warming); ++turn) {
            move_variances(!plan.memory);
            if (columns_ > 1 && turn % 4 == 3) move_coefficients();
        }
    }

    ChainMemory memory() const { return walk_.memory(logs_); }

    // Between two draws the chain moves more often where that is cheap, so that a draw owes less to the one before: `cheap_work`
    // counts the numbers that pass through the filter. Which controls are in is what changes most slowly.
    SeriesDraw draw()
    {
        auto work = static_cast<int>(rows_ * states_);
        int steps = std::clamp(cheap_work / work, 1, 3);
        int turns = columns_ > 1 ? std::clamp(cheap_work / 3 / (work * static_cast<int>(columns_)), 1, 10) : 1;
        for (int turn = 1; turn < turns; ++turn) {
            for (int i = 0; i < steps; ++i) move_variances(false);
            move_coefficients();
        }
        for (int i = 0; i < steps; ++i) move_variances(false);
        return move_coefficients();
    }

private:
    void take_controls(const SeriesData& data)
    {
        const auto controls = data.control_count;
        const auto all_rows = data.controls.size() / controls;
        std::vector<double> design;
        for (std::size_t row = 0; row < all_rows; ++row) {
            design.push_back(1);
            auto values = data.controls.subspan(row * controls, controls);
            design.insert(design.end(), values.begin(), values.end());
        }
        prior_ = slab_prior(design, controls + 1, expected_controls);
        coefficients_ = first_coefficients(prior_);
        for (std::size_t row = 0; row < rows_; ++row) {
            table_.insert(table_.end(), design.begin() + static_cast<std::ptrdiff_t>(row * (controls + 1)),
                          design.begin() + static_cast<std::ptrdiff_t>((row + 1) * (controls + 1)));
            table_.push_back(data.response[row]);
        }
    }

    struct Place {
        double log_density = -std::numeric_limits<double>::infinity();
        StateBelief next;  // of what the regression leaves
    };
    Place place_at(const LogVariances& logs) const
    {
        if (!noise_prior_.allows(logs[0]) || !level_prior.allows(logs[1]) || (seasonal_ && !season_prior.allows(logs[2])))
            return {};
        double sum = noise_prior_.log_density(logs[0]) + level_prior.log_density(logs[1]);
        if (seasonal_) sum += season_prior.log_density(logs[2]);
        if (auto in = coefficients_.count(); in > 0)
            sum -= 0.5 * (static_cast<double>(in) * logs[0] + slab_form_ * exponential(-logs[0]));
        auto run = filter_.run(residual_, variances_of(logs, seasonal_));
        return {sum + run.log_likelihood, std::move(run.next)};
    }

    void move_variances(bool learning)
    {
        auto proposed = walk_.step(logs_, generator_);
        auto place = place_at(proposed);
        double chance = exponential(std::min(place.log_density - here_.log_density, 0.0));
        if (generator_.uniform() < chance) {
            logs_ = proposed;
            here_ = std::move(place);
        }
        if (learning) walk_.learn(logs_, chance);
    }

    SeriesDraw move_coefficients()
    {
        auto variances = variances_of(logs_, seasonal_);
        if (columns_ == 1) return {variances, {}, here_.next};
        auto filtered = filter_.filter_columns(table_, columns_, variances);
        const auto count = columns_ - 1;
        RegressionSums sums;
        for (std::size_t i = 0; i < count; ++i) {
            auto row = std::span{filtered.products}.subspan(i * columns_, columns_);
            sums.products.insert(sums.products.end(), row.begin(), row.end() - 1);
            sums.with_response.push_back(row.back());
        }
        coefficients_ = redraw(coefficients_, prior_, sums, variances.observation, generator_);
        slab_form_ = slab_form(coefficients_, prior_);
        for (std::size_t row = 0; row < rows_; ++row) {
            const double* values = table_.data() + row * columns_;
            double left = values[count];
            for (std::size_t i = 0; i < count; ++i) left -= values[i] * coefficients_.values[i];
            residual_[row] = left;
        }
        here_ = place_at(logs_);

        return {variances, coefficients_.values, here_.next, coefficients_.belief, std::move(filtered.next_means)};
    }

    bool seasonal_;
    std::size_t rows_, states_, columns_;
    SeriesFilter filter_;
    SpreadPrior noise_prior_;
    Walk walk_;
    Generator generator_;
    SlabPrior prior_;
    Coefficients coefficients_;
    double slab_form_ = 0;
    std::vector<double> table_;     // intercept, controls, response; row by row
    std::vector<double> residual_;  // what the regression leaves of the response
    LogVariances logs_{};
    Place here_;
};

}  // namespace

SeriesPosterior draw_series(const SeriesData& data, const SeriesPlan& plan)
{
    Chain chain{data, plan};
    SeriesPosterior posterior;
    posterior.draws.reserve(static_cast<std::size_t>(plan.draws));
    for (int i = 0; i < plan.draws; ++i) posterior.draws.push_back(chain.draw());
    posterior.memory = chain.memory();
    return posterior;
}

}  // namespace favilla::analytics
