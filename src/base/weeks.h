// SPDX-License-Identifier: AGPL-3.0-or-later
// base/weeks.h — days as numbers since 1970-01-01, which was a Thursday, and the weeks in which they lie.
#pragma once
#include <cstdint>

namespace favilla {

inline constexpr std::int64_t days_of_week = 7;

constexpr std::int64_t weekday_of(std::int64_t day)
{
    return ((day + 3) % days_of_week + days_of_week) % days_of_week;
}  // 0: Monday
constexpr std::int64_t monday_of(std::int64_t day) { return day - weekday_of(day); }  // of its week

}  // namespace favilla
