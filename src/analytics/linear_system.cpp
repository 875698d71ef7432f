// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/linear_system.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace favilla::analytics {

std::optional<SquareMatrix> inverse_of(SquareMatrix matrix)
{
    auto n = matrix.size();
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) largest = std::max(largest, std::abs(matrix(i, j)));
    const double nothing = largest * static_cast<double>(n) * std::numeric_limits<double>::epsilon();

    SquareMatrix inverse(n);
    for (std::size_t i = 0; i < n; ++i) inverse(i, i) = 1;
    auto swap_rows = [n](SquareMatrix& m, std::size_t a, std::size_t b) {
        for (std::size_t j = 0; j < n; ++j) std::swap(m(a, j), m(b, j));
    };
    for (std::size_t column = 0; column < n; ++column) {
        auto pivot = column;
        for (auto row = column + 1; row < n; ++row)
            if (std::abs(matrix(row, column)) > std::abs(matrix(pivot, column))) pivot = row;
        if (!(std::abs(matrix(pivot, column)) > nothing)) return std::nullopt;
        if (pivot != column) {
            swap_rows(matrix, pivot, column);
            swap_rows(inverse, pivot, column);
        }
        double scale = 1 / matrix(column, column);
        for (std::size_t j = 0; j < n; ++j) {
            matrix(column, j) *= scale;
            inverse(column, j) *= scale;
        }
        for (std::size_t row = 0; row < n; ++row) {
            double factor = matrix(row, column);
            if (row == column || factor == 0) continue;
            for (std::size_t j = column; j < n; ++j) matrix(row, j) -= factor * matrix(column, j);
            for (std::size_t j = 0; j < n; ++j) inverse(row, j) -= factor * inverse(column, j);
        }
    }
    return inverse;
}

}  // namespace favilla::analytics
