// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/series_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

// The logarithm of a product, taken once in a while.
class LogProduct {
public:
    void multiply(double factor)
    {
        product_ *= factor;
        if (product_ > 1e-100 && product_ < 1e100) return;
        sum_ += natural_log(product_);
        product_ = 1;
    }
    double value() const { return sum_ + natural_log(product_); }

private:
    double product_ = 1, sum_ = 0;
};

// The variance of a level's belief, step by step. It settles, and is then no longer counted.
class LevelSpread {
public:
    explicit LevelSpread(const LevelVariances& variances) : variances_{variances} {}

    void observe()
    {
        if (settled_) return;
        error_variance = spread_ + variances_.observation;
        precision = 1 / error_variance;
        gain = spread_ * precision;
        double next = gain * variances_.observation + variances_.level;
        settled_ = std::abs(next - spread_) <= 1e-14 * spread_;
        spread_ = next;
    }
    void pass()
    {
        spread_ += variances_.level;
        settled_ = false;
    }
    double spread() const { return spread_; }

    double error_variance = 1, precision = 1, gain = 0;

private:
    LevelVariances variances_;
    double spread_ = 1;
    bool settled_ = false;
};

// The variance of level and season. The seasons stand in slots 1 … size-1, the newest in `newest`, each older one in the slot
// after it, around: a new season takes the oldest one's slot. Of the covariance of two seasons only the newer one's row is kept
// true, so that a step writes one row and no column; the level's row is all true. Beside it stands each one's covariance with
// the sum of all seasons: the new season is minus that sum, and their sum is then minus the season that has gone.
// Where the size is fixed, so is everything's place; rows are as wide as the vector units like.
template <std::size_t Fixed>
class SeasonSpread {
    static constexpr std::size_t fixed_stride = (Fixed + 1) / 2 * 2;
    using Row = std::conditional_t<Fixed != 0, std::array<double, fixed_stride>, std::vector<double>>;
    using Block = std::conditional_t<Fixed != 0, std::array<double, Fixed * fixed_stride>, std::vector<double>>;

public:
    SeasonSpread(std::size_t size, const LevelVariances& variances) : size_{size}, variances_{variances}
    {
        if constexpr (Fixed == 0) {
            spread_.resize(size * stride());
            for (auto* row : {&with_sum_, &seen_, &gain}) row->resize(stride());
        }
        for (std::size_t i = 0; i < this->size(); ++i) {
            spread_[i * stride() + i] = 1;
            if (i > 0) with_sum_[i] = 1;
        }
    }

    void observe()
    {
        const auto wide = stride();
        for (std::size_t j = 0; j < wide; ++j) seen_[j] = spread_[j] + spread_[newest * wide + j];
        error_variance = seen_[0] + seen_[newest] + variances_.observation;
        precision = 1 / error_variance;
        sum_gain = (with_sum_[0] + with_sum_[newest]) * precision;
        for (std::size_t j = 0; j < wide; ++j) {
            gain[j] = seen_[j] * precision;
            with_sum_[j] -= sum_gain * seen_[j];
        }
        for (std::size_t i = 0; i < size(); ++i)
            for (std::size_t j = 0; j < wide; ++j) spread_[i * wide + j] -= gain[i] * seen_[j];
    }
    void advance()
    {
        const auto wide = stride();
        const auto oldest = newest == 1 ? size() - 1 : newest - 1;
        double total = 0;
        for (std::size_t j = 1; j < size(); ++j) total += with_sum_[j];
        double oldest_with_sum = with_sum_[oldest];
        auto before = with_sum_;
        for (std::size_t j = 0; j < size(); ++j) with_sum_[j] = -spread_[j * wide + oldest];
        with_sum_[oldest] = oldest_with_sum + variances_.season;
        for (std::size_t j = 0; j < wide; ++j) spread_[oldest * wide + j] = -before[j];
        spread_[oldest * wide + oldest] = total + variances_.season;
        spread_[oldest] = -before[0];
        spread_[0] += variances_.level;
        newest = oldest;
    }
    // The slot of the state's i-th part, in the order of analytics/kalman.h.
    std::size_t slot(std::size_t part) const { return part == 0 ? 0 : 1 + (newest + part - 2) % (size() - 1); }
    double covariance(std::size_t part, std::size_t other) const
    {
        return spread_[slot(std::min(part, other)) * stride() + slot(std::max(part, other))];
    }
    std::vector<double> variance() const
    {
        std::vector<double> all;
        all.reserve(size() * size());
        for (std::size_t i = 0; i < size(); ++i)
            for (std::size_t j = 0; j < size(); ++j) all.push_back(covariance(i, j));
        return all;
    }
    std::size_t size() const { return Fixed != 0 ? Fixed : size_; }
    std::size_t stride() const { return Fixed != 0 ? fixed_stride : (size_ + 1) / 2 * 2; }

    std::size_t newest = 1;
    double error_variance = 1, precision = 1, sum_gain = 0;
    Row gain{};

private:
    std::size_t size_;
    LevelVariances variances_;
    Block spread_{};
    Row with_sum_{}, seen_{};
};

template <std::size_t Fixed>
FilterRun run_season(std::span<const double> values, std::size_t size, double first_level, const LevelVariances& variances)
{
    SeasonSpread<Fixed> spread{size, variances};
    auto mean = spread.gain;  // as many zeros
    mean[0] = first_level;
    double sum = 0;  // of the seasons' means
    LogProduct product;
    double squares = 0;
    for (double value : values) {
        if (!std::isnan(value)) {
            spread.observe();
            double error = value - mean[0] - mean[spread.newest];
            product.multiply(spread.error_variance);
            squares += error * error * spread.precision;
            for (std::size_t i = 0; i < spread.stride(); ++i) mean[i] += spread.gain[i] * error;
            sum += spread.sum_gain * error;
        }
        spread.advance();
        sum = -std::exchange(mean[spread.newest], -sum);
    }
    FilterRun run{-0.5 * (product.value() + squares), {std::vector<double>(spread.size()), spread.variance()}};
    for (std::size_t part = 0; part < spread.size(); ++part) run.next.mean[part] = mean[spread.slot(part)];
    return run;
}

// Sums of products of one row of whitened values, above the diagonal; the rest is filled in at the end.
void add_products(std::vector<double>& products, std::span<const double> errors, double precision)
{
    const auto columns = errors.size();
    for (std::size_t i = 0; i < columns; ++i) {
        double weighted = errors[i] * precision;
        double* row = products.data() + i * columns;
        for (std::size_t j = i; j < columns; ++j) row[j] += weighted * errors[j];
    }
}

void mirror(std::vector<double>& products, std::size_t columns)
{
    for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t j = 0; j < i; ++j) products[i * columns + j] = products[j * columns + i];
}

FilteredColumns filter_level_columns(std::span<const double> table, std::size_t columns, double first_level,
                                     const LevelVariances& variances)
{
    std::vector<double> products(columns * columns), means(columns), errors(columns);
    means.back() = first_level;
    LevelSpread spread{variances};
    for (auto row = table.begin(); row != table.end(); row += static_cast<std::ptrdiff_t>(columns)) {
        if (std::isnan(row[static_cast<std::ptrdiff_t>(columns) - 1])) {
            spread.pass();
            continue;
        }
        spread.observe();
        for (std::size_t j = 0; j < columns; ++j) {
            errors[j] = row[static_cast<std::ptrdiff_t>(j)] - means[j];
            means[j] += spread.gain * errors[j];
        }
        add_products(products, errors, spread.precision);
    }
    mirror(products, columns);
    return {std::move(products), std::move(means)};
}

template <std::size_t Fixed>
FilteredColumns filter_season_columns(std::span<const double> table, std::size_t columns, std::size_t size, double first_level,
                                      const LevelVariances& variances)
{
    SeasonSpread<Fixed> spread{size, variances};
    std::vector<double> products(columns * columns), means(size * columns), errors(columns),
        sums(columns);  // means: slot by slot
    means[columns - 1] = first_level;
    for (std::size_t at = 0; at < table.size(); at += columns) {
        const double* row = table.data() + at;
        if (!std::isnan(row[columns - 1])) {
            spread.observe();
            const double* season = means.data() + spread.newest * columns;
            for (std::size_t j = 0; j < columns; ++j) errors[j] = row[j] - means[j] - season[j];
            for (std::size_t i = 0; i < size; ++i)
                for (std::size_t j = 0; j < columns; ++j) means[i * columns + j] += spread.gain[i] * errors[j];
            for (std::size_t j = 0; j < columns; ++j) sums[j] += spread.sum_gain * errors[j];
            add_products(products, errors, spread.precision);
        }
        spread.advance();
        double* newest = means.data() + spread.newest * columns;
        for (std::size_t j = 0; j < columns; ++j) sums[j] = -std::exchange(newest[j], -sums[j]);
    }
    mirror(products, columns);
    FilteredColumns filtered{.products = std::move(products), .next_means = {}};
    for (std::size_t j = 0; j < columns; ++j)
        for (std::size_t part = 0; part < size; ++part) filtered.next_means.push_back(means[spread.slot(part) * columns + j]);
    return filtered;
}

FilterRun run_level(std::span<const double> values, double level, const LevelVariances& variances)
{
    LevelSpread spread{variances};
    LogProduct product;
    double squares = 0;
    for (double value : values) {
        if (std::isnan(value)) {
            spread.pass();
            continue;
        }
        spread.observe();
        double error = value - level;
        level += spread.gain * error;
        product.multiply(spread.error_variance);
        squares += error * error * spread.precision;
    }
    return {-0.5 * (product.value() + squares), {{level}, {spread.spread()}}};
}

constexpr std::size_t week = 7;

}  // namespace

FilterRun SeriesFilter::run(std::span<const double> values, const LevelVariances& variances) const
{
    if (season_ < 2) return run_level(values, first_level_, variances);
    if (size_ == week) return run_season<week>(values, size_, first_level_, variances);
    return run_season<0>(values, size_, first_level_, variances);
}

FilteredColumns SeriesFilter::filter_columns(std::span<const double> table, std::size_t columns,
                                             const LevelVariances& variances) const
{
    if (season_ < 2) return filter_level_columns(table, columns, first_level_, variances);
    if (size_ == week) return filter_season_columns<week>(table, columns, size_, first_level_, variances);
    return filter_season_columns<0>(table, columns, size_, first_level_, variances);
}

}  // namespace favilla::analytics
