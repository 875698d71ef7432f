// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/rhythm.h — how a page's team keeps at it: what came and was settled day by day, how long people waited, which weeks held the pace that was
// chosen, who carried what, and what will lie there in the days to come. docs/methods/rhythm.en.md.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analytics/response_times.h"
#include "desk/backlog.h"
#include "desk/pace.h"
#include "desk/settings.h"
#include "desk/waits.h"

namespace favilla::desk {

struct FlowDay {
    std::int64_t day = 0;                // in the zone of the page
    std::int64_t came = 0, settled = 0;  // what began to wait; what ended, however
    std::int64_t waiting = 0;            // at the end of the day, or now
};

// Of what began to wait: hours of the page's own until an answer. What waits still, was taken back or needed none, had waited so long by then without
// one (right-censored).
struct Answered {
    analytics::SurvivalCurve curve;
    double target = 0;  // hours
    std::optional<double> within, within_lower,
        within_upper;  // the share answered by then; none: nobody was observed for so long
};
// 95 %, by Greenwood's error on the log(−log) scale, so that no bound leaves 0 to 1.
Answered answered_within(analytics::SurvivalCurve, double target);

struct Steadiness {
    std::vector<WeekDone> weeks;  // in order; the last one may not be over
    InRow row;
    std::optional<double> gap;     // days: the worst between posts of the page, planned days left out
    std::optional<double> bursts;  // of the intervals between posts
    std::int64_t posts = 0;
};

struct Carried {
    AccountId person;
    std::int64_t settled = 0;  // answered, thanked, done, set aside
    std::int64_t minutes = 0;  // booked
};

struct RhythmAsk {
    AccountId page;
    std::int64_t weeks = 13;  // that are looked back on, this one included
};
inline constexpr std::int64_t least_weeks_shown = 2, most_weeks_shown = 53;

struct Rhythm {
    std::int64_t first_day = 0, last_day = 0;  // of what follows; the last is today
    std::vector<FlowDay> flow;
    Answered answered;
    Steadiness steadiness;
    std::vector<Carried> carried;  // by person
    Pace pace;
    PageSettings settings;
};
Rhythm rhythm_of(db::Reader&, const RhythmAsk&, Time now);

// Of all: what somebody sees who is not to see each one's.
Carried sum_of(const std::vector<Carried>&);

struct ForecastAsk {
    AccountId page;
    std::optional<std::int64_t> people;   // none: those who answer and are not away, day by day
    std::optional<std::int64_t> minutes;  // of each, a day; none: as the pace says
};
inline constexpr std::int64_t most_people_asked = 100;
inline constexpr std::int64_t forecast_days = 7, forecast_history = 26;  // weeks

enum class ForecastState { TooLittle, NobodyThere, KeepsUp, MayFallBehind, FallsBehind };
std::string_view name_of(ForecastState);

struct ForecastDay {
    std::int64_t day = 0;
    BacklogLook look;  // when the hours of that day are over
};
struct Forecast {
    ForecastState state = ForecastState::TooLittle;
    std::int64_t weeks = 0, came = 0, handled = 0;  // the history it was learned from
    std::int64_t people = 0, minutes = 0;           // on the last of these days; of each
    double given = 0;                               // hours in all of them
    double handling = 0;                            // the mean, in hours
    std::uint64_t seed = 0;
    std::vector<ForecastDay> days;
};
Forecast forecast_of(db::Reader&, const ForecastAsk&, Time now);
ForecastState state_of(const BacklogLook&);  // of the last day, which is spoken of

}  // namespace favilla::desk
