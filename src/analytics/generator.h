// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/generator.h — random numbers for estimates: the same seed gives the same numbers on every machine. The engine is
// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021), filled from the
// seed by SplitMix64; normal numbers are the quantiles of uniform ones, gamma numbers Marsaglia's and Tsang's ("A simple
// method for generating gamma variables", ACM TOMS 26, 2000). Not for secrets: base/crypto.h has those.
#pragma once
#include <array>
#include <cstdint>

namespace favilla::analytics {

class Generator {
public:
    explicit Generator(std::uint64_t seed);

    std::uint64_t next();
    double uniform();                          // strictly between 0 and 1, in steps of 2⁻⁵²
    std::uint64_t below(std::uint64_t bound);  // 0 … bound - 1, each equally likely; bound is at least 1
    double normal();                           // mean 0, standard deviation 1
    double gamma(double shape);                // mean and variance `shape`, which is positive

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace favilla::analytics
