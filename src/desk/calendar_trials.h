// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/calendar_trials.h — whether an hour causes anything, where a team wants to know: it agrees on two hours, and for each day chance draws one
// of them. What the page begins on a day counts for the hour that was drawn, whenever it went out, so that days on which the draw was not kept
// bias nothing. Nothing is posted by itself, and nothing is told before the last day is over, so that nobody stops at a lucky moment.
#pragma once
#include <optional>
#include <vector>

#include "analytics/randomisation.h"
#include "base/crypto.h"
#include "desk/calendar.h"

namespace favilla::desk {

using CalendarTrialId = Id<struct CalendarTrialTag>;

struct TrialDay {
    std::int64_t day = 0;  // since 1970-01-01
    bool is_first = false;
};

struct CalendarTrial {
    CalendarTrialId id;
    AccountId page, proposed_by;
    std::optional<AccountId> agreed_by;
    int first_hour = 0, second_hour = 0;  // minutes of the day, by the page's clock
    std::int64_t first_day = 0;
    int weeks = 4;
    int weekdays = 0;            // bits, Monday the lowest
    std::vector<TrialDay> days;  // drawn; none before it is agreed
    std::int64_t last_day() const { return first_day + weeks * std::int64_t{7} - 1; }
};

inline constexpr int most_trial_weeks = 12;
inline constexpr Duration kept_within = hours(1);  // of the hour that was drawn

std::vector<CalendarTrial> trials_of(db::Reader&, AccountId page);  // newest first
// By an editor or owner, for days to come. Refuses Forbidden "page.not_allowed", Invalid "calendar.trial_hours" (two different ones),
// "calendar.trial_days", "calendar.trial_too_few" (chance has to have forty ways at least), Conflict "calendar.trial_open".
Result<CalendarTrialId> propose_trial(db::Transaction&, const community::Page&, const social::Voice&, const CalendarTrial&,
                                      Time now);
// By another editor or owner, or by the one there is; then chance draws, in each week half of the days for the first hour. Refuses NotFound,
// Forbidden "page.not_allowed", "calendar.trial_own", Conflict "calendar.trial_agreed", "calendar.trial_begun".
Result<void> agree_to_trial(db::Transaction&, const community::Page&, const social::Voice&, CalendarTrialId, const Random&,
                            Time now);
Result<void> end_trial(db::Transaction&, const community::Page&, const social::Voice&, CalendarTrialId, Time now);

struct TrialResult {
    analytics::RandomisationTest test;  // answers to what was begun on a day: those drawn for the first hour less the others
    std::int64_t days = 0, kept = 0;    // kept: something went out within an hour of what was drawn
};
// None before every answer that counts can have come: a day behind its last one.
std::optional<TrialResult> result_of(db::Reader&, const CalendarTrial&, Time now);

}  // namespace favilla::desk
