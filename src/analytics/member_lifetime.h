// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/member_lifetime.h — who is still there, from when they were active: the BG/BB model (Fader, Hardie, Shang, "Customer-Base Analysis in a
// Discrete-Time Noncontractual Setting", Marketing Science 29 (2010)). In each period one who is there is active with a chance of their own
// (Beta(α, β) among people) and then goes for good with another (Beta(γ, δ)).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace favilla::analytics {

struct Activity {
    std::int64_t frequency = 0;  // x: in how many periods after the first they were active
    std::int64_t recency = 0;    // t_x: the last of these; 0 where there is none
    std::int64_t periods = 0;    // n: how many were seen; 0 ≤ x ≤ t_x ≤ n, and x = 0 only with t_x = 0
    double weight = 1;           // how many people
};

inline constexpr std::int64_t most_periods = 10'000;

struct LifetimeModel {
    double alpha = 1, beta = 1, gamma = 1, delta = 1;
};

struct LifetimeFit {
    LifetimeModel model;
    double log_likelihood = 0;
    bool at_edge = false;  // a parameter went as far as is looked: these people do not tell it
};

// Of one person (equation 5).
double log_likelihood(const LifetimeModel&, const Activity&);

// That they are there in the period after the last one seen (equation 11).
double probability_alive(const LifetimeModel&, const Activity&);

// In how many of the next `ahead` periods they are to be expected active (equation 13, summed period by period).
double expected_active(const LifetimeModel&, const Activity&, std::int64_t ahead);

// The most likely parameters, between 10⁻⁴ and 10⁴, by quasi-Newton steps (BFGS) on their logarithms from four fixed points; the same for the
// same rows, to the digit.
LifetimeFit fit_lifetime(std::span<const Activity>);

// How many of these people are there in the period after the last one seen, and where 95 % lie: by chance, given the parameters, and by how
// little these rows tell of the parameters.
struct AliveEstimate {
    double people = 0, alive = 0, lower = 0, upper = 0;
};
AliveEstimate estimate_alive(const LifetimeFit&, std::span<const Activity>);

}  // namespace favilla::analytics
