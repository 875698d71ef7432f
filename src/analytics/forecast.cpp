// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/forecast.h"

#include "analytics/portable_math.h"

namespace favilla::analytics {

Forecast::Forecast(std::span<const double> weights, int season) : state_weights_(state_size(season))
{
    // Backwards: what the sum owes to a step's state is the step's own weight and what the next state owes to it.
    const auto size = state_weights_.size();
    for (auto step = weights.size(); step-- > 0;) {
        if (step + 1 < weights.size()) {
            level_shocks_ += state_weights_[0] * state_weights_[0];
            if (size > 1) {
                double newest = state_weights_[1];
                season_shocks_ += newest * newest;
                for (std::size_t i = 1; i < size; ++i) state_weights_[i] = (i + 1 < size ? state_weights_[i + 1] : 0) - newest;
            }
        }
        state_weights_[0] += weights[step];
        if (size > 1) state_weights_[1] += weights[step];
        noises_ += weights[step] * weights[step];
    }
}

Forecast::Normal Forecast::under(const SeriesDraw& draw, std::span<const double> columns) const
{
    const auto size = state_weights_.size();
    Normal sum{0, draw.variances.level * level_shocks_ + draw.variances.season * season_shocks_
                      + draw.variances.observation * noises_};
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
            sum.variance += state_weights_[i] * state_weights_[j] * draw.next.variance[i * size + j];
    auto ahead = [&](const double* state) {
        double mean = 0;
        for (std::size_t i = 0; i < size; ++i) mean += state_weights_[i] * state[i];
        return mean;
    };
    if (columns.empty()) {
        sum.mean = ahead(draw.next.mean.data());
        return sum;
    }
    // A coefficient weighs by its column's sum less what the level has taken of that column.
    sum.mean = ahead(draw.column_states.data() + columns.size() * size);
    std::vector<double> weights;
    for (std::size_t i = 0; i < draw.belief.chosen.size(); ++i) {
        auto column = draw.belief.chosen[i];
        weights.push_back(columns[column] - ahead(draw.column_states.data() + column * size));
        sum.mean += weights.back() * draw.belief.means[i];
    }
    sum.variance += draw.belief.variance_of(weights);
    return sum;
}

}  // namespace favilla::analytics
