// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/calendar_times.h — what analytics/best_times.h is asked of a page: how its own posts of the last year were answered within a day, by the
// hour at which they went out, and when people answer it and like what it says; by the clock of its zone, authentic acts alone.
#pragma once
#include <array>
#include <vector>

#include "analytics/best_times.h"
#include "base/ids.h"
#include "base/time_zone.h"
#include "db/database.h"

namespace favilla::desk {

inline constexpr Duration answered_within = days(1), times_history = days(365), audience_history = days(90);
inline constexpr int most_timed_posts = 1'000;
inline constexpr int least_audience_acts = 50, least_audience_people = 10;

struct Audience {
    std::int64_t acts = 0, people = 0;
    bool is_enough() const { return acts >= least_audience_acts && people >= least_audience_people; }
    std::array<std::int64_t, analytics::week_parts> parts{};  // acts
};

// What the page began between two moments, by its time: each with the answers that it had within a day.
struct AnsweredTime {
    Time at;
    std::int64_t answers = 0;
};
std::vector<AnsweredTime> answered_between(db::Reader&, AccountId page, Time from, Time until);

struct PageTimes {
    TimeZone zone;
    analytics::BestTimes times;
    Audience audience;
};
PageTimes times_of(db::Reader&, AccountId page, Time now);

}  // namespace favilla::desk
