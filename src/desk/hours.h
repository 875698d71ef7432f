// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/hours.h — when somebody is there to answer, and by when they mean to have done it. Without a database and a clock.
#pragma once
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/time_zone.h"

namespace favilla::desk {

struct Span {  // minutes of a day, the end not included: {540, 780} is 9:00 to 13:00
    int from = 0, to = 0;
    friend constexpr bool operator==(Span, Span) = default;
};
using Week = std::array<std::vector<Span>, 7>;  // Monday first; spans in order, none touching the next

inline constexpr std::size_t most_spans = 4;  // of a day

struct Hours {
    TimeZone zone;
    Week week;
    std::set<std::int64_t> holidays;  // days since 1970-01-01 on the calendar there
};

// The moment at which so much of those hours has gone by since then. Where nobody is ever there, or not within two years, the clock on the
// wall counts: since + target.
Time due_after(const Hours&, Time since, Duration target);
// How much of those hours went by between them: what due_after goes the other way. Where nobody is ever there, the clock on the wall counts.
Duration time_between(const Hours&, Time from, Time until);
// How much of that day somebody is there.
Duration time_on(const Hours&, std::int64_t day);

// Of that moment on the clock there: 0 is Monday, 0:00 to 0:59.
int hour_of_week(const TimeZone&, Time);

// As a day is written: "09:00-13:00 14:00-18:00"; empty: nobody is there. None when it is not that, or spans touch.
std::optional<std::vector<Span>> parse_day(std::string_view);
std::string day_text(const std::vector<Span>&);
// Seven days with commas between.
std::optional<Week> parse_week(std::string_view);
std::string week_text(const Week&);

}  // namespace favilla::desk
