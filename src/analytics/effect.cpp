// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effect.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "analytics/forecast.h"
#include "analytics/normal_mixture.h"
#include "analytics/portable_math.h"
#include "analytics/structural_series.h"

namespace favilla::analytics {

namespace {

constexpr double lower_rank = 0.025, upper_rank = 0.975;
// The distance of the least effect that is found four times out of five at 5 %, in standard deviations: 1.96 + 0.84.
constexpr double detectable = 1.959963984540054 + 0.8416212335729143;
constexpr int placebo_draws = 150, least_placebos = 5;
constexpr std::size_t least_placebo_history = 10;
constexpr int path_draws = 50;  // of the time before, which is smoothed anew for each

// (value - middle) / spread over the time before.
struct Scale {
    double middle = 0, spread = 1;
};

// None when all observed values are the same, but for rounding.
template <class At>
std::optional<Scale> scale_of(RowRange rows, At at)
{
    double sum = 0, count = 0;
    for (auto row = rows.first; row <= rows.last; ++row)
        if (double value = at(row); !std::isnan(value)) sum += value, ++count;
    double middle = sum / count, squares = 0;
    for (auto row = rows.first; row <= rows.last; ++row)
        if (double value = at(row); !std::isnan(value)) squares += (value - middle) * (value - middle);
    double spread = std::sqrt(squares / (count - 1));
    if (!(spread > 1e-12 * std::abs(middle))) return std::nullopt;
    return Scale{middle, spread};
}

std::size_t count_observed(std::span<const double> response, RowRange rows)
{
    auto part = response.subspan(rows.first, rows.size());
    return static_cast<std::size_t>(std::ranges::count_if(part, [](double value) { return !std::isnan(value); }));
}

// The model of one time before, and what it says of the rows after.
class Counterfactual {
public:
    Counterfactual(const EffectData& data, const SeriesPlan& plan)
        : data_{data}, plan_{plan}, scale_{*scale_of(data.pre, [&](auto row) { return data.response[row]; })}
    {
        for (auto row = data.pre.first; row <= data.pre.last; ++row)
            response_.push_back((data.response[row] - scale_.middle) / scale_.spread);
        std::vector<Scale> scales;
        for (std::size_t i = 0; i < data.control_count; ++i)
            scales.push_back(*scale_of(data.pre, [&](auto row) { return data.controls[row * data.control_count + i]; }));
        for (auto at = data.pre.first * data.control_count; at < data.controls.size(); ++at) {
            const auto& scale = scales[at % data.control_count];
            controls_.push_back((data.controls[at] - scale.middle) / scale.spread);
        }
        posterior_ = draw_series({response_, controls_, data.control_count}, plan);
    }

    const SeriesPosterior& posterior() const { return posterior_; }

    // Of the weighted sum of rows from the one after the time before on, in the response's units.
    NormalMixture predict(std::span<const double> weights) const
    {
        Forecast forecast{weights, plan_.season};
        double total = 0;
        std::vector<double> columns(data_.control_count > 0 ? data_.control_count + 1 : 0);
        for (std::size_t step = 0; step < weights.size(); ++step) {
            total += weights[step];
            const double* row = control_row(data_.pre.size() + step);
            for (std::size_t i = 0; i < data_.control_count; ++i) columns[i + 1] += weights[step] * row[i];
        }
        if (!columns.empty()) columns[0] = total;
        NormalMixture mixture;
        for (const auto& draw : posterior_.draws) {
            auto [mean, variance] = forecast.under(draw, columns);
            mixture.means.push_back(total * scale_.middle + scale_.spread * mean);
            mixture.deviations.push_back(scale_.spread * std::sqrt(variance));
        }
        return mixture;
    }

    // Of the average of so many rows from the one after the time before on, the controls as they were on average before.
    NormalMixture predict_average(std::size_t steps) const
    {
        std::vector<double> weights(steps, 1.0 / static_cast<double>(steps));
        std::vector<double> columns(data_.control_count > 0 ? data_.control_count + 1 : 0);
        if (!columns.empty()) columns[0] = 1;
        Forecast forecast{weights, plan_.season};
        NormalMixture mixture;
        for (const auto& draw : posterior_.draws) {
            auto [mean, variance] = forecast.under(draw, columns);
            mixture.means.push_back(scale_.middle + scale_.spread * mean);
            mixture.deviations.push_back(scale_.spread * std::sqrt(variance));
        }
        return mixture;
    }

    // Of each row of the time before, knowing all of it.
    std::vector<NormalMixture> look_back() const
    {
        std::vector<NormalMixture> rows(response_.size());
        auto stride = std::max<std::size_t>(posterior_.draws.size() / path_draws, 1);
        for (std::size_t at = 0; at < posterior_.draws.size(); at += stride) {
            const auto& draw = posterior_.draws[at];
            std::vector<double> explained(response_.size()), left;
            for (std::size_t row = 0; row < response_.size(); ++row) {
                if (data_.control_count > 0) explained[row] = draw.coefficients[0];
                for (std::size_t i = 0; i < data_.control_count; ++i)
                    explained[row] += control_row(row)[i] * draw.coefficients[i + 1];
                left.push_back(response_[row] - explained[row]);
            }
            auto first = *std::ranges::find_if_not(response_, [](double value) { return std::isnan(value); });
            auto points = smooth_series(left, {.season = plan_.season,
                                               .variances = draw.variances,
                                               .first_level = first,
                                               .first_level_variance = 1,
                                               .first_season_variance = 1});
            for (std::size_t row = 0; row < points.size(); ++row) {
                rows[row].means.push_back(scale_.middle + scale_.spread * (points[row].fit + explained[row]));
                rows[row].deviations.push_back(scale_.spread * std::sqrt(points[row].fit_variance + draw.variances.observation));
            }
        }
        return rows;
    }

private:
    const double* control_row(std::size_t row) const { return controls_.data() + row * data_.control_count; }

    EffectData data_;
    SeriesPlan plan_;
    Scale scale_;
    std::vector<double> response_, controls_;
    SeriesPosterior posterior_;
};

// The weight of each step from the one after `pre` to the end of `post`: `weight` where the response was observed, 0 elsewhere.
std::vector<double> post_weights(const EffectData& data, double weight)
{
    std::vector<double> weights;
    for (auto row = data.pre.last + 1; row <= data.post.last; ++row)
        weights.push_back(row < data.post.first || std::isnan(data.response[row]) ? 0 : weight);
    return weights;
}

EffectFigures figures_of(const NormalMixture& predicted, double actual)
{
    EffectFigures figures{.actual = actual,
                          .predicted = predicted.mean(),
                          .predicted_sd = predicted.deviation(),
                          .predicted_lower = predicted.quantile(lower_rank),
                          .predicted_upper = predicted.quantile(upper_rank)};
    figures.relative = predicted.ratio_mean(actual) - 1;
    figures.relative_lower = predicted.ratio_quantile(actual, lower_rank) - 1;
    figures.relative_upper = predicted.ratio_quantile(actual, upper_rank) - 1;
    return effect_figures(figures);
}

double mean_observed(const EffectData& data)
{
    double sum = 0, count = 0;
    for (auto row = data.post.first; row <= data.post.last; ++row)
        if (!std::isnan(data.response[row])) sum += data.response[row], ++count;
    return sum / count;
}

// Every control must vary, or it tells nothing.
bool varies(const EffectData& data)
{
    if (!scale_of(data.pre, [&](auto row) { return data.response[row]; })) return false;
    for (std::size_t i = 0; i < data.control_count; ++i)
        if (!scale_of(data.pre, [&](auto row) { return data.controls[row * data.control_count + i]; })) return false;
    return true;
}

Placebo ask_placebos(const EffectData& data, const EffectPlan& plan, const ChainMemory& memory)
{
    const auto length = data.post.size(), history = data.pre.size();
    auto least = std::max(least_placebo_history, 2 * state_size(plan.season));
    least = std::max(least, history >= (history_per_effort + 1) * length ? history_per_effort * length : length);
    Placebo placebo;
    if (history < least + length || plan.placebos < 1) return placebo;
    const auto places = history - length - least + 1;
    const auto windows = std::min(places, static_cast<std::size_t>(plan.placebos));
    for (std::size_t window = 0; window < windows; ++window) {
        auto before = least + (windows > 1 ? window * (places - 1) / (windows - 1) : 0);
        auto asked = data;
        asked.pre = {data.pre.first, data.pre.first + before - 1};
        asked.post = {asked.pre.last + 1, asked.pre.last + length};
        auto observed = count_observed(data.response, asked.post);
        if (observed == 0 || count_observed(data.response, asked.pre) < 3 || !varies(asked)) continue;
        Counterfactual model{asked, {plan.season, std::min(plan.draws, placebo_draws), plan.seed + 1 + window, memory}};
        double chance =
            model.predict(post_weights(asked, 1.0 / static_cast<double>(observed))).chance_below(mean_observed(asked));
        ++placebo.of;
        if (chance >= lower_rank && chance <= upper_rank) ++placebo.contained;
    }
    return placebo;
}

EffectVerdict verdict_on(const Effect& effect)
{
    if (effect.average.effect_lower <= 0 && effect.average.effect_upper >= 0) return EffectVerdict::CannotTell;
    bool enough = effect.placebo.of >= least_placebos;
    if (enough && 10 * effect.placebo.contained <= 7 * effect.placebo.of) return EffectVerdict::Doubtful;
    return effect.average.effect_lower > 0 ? EffectVerdict::More : EffectVerdict::Less;
}

std::vector<EffectPoint> trace(const EffectData& data, const Counterfactual& model)
{
    std::vector<EffectPoint> path;
    auto point_of = [&](std::size_t row, const NormalMixture& predicted) {
        return EffectPoint{.row = row,
                           .actual = data.response[row],
                           .predicted = predicted.mean(),
                           .lower = predicted.quantile(lower_rank),
                           .upper = predicted.quantile(upper_rank)};
    };
    for (const auto& predicted : model.look_back()) path.push_back(point_of(data.pre.first + path.size(), predicted));
    std::vector<double> so_far;
    double actual = 0;
    for (auto row = data.pre.last + 1; row <= data.post.last; ++row) {
        std::vector<double> this_row(row - data.pre.last);
        this_row.back() = 1;
        auto point = point_of(row, model.predict(this_row));
        bool counted = row >= data.post.first && !std::isnan(data.response[row]);
        so_far.push_back(counted ? 1 : 0);
        if (counted) actual += data.response[row];
        if (std::ranges::count(so_far, 1.0) > 0) {
            auto sum = model.predict(so_far);
            point.cumulative = actual - sum.mean();
            point.cumulative_lower = actual - sum.quantile(upper_rank);
            point.cumulative_upper = actual - sum.quantile(lower_rank);
        }
        path.push_back(point);
    }
    return path;
}

bool within(const EffectData& data, RowRange rows) { return rows.first <= rows.last && rows.last < data.response.size(); }

Result<void> check_size(const EffectData& data)
{
    if (data.response.size() > most_rows || data.control_count > most_controls)
        return refuse(ErrorCode::Invalid, "effect.too_large",
                      {{"rows", std::to_string(most_rows)}, {"controls", std::to_string(most_controls)}});
    if (!within(data, data.pre)) return refuse(ErrorCode::Invalid, "effect.rows");
    return {};
}

Result<void> check_post(const EffectData& data, const EffectPlan& plan)
{
    if (!within(data, data.post)) return refuse(ErrorCode::Invalid, "effect.rows");
    if (data.post.first <= data.pre.last) return refuse(ErrorCode::Invalid, "effect.overlap");
    if (plan.short_history == ShortHistory::Refused && data.pre.size() < history_per_effort * data.post.size())
        return refuse(ErrorCode::Invalid, "effect.short_history",
                      {{"pre", std::to_string(data.pre.size())},
                       {"post", std::to_string(data.post.size())},
                       {"needed", std::to_string(history_per_effort * data.post.size())}});
    if (count_observed(data.response, data.post) < 1) return refuse(ErrorCode::Invalid, "effect.few_values");
    return {};
}

Result<void> check_plan(const EffectData& data, const EffectPlan& plan)
{
    if (plan.draws < least_draws || plan.draws > most_draws)
        return refuse(ErrorCode::Invalid, "effect.draws",
                      {{"least", std::to_string(least_draws)}, {"most", std::to_string(most_draws)}});
    if (plan.season < 1 || (plan.season > 1 && 2 * static_cast<std::size_t>(plan.season) > data.pre.size()))
        return refuse(ErrorCode::Invalid, "effect.season", {{"rows", std::to_string(data.pre.size())}});
    return {};
}

Result<void> check_values_before(const EffectData& data)
{
    if (count_observed(data.response, data.pre) < 3) return refuse(ErrorCode::Invalid, "effect.few_values");
    auto too_large = [](double value) { return std::abs(value) > 1e100; };
    if (std::ranges::any_of(data.response, too_large) || std::ranges::any_of(data.controls, too_large))
        return refuse(ErrorCode::Invalid, "effect.values");
    if (!scale_of(data.pre, [&](auto row) { return data.response[row]; })) return refuse(ErrorCode::Invalid, "effect.constant");
    for (std::size_t i = 0; i < data.control_count; ++i)
        if (!scale_of(data.pre, [&](auto row) { return data.controls[row * data.control_count + i]; }))
            return refuse(ErrorCode::Invalid, "effect.constant_control", {{"control", std::to_string(i + 1)}});
    return {};
}

}  // namespace

EffectFigures effect_figures(EffectFigures figures)
{
    figures.effect = figures.actual - figures.predicted;
    figures.effect_sd = figures.predicted_sd;
    figures.effect_lower = figures.actual - figures.predicted_upper;
    figures.effect_upper = figures.actual - figures.predicted_lower;
    return figures;
}

EffectFigures times(const EffectFigures& average, double count)
{
    auto sum = average;
    for (auto* figure : {&sum.actual, &sum.predicted, &sum.predicted_sd, &sum.predicted_lower, &sum.predicted_upper, &sum.effect,
                         &sum.effect_sd, &sum.effect_lower, &sum.effect_upper})
        *figure *= count;
    return sum;
}

Result<Effect> estimate_effect(const EffectData& data, const EffectPlan& plan)
{
    CHECKED(check_size(data));
    CHECKED(check_plan(data, plan));
    CHECKED(check_post(data, plan));
    CHECKED(check_values_before(data));

    Counterfactual model{data, {plan.season, plan.draws, plan.seed}};
    auto observed = static_cast<double>(count_observed(data.response, data.post));
    auto predicted = model.predict(post_weights(data, 1 / observed));
    double actual = mean_observed(data);

    Effect effect;
    effect.average = figures_of(predicted, actual);
    effect.cumulative = times(effect.average, observed);
    // As many draws as there are, and what was seen itself: a chance of zero is never claimed (CausalImpact's tail area).
    double below = predicted.chance_below(actual);
    effect.p = (1 + plan.draws * std::min(below, 1 - below)) / (plan.draws + 1);
    effect.probability = 1 - effect.p;
    effect.minimum_detectable = detectable * effect.average.predicted_sd;
    for (std::size_t i = 0; i < data.control_count; ++i) {
        auto uses =
            std::ranges::count_if(model.posterior().draws, [&](const auto& draw) { return draw.coefficients[i + 1] != 0; });
        effect.inclusion.push_back(static_cast<double>(uses) / plan.draws);
    }
    effect.short_history = data.pre.size() < history_per_effort * data.post.size();
    effect.placebo = ask_placebos(data, plan, model.posterior().memory);
    effect.verdict = verdict_on(effect);
    if (plan.path == WithPath::No) return effect;
    effect.path = trace(data, model);
    for (std::size_t step = 1; step < quantile_steps; ++step) {
        auto rank = static_cast<double>(step) / static_cast<double>(quantile_steps);
        effect.quantiles.push_back(observed * (actual - predicted.quantile(1 - rank)));
    }
    return effect;
}

Result<std::vector<double>> detectable_by_week(const EffectData& data, const EffectPlan& plan, int weeks)
{
    CHECKED(check_size(data));
    CHECKED(check_plan(data, plan));
    CHECKED(check_values_before(data));
    Counterfactual model{data, {plan.season, plan.draws, plan.seed}};
    std::vector<double> least;
    for (int week = 1; week <= weeks; ++week)
        least.push_back(detectable * model.predict_average(static_cast<std::size_t>(days_a_week * week)).deviation());
    return least;
}

std::optional<int> weeks_needed(std::span<const double> detectable_after, double effect)
{
    auto found = std::ranges::find_if(detectable_after, [&](double least) { return least <= std::abs(effect); });
    if (found == detectable_after.end()) return std::nullopt;
    return static_cast<int>(found - detectable_after.begin()) + 1;
}

}  // namespace favilla::analytics
