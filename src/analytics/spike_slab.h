// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/spike_slab.h — a regression that chooses its own columns: each is in or out (the spike), and those that are in have
// normal coefficients around zero (the slab). George and McCulloch, "Approaches for Bayesian variable selection", Statistica
// Sinica 7 (1997); the slab is Zellner's g-prior, shrunk towards its diagonal as Scott and Varian do ("Predicting the present
// with Bayesian structural time series", 2014).
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "analytics/generator.h"

namespace favilla::analytics {

struct SlabPrior {
    std::size_t size = 0;
    std::vector<double> precision;  // size × size; times 1/noise variance it is that of the coefficients that are in
    std::vector<double> inclusion;  // the chance of each to be in, before the data
};

// For the columns of a design, row by row: a hundredth of an observation's information, half of it from the diagonal alone;
// `expected` columns are in, all when there are no more than that; a column of zeros never.
SlabPrior slab_prior(std::span<const double> design, std::size_t columns, double expected);

// What is believed of the coefficients that are in, before they are drawn: normal with these means and the precision L L'.
struct CoefficientBelief {
    std::vector<std::size_t> chosen;
    std::vector<double> means, factor;  // L, row by row; above the diagonal nothing is said

    double variance_of(std::span<const double> weights) const;  // of the weighted sum; as many weights as are chosen
};

struct Coefficients {
    std::vector<char> in;
    std::vector<double> values;  // 0 where out
    CoefficientBelief belief = {};

    std::size_t count() const;
};
Coefficients first_coefficients(const SlabPrior&);  // in are those that must be, at 0

// β'Ω⁻¹β, the slab's quadratic form.
double slab_form(const Coefficients&, const SlabPrior&);

// What the data say: X'V⁻¹X and X'V⁻¹y, with V the covariance of all that the columns do not explain.
struct RegressionSums {
    std::vector<double> products;  // size × size
    std::vector<double> with_response;
};

// One turn of the sampler: every column may go in or out, one in may change places with one out, and all coefficients are
// drawn anew; each given all the others, with the coefficients integrated out where columns change.
Coefficients redraw(const Coefficients&, const SlabPrior&, const RegressionSums&, double noise_variance, Generator&);

}  // namespace favilla::analytics
