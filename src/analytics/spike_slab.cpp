// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/spike_slab.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

constexpr double information_weight = 0.01;
constexpr double diagonal_share = 0.5;
constexpr double impossible = -std::numeric_limits<double>::infinity();

// The lower triangle of Cholesky's factor, in place of the matrix. Returns half the determinant's logarithm; -∞ when the matrix
// is not positive definite.
double factorise(std::vector<double>& matrix, std::size_t size)
{
    double product = 1, logs = 0;
    for (std::size_t j = 0; j < size; ++j) {
        double* row = matrix.data() + j * size;
        for (std::size_t k = 0; k < j; ++k) {
            double* other = matrix.data() + k * size;
            double sum = row[k];
            for (std::size_t m = 0; m < k; ++m) sum -= row[m] * other[m];
            row[k] = sum / other[k];
        }
        double rest = row[j];
        for (std::size_t k = 0; k < j; ++k) rest -= row[k] * row[k];
        if (!(rest > 0)) return impossible;
        row[j] = std::sqrt(rest);
        product *= row[j];
        if (product > 1e-100 && product < 1e100) continue;
        logs += natural_log(product);
        product = 1;
    }
    return logs + natural_log(product);
}

void solve_lower(const std::vector<double>& factor, std::vector<double>& vector)
{
    const auto size = vector.size();
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < i; ++k) vector[i] -= factor[i * size + k] * vector[k];
        vector[i] /= factor[i * size + i];
    }
}

void solve_upper(const std::vector<double>& factor, std::vector<double>& vector)
{
    const auto size = vector.size();
    for (auto i = size; i-- > 0;) {
        for (std::size_t k = i + 1; k < size; ++k) vector[i] -= factor[k * size + i] * vector[k];
        vector[i] /= factor[i * size + i];
    }
}

class Turn {
public:
    Turn(const SlabPrior& prior, const RegressionSums& sums, double noise_variance)
        : prior_{prior}, sums_{sums}, noise_precision_{1 / noise_variance}
    {}

    // The posterior of which columns are in, up to a constant.
    double log_chance(const std::vector<char>& in)
    {
        double chance = 0;
        for (std::size_t i = 0; i < in.size(); ++i) {
            double inclusion = prior_.inclusion[i];
            if (in[i] ? inclusion <= 0 : inclusion >= 1) return impossible;
            if (inclusion > 0 && inclusion < 1) chance += natural_log(in[i] ? inclusion : 1 - inclusion);
        }
        choose(in);
        if (chosen_.empty()) return chance;
        double before = factorise(prior_factor_, chosen_.size());
        double after = factorise(factor_, chosen_.size());
        if (before == impossible || after == impossible) return impossible;
        solve_lower(factor_, scaled_);
        double form = 0;
        for (double value : scaled_) form += value * value;
        return chance + before - after + form / 2;
    }

    Coefficients draw(std::vector<char> in, Generator& generator)
    {
        Coefficients drawn{.in = std::move(in), .values = {}};
        drawn.values.resize(drawn.in.size());
        log_chance(drawn.in);
        drawn.belief = {chosen_, scaled_, factor_};
        solve_upper(factor_, drawn.belief.means);
        // With precision L L': mean + L'⁻¹ z, where the mean is L'⁻¹ L⁻¹ of what goes with the response.
        for (auto& value : scaled_) value += generator.normal();
        solve_upper(factor_, scaled_);
        for (std::size_t i = 0; i < chosen_.size(); ++i) drawn.values[chosen_[i]] = scaled_[i];
        return drawn;
    }

private:
    void choose(const std::vector<char>& in)
    {
        chosen_.clear();
        for (std::size_t i = 0; i < in.size(); ++i)
            if (in[i]) chosen_.push_back(i);
        const auto size = chosen_.size();
        prior_factor_.resize(size * size);
        factor_.resize(size * size);
        scaled_.resize(size);
        for (std::size_t i = 0; i < size; ++i) {
            scaled_[i] = sums_.with_response[chosen_[i]];
            for (std::size_t j = 0; j <= i; ++j) {
                auto at = chosen_[i] * prior_.size + chosen_[j];
                prior_factor_[i * size + j] = prior_.precision[at] * noise_precision_;
                factor_[i * size + j] = prior_factor_[i * size + j] + sums_.products[at];
            }
        }
    }

    const SlabPrior& prior_;
    const RegressionSums& sums_;
    double noise_precision_;
    std::vector<std::size_t> chosen_;
    std::vector<double> prior_factor_, factor_, scaled_;
};

// One that is in and one that is out, both free, each pair equally likely: as likely the way back.
void propose_swap(std::vector<char>& in, const SlabPrior& prior, Generator& generator)
{
    std::vector<std::size_t> inside, outside;
    for (std::size_t i = 0; i < in.size(); ++i)
        if (prior.inclusion[i] > 0 && prior.inclusion[i] < 1) (in[i] ? inside : outside).push_back(i);
    if (inside.empty() || outside.empty()) return;
    in[inside[generator.below(inside.size())]] = 0;
    in[outside[generator.below(outside.size())]] = 1;
}

}  // namespace

SlabPrior slab_prior(std::span<const double> design, std::size_t columns, double expected)
{
    SlabPrior prior{.size = columns,
                    .precision = std::vector<double>(columns * columns),
                    .inclusion = std::vector<double>(
                        columns, expected < static_cast<double>(columns) ? expected / static_cast<double>(columns) : 1.0)};
    const auto rows = design.size() / columns;
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < columns; ++i)
            for (std::size_t j = 0; j < columns; ++j)
                prior.precision[i * columns + j] += design[row * columns + i] * design[row * columns + j];
    for (std::size_t i = 0; i < columns; ++i) {
        for (std::size_t j = 0; j < columns; ++j)
            prior.precision[i * columns + j] *=
                information_weight / static_cast<double>(rows) * (i == j ? 1 : 1 - diagonal_share);
        if (prior.precision[i * columns + i] <= 0) prior.inclusion[i] = 0;
    }
    return prior;
}

double CoefficientBelief::variance_of(std::span<const double> weights) const
{
    std::vector<double> scaled(weights.begin(), weights.end());
    solve_lower(factor, scaled);
    double sum = 0;
    for (double value : scaled) sum += value * value;
    return sum;
}

std::size_t Coefficients::count() const { return static_cast<std::size_t>(std::ranges::count(in, 1)); }

Coefficients first_coefficients(const SlabPrior& prior)
{
    Coefficients first{.in = std::vector<char>(prior.size), .values = std::vector<double>(prior.size)};
    for (std::size_t i = 0; i < prior.size; ++i) first.in[i] = prior.inclusion[i] >= 1;
    return first;
}

double slab_form(const Coefficients& coefficients, const SlabPrior& prior)
{
    double form = 0;
    for (std::size_t i = 0; i < prior.size; ++i)
        for (std::size_t j = 0; j < prior.size; ++j)
            form += coefficients.values[i] * prior.precision[i * prior.size + j] * coefficients.values[j];
    return form;
}

Coefficients redraw(const Coefficients& before, const SlabPrior& prior, const RegressionSums& sums, double noise_variance,
                    Generator& generator)
{
    Turn turn{prior, sums, noise_variance};
    auto in = before.in;
    double chance = turn.log_chance(in);
    auto consider = [&](std::vector<char> proposed) {
        double other = turn.log_chance(proposed);
        if (natural_log(generator.uniform()) >= other - chance) return;
        in = std::move(proposed);
        chance = other;
    };
    bool any_free = false;
    for (std::size_t i = 0; i < prior.size; ++i) {
        if (prior.inclusion[i] <= 0 || prior.inclusion[i] >= 1) continue;
        any_free = true;
        auto proposed = in;
        proposed[i] = !proposed[i];
        consider(std::move(proposed));
    }
    if (any_free) {
        auto proposed = in;
        propose_swap(proposed, prior, generator);
        if (proposed != in) consider(std::move(proposed));
    }
    return turn.draw(std::move(in), generator);
}

}  // namespace favilla::analytics
