// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/synthetic_control.h"

#include <algorithm>
#include <cmath>

#include "analytics/linear_system.h"
#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t most_rounds = 20;     // a point
constexpr double nothing = 1e-12;           // of a weight, or of the largest distance
constexpr double least_rmspe_share = 1e-6;  // of a unit's own spread: closer than that is as close as can be

// The products of the units' columns over some rows. What all have in common at a row is taken out before, since it would cancel out after.
SquareMatrix products_of(const std::vector<std::vector<double>>& units)
{
    auto count = units.size(), rows = units.front().size();
    std::vector<double> common(rows);
    for (const auto& unit : units)
        for (std::size_t row = 0; row < rows; ++row) common[row] += unit[row] / static_cast<double>(count);
    SquareMatrix products(count);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = 0;
            for (std::size_t row = 0; row < rows; ++row) sum += (units[i][row] - common[row]) * (units[j][row] - common[row]);
            products(i, j) = products(j, i) = sum;
        }
    return products;
}

// The point of the hull of some points that is nearest to zero, by P. Wolfe, "Finding the nearest point in a polytope", Mathematical
// Programming 11 (1976): a quadratic program on the simplex, solved exactly in finitely many steps. The points are known by their products.
class NearestPoint {
public:
    explicit NearestPoint(SquareMatrix products) : products_(std::move(products)), weights_(products_.size())
    {
        std::size_t nearest = 0;
        for (std::size_t i = 0; i < products_.size(); ++i) {
            largest_ = std::max(largest_, products_(i, i));
            if (products_(i, i) < products_(nearest, nearest)) nearest = i;
        }
        support_ = {nearest};
        weights_[nearest] = 1;
    }

    std::vector<double> weights()
    {
        // Each round takes a point in and comes nearer: no support is met twice, but for what rounding does.
        for (std::size_t round = 0; round < most_rounds * products_.size() && take_in() && settle(); ++round) {}
        return weights_;
    }

private:
    double along(std::size_t point) const
    {
        double sum = 0;
        for (auto i : support_) sum += weights_[i] * products_(i, point);
        return sum;
    }

    // The point that lies farthest on this side of the plane through the nearest one so far. False: there is none.
    bool take_in()
    {
        double length = 0;
        for (auto i : support_) length += weights_[i] * along(i);
        std::size_t best = 0;
        double least = HUGE_VAL;
        for (std::size_t i = 0; i < products_.size(); ++i)
            if (double here = along(i); here < least) least = here, best = i;
        if (!(least < length - nothing * largest_) || std::ranges::count(support_, best) > 0) return false;
        support_.push_back(best);
        return true;
    }

    // To the point nearest to zero of the plane through the support; what would weigh less than nothing leaves it on the way.
    bool settle()
    {
        for (;;) {
            auto wanted = nearest_of_plane();
            if (!wanted) return false;
            double step = 1;
            for (std::size_t i = 0; i < support_.size(); ++i)
                if (double now = weights_[support_[i]], then = (*wanted)[i]; then < nothing)
                    step = std::min(step, now > then ? now / (now - then) : 0);
            for (std::size_t i = 0; i < support_.size(); ++i) {
                auto& weight = weights_[support_[i]];
                weight += step * ((*wanted)[i] - weight);
            }
            if (step >= 1) return true;
            auto taken_in = support_.back();
            auto is_out = [&](std::size_t i) { return weights_[i] < nothing; };
            for (auto i : support_)
                if (is_out(i)) weights_[i] = 0;
            std::erase_if(support_, is_out);
            if (support_.back() != taken_in) return false;
        }
    }

    // Least under the condition that the weights are 1 together: Lagrange's equations.
    std::optional<std::vector<double>> nearest_of_plane() const
    {
        auto n = support_.size();
        SquareMatrix system(n + 1);
        for (std::size_t i = 0; i < n; ++i) {
            system(i, n) = system(n, i) = 1;
            for (std::size_t j = 0; j < n; ++j) system(i, j) = largest_ > 0 ? products_(support_[i], support_[j]) / largest_ : 0;
        }
        auto inverse = inverse_of(std::move(system));
        if (!inverse) return std::nullopt;
        std::vector<double> weights;
        for (std::size_t i = 0; i < n; ++i) weights.push_back((*inverse)(i, n));
        return weights;
    }

    SquareMatrix products_;
    std::vector<double> weights_;
    std::vector<std::size_t> support_;
    double largest_ = 0;
};

// The units that may stand for another, weighed; `products` are those of all units.
std::vector<double> weigh(const SquareMatrix& products, std::size_t unit, std::span<const std::size_t> donors)
{
    SquareMatrix apart(donors.size());
    for (std::size_t i = 0; i < donors.size(); ++i)
        for (std::size_t j = 0; j < donors.size(); ++j)
            apart(i, j) =
                products(donors[i], donors[j]) - products(donors[i], unit) - products(unit, donors[j]) + products(unit, unit);
    return NearestPoint{std::move(apart)}.weights();
}

std::vector<std::size_t> observed_rows(const EffectData& data, RowRange range)
{
    std::vector<std::size_t> rows;
    for (auto row = range.first; row <= range.last; ++row)
        if (!std::isnan(data.response[row])) rows.push_back(row);
    return rows;
}

// The series first, then the controls.
std::vector<std::vector<double>> units_at(const EffectData& data, std::span<const std::size_t> rows)
{
    std::vector<std::vector<double>> units(data.control_count + 1);
    for (auto row : rows) {
        units[0].push_back(data.response[row]);
        for (std::size_t i = 0; i < data.control_count; ++i) units[i + 1].push_back(data.controls[row * data.control_count + i]);
    }
    return units;
}

using Units = std::vector<std::vector<double>>;

double mean_of(std::span<const double> values)
{
    double sum = 0;
    for (double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double spread_of(std::span<const double> values)
{
    double mean = mean_of(values), squares = 0;
    for (double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size()));
}

std::vector<double> gaps(const Units& units, std::size_t unit, std::span<const std::size_t> donors,
                         std::span<const double> weights)
{
    auto gap = units[unit];
    for (std::size_t row = 0; row < gap.size(); ++row) {
        double stands_for = 0;
        for (std::size_t i = 0; i < donors.size(); ++i) stands_for += weights[i] * units[donors[i]][row];
        gap[row] -= stands_for;
    }
    return gap;
}

double root_mean_square(std::span<const double> values)
{
    double squares = 0;
    for (double value : values) squares += value * value;
    return std::sqrt(squares / static_cast<double>(values.size()));
}

double growth(double before, double after, double spread) { return after / std::max(before, least_rmspe_share * spread); }

}  // namespace

std::vector<double> closest_mean(std::span<const double> target, std::span<const double> columns)
{
    Units units{{target.begin(), target.end()}};
    std::vector<std::size_t> donors;
    for (std::size_t at = 0; at + target.size() <= columns.size(); at += target.size()) {
        donors.push_back(units.size());
        auto column = columns.subspan(at, target.size());
        units.emplace_back(column.begin(), column.end());
    }
    return weigh(products_of(units), 0, donors);
}

std::optional<SyntheticControl> synthetic_control(const EffectData& data)
{
    if (data.control_count < least_synthetic_controls) return std::nullopt;
    auto before = units_at(data, observed_rows(data, data.pre)), after = units_at(data, observed_rows(data, data.post));
    auto products = products_of(before);

    SyntheticControl found{.of = static_cast<int>(before.size())};
    for (std::size_t unit = 0; unit < before.size(); ++unit) {
        // The series itself, in which there may be an effect, stands for nobody.
        std::vector<std::size_t> donors;
        for (std::size_t other = 1; other < before.size(); ++other)
            if (other != unit) donors.push_back(other);
        auto weights = weigh(products, unit, donors);
        auto apart = gaps(after, unit, donors, weights);
        double rmspe_before = root_mean_square(gaps(before, unit, donors, weights)), rmspe_after = root_mean_square(apart);
        double spread = spread_of(before[unit]);
        double ratio = growth(rmspe_before, rmspe_after, spread);
        if (unit > 0) {
            if (ratio >= found.ratio) ++found.rank;
            continue;
        }
        found.rank = 1;
        found.weights = std::move(weights);
        found.actual = mean_of(after[0]);
        found.effect = mean_of(apart);
        found.predicted = found.actual - found.effect;
        found.cumulative_effect = found.effect * static_cast<double>(apart.size());
        found.rmspe_before = rmspe_before;
        found.rmspe_after = rmspe_after;
        found.ratio = ratio;
        found.fits = rmspe_before < spread;
    }
    found.p = static_cast<double>(found.rank) / found.of;
    return found;
}

}  // namespace favilla::analytics
