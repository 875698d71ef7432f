// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/attribution.h — what part channels had in what was reached, from the paths by which people came. It shares out; it says nothing about
// what would not have happened otherwise (see effect for that).
// Beside first, last and linear shares: the removal effect in a first-order Markov chain (Anderl, Becker, von Wangenheim, Schumann,
// "Mapping the customer journey", Int. J. Res. Marketing 33 (2016)), by solving its equations and not by drawing from it.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace favilla::analytics {

inline constexpr std::size_t most_channels = 1000;

struct Path {
    std::vector<std::size_t> channels;  // numbers from 0, in the order in which they were met; at least one
    double conversions = 0;             // how many who came so reached what was to be reached
    double nulls = 0;                   // and how many did not
    double value = 0;                   // of these conversions, all together
};

struct ChannelShare {
    double first = 0, last = 0, linear = 0, markov = 0;                          // of the conversions; each sums to them all
    double first_value = 0, last_value = 0, linear_value = 0, markov_value = 0;  // of their value, likewise
    double removal_effect = 0;  // the part of the conversions lost if whoever meets it were lost
};

struct Attribution {
    double conversions = 0, value = 0;
    double conversion_probability = 0;  // of the chain, from its start; equals conversions over all
    std::vector<ChannelShare> channels;
};

// `channels` is how many there are, at most most_channels; weights are 0 or more, and some path has one.
Attribution attribute(std::span<const Path>, std::size_t channels);

}  // namespace favilla::analytics
