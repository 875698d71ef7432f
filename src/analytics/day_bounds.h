// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/day_bounds.h — a day of UTC as a column says it: as itself, as a moment, or in the ids that were made on it, which SQL tells
// by `id / 5662310400000`.
#pragma once
#include "analytics/house_measures.h"
#include "base/ids.h"
#include "base/time.h"

namespace favilla::analytics {

inline constexpr std::int64_t ids_a_day = days(1).milliseconds << id_time_shift;
static_assert(ids_a_day == 5662310400000);

inline constexpr DaySpan every_day{0, 1'600'000};  // as far as ids go: to the year 6350

enum class Bound { Days, Milliseconds, Ids };

// The first value of the day.
constexpr std::int64_t lower_bound(Bound bound, std::int64_t day)
{
    switch (bound) {
    case Bound::Days: break;
    case Bound::Milliseconds: return day * days(1).milliseconds;
    case Bound::Ids: return day * ids_a_day;
    }
    return day;
}

}  // namespace favilla::analytics
