// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening_bursts.h — days on which much more was said than was to be expected. What is expected of a day comes from the eight
// weeks before it: their level, the rhythm of the week, and how far days scatter around both. A day is loud where so many posts, or more,
// would come by chance on less than one day in 500 (negative binomial). With that, of days on which nothing happened, at most about one a
// year is called loud, also where days scatter much more than by chance alone: listening_bursts_test.cpp holds it by simulation.
// docs/methods/listening.en.md.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace favilla::conversations {

inline constexpr int baseline_days = 56, least_baseline_days = 28;
inline constexpr std::int64_t least_burst_posts = 3;
inline constexpr double loud_probability = 1.0 / 500;
inline constexpr int false_alarms_a_year = 1;  // at most, as stated

struct DayJudged {
    double expected = 0;
    std::int64_t limit = 0;  // so many are not loud yet
    double p = 1;            // of so many or more
    bool is_loud = false;
};
// Posts a day, one after the other; none of the first days, before which too little is known.
std::vector<std::optional<DayJudged>> judge_days(std::span<const std::int64_t> posts);

struct Burst {  // loud days without a quiet one between them
    std::size_t first = 0, last = 0, peak = 0;
    std::int64_t posts = 0;
    double expected = 0;
    double p = 1;  // of its most unlikely day
};
std::vector<Burst> bursts_of(std::span<const std::int64_t> posts, std::span<const std::optional<DayJudged>>);

// P(X >= count) where X has that mean and variance: negative binomial, Poisson where the variance is no greater.
double overdispersed_tail(std::int64_t count, double mean, double variance);

}  // namespace favilla::conversations
