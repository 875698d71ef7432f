// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/best_times.h — whether what a page begins is answered more at some hours than at others: an estimate with its interval, or the
// answer that no difference is to be seen. The week is told in 24 parts, two hours each, Monday to Friday apart from Saturday and Sunday.
//
//     θ = (a + O/φ) / (a + E/φ)
//
// O: answers to the posts of a part; E: those that they would have had as the page's usual at that time; φ: how far single posts scatter;
// a = 1/τ²: how alike the parts are. Clayton and Kaldor, "Empirical Bayes estimates of age-standardized relative risks", Biometrics 43 (1987),
// with a scale for what is more scattered than a Poisson count. Without a database, a clock or words; docs/methods/best_times.en.md.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace favilla::analytics {

struct AnsweredPost {
    int hour_of_week = 0;  // by the page's clock; 0: Monday, 0:00 to 0:59
    std::int64_t answers = 0;
};

inline constexpr int week_parts = 24, hours_in_part = 2;
constexpr int week_part_of(int hour_of_week)
{
    return (hour_of_week >= 5 * 24 ? week_parts / 2 : 0) + hour_of_week % 24 / hours_in_part;
}

inline constexpr int posts_in_block = 20;     // whose mean is the page's usual at that time
inline constexpr int least_timed_posts = 60;  // with fewer, nothing is told
inline constexpr int least_timed_answers = 60;
inline constexpr int least_parts_used = 3, least_posts_in_part = 5;  // so many parts, each with so many posts
inline constexpr double least_spread = 0.1;                          // τ: hours are not believed to be more alike than that
inline constexpr int timed_shuffles = 1'999;
inline constexpr double differs_below = 0.05;

struct PartTime {
    std::int64_t posts = 0, answers = 0;
    double expected = 0;
    double ratio = 1, lower = 1, upper = 1;  // against the page's usual; 95 %
    bool better = false, worse = false;      // only where hours differ at all, and the interval lies to one side
};

enum class TimesState { TooLittle, NoDifference, Differs };
std::string_view name_of(TimesState);  // "too_little", "no_difference", "differs"

struct BestTimes {
    TimesState state = TimesState::TooLittle;
    std::int64_t posts = 0, answers = 0;
    double usual = 0;       // answers to a post, of the last block
    double dispersion = 1;  // φ
    double spread = 0;      // τ, as it was found
    double p = 1;           // of differences as large as these where hours mean nothing
    std::array<PartTime, week_parts> parts;
};
// Posts in the order in which they went out.
BestTimes best_times(std::span<const AnsweredPost>, std::uint64_t seed = 1);

}  // namespace favilla::analytics
