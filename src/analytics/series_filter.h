// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/series_filter.h — the filter of analytics/kalman.h as the sampler needs it, some thousand times in a row: the same
// model and the same answers, without what is not asked for. A season is kept in a ring, so that a step writes one row and not
// all; a level alone stops counting once its gain stands still. The first state has variance 1, which fits a standardised
// series.
#pragma once
#include <span>
#include <vector>

#include "analytics/kalman.h"

namespace favilla::analytics {

struct FilterRun {
    double log_likelihood = 0;  // but for the constant that counts log 2π
    StateBelief next;           // about the step after the last
};

struct FilteredColumns {
    // Generalised least squares' sums of products, columns × columns: of what is left of each column, divided by the standard
    // deviation of the response's error.
    std::vector<double> products;
    std::vector<double> next_means;  // columns × state: where each ends
};

class SeriesFilter {
public:
    SeriesFilter(int season, double first_level) : season_{season}, size_{state_size(season)}, first_level_{first_level} {}

    // NaN: not observed.
    FilterRun run(std::span<const double> values, const LevelVariances&) const;

    // The columns of a table (`columns` values a row) go through the same filter as the response, which is the
    // last of them. Rows whose response is NaN are passed over.
    FilteredColumns filter_columns(std::span<const double> table, std::size_t columns, const LevelVariances&) const;

private:
    int season_;
    std::size_t size_;
    double first_level_;
};

}  // namespace favilla::analytics
