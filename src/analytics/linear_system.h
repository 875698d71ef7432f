// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/linear_system.h — square matrices of doubles, and their inverse by Gauss and Jordan with partial pivoting: 2 n³ operations, so
// for n up to about a thousand.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

namespace favilla::analytics {

class SquareMatrix {
public:
    explicit SquareMatrix(std::size_t n) : n_(n), cells_(n * n) {}
    double& operator()(std::size_t row, std::size_t column) { return cells_[row * n_ + column]; }
    double operator()(std::size_t row, std::size_t column) const { return cells_[row * n_ + column]; }
    std::size_t size() const { return n_; }

private:
    std::size_t n_;
    std::vector<double> cells_;
};

// None when it has none, as far as doubles tell.
std::optional<SquareMatrix> inverse_of(SquareMatrix);

}  // namespace favilla::analytics
