// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/portable_math.h — the few functions that figures are made of, from additions, multiplications, divisions and square
// roots alone, which IEEE 754 rounds in one way: the same input gives the same bytes on every machine and with every C library.
// Who includes this has no product and sum fused either: a fused one is rounded once where two roundings are meant.
#pragma once

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

namespace favilla::analytics {

// Relative error below 1e-15. The logarithm of what is not a positive finite number is a NaN; exponentials beyond the range
// of normal doubles are 0 and infinity.
double natural_log(double);
double exponential(double);

// Φ(x), the chance that a standard normal number is at most x: relative error below 1e-14 down to x = -37. Cody, "Rational
// Chebyshev approximations for the error function", Math. Comp. 23 (1969).
double normal_cdf(double);
double normal_density(double);

// The x with Φ(x) = p; p lies strictly between 0 and 1. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988): 1e-16.
double normal_quantile(double p);

}  // namespace favilla::analytics
