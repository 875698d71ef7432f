// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/steadiness.h"

#include <algorithm>
#include <cmath>

namespace favilla::desk {

bool is_kept(const WeekDone& week, const Pace& pace)
{
    if (!is_chosen(pace)) return week.posts + week.answers > 0;
    if (week.posts < pace.posts) return false;
    // Nobody can answer more than was asked.
    if (week.answers < std::min(pace.answers, week.due)) return false;
    return week.in_time * 100 >= pace.within * week.due;
}

bool is_idle(const WeekDone& week, const Pace& pace)
{
    return is_chosen(pace) && pace.posts == 0 && week.due == 0 && week.answers == 0;
}

InRow weeks_in_row(std::span<const WeekDone> weeks, const Pace& pace)
{
    InRow row;
    for (const auto& week : weeks) {
        if (week.is_off || is_idle(week, pace)) continue;
        if (is_kept(week, pace))
            ++row.now;
        else if (week.is_over)
            row.now = 0;
        row.longest = std::max(row.longest, row.now);
    }
    return row;
}

std::optional<double> worst_gap(std::span<const double> days, const std::set<std::int64_t>& planned)
{
    std::optional<double> worst;
    for (std::size_t n = 1; n < days.size(); ++n) {
        auto first = planned.upper_bound(static_cast<std::int64_t>(std::floor(days[n - 1])));
        auto last = planned.lower_bound(static_cast<std::int64_t>(std::floor(days[n])));
        bool in_order = days[n] > days[n - 1] && first != planned.end() && (last == planned.end() || *first <= *last);
        auto off = in_order ? static_cast<double>(std::distance(first, last)) : 0;
        worst = std::max(worst.value_or(0), days[n] - days[n - 1] - off);
    }
    return worst;
}

std::optional<double> burstiness(std::span<const double> intervals)
{
    if (intervals.size() < 3) return std::nullopt;
    auto n = static_cast<double>(intervals.size());
    double mean = 0, squares = 0;
    for (auto one : intervals) mean += one / n;
    for (auto one : intervals) squares += (one - mean) * (one - mean) / n;
    if (mean <= 0) return std::nullopt;
    double r = std::sqrt(squares) / mean;
    return (std::sqrt(n + 1) * r - std::sqrt(n - 1)) / ((std::sqrt(n + 1) - 2) * r + std::sqrt(n - 1));
}

}  // namespace favilla::desk
