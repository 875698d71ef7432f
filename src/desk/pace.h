// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/pace.h — the pace that a team chose, and who is away when: absence hands over what somebody holds, and is no lapse.
#pragma once
#include <optional>
#include <vector>

#include "base/result.h"
#include "desk/items.h"
#include "desk/steadiness.h"

namespace favilla::desk {

inline constexpr std::int64_t most_posts_a_week = 200, most_answers_a_week = 5000, most_minutes_a_day = 24 * 60;

Pace pace_of(db::Reader&, AccountId page);
// Refuses Invalid "rhythm.pace".
Result<void> choose_pace(db::Transaction&, AccountId page, const Pace&, Time now);

using AbsenceId = Id<struct DeskAbsenceTag>;

struct Absence {
    AbsenceId id;
    AccountId page, person;
    std::int64_t first_day = 0, last_day = 0;  // in the zone of the page
    std::optional<AccountId> to;               // who is given what they hold; none: it is anybody's
};
inline constexpr std::int64_t longest_absence = 366, most_absences = 50;  // days; of a person, that are not over

// What is not over, and what was over on that day or later; by when it begins.
std::vector<Absence> absences_of(db::Reader&, AccountId page, std::int64_t since_day);
std::optional<Absence> find_absence(db::Reader&, AbsenceId);
// One's own. Refuses Invalid "rhythm.absence_days" {most}, "rhythm.substitute" (not of those who answer, oneself, or away then), Conflict
// "rhythm.absences_too_many" {most}. What has begun already is handed over at once.
Result<AbsenceId> plan_absence(db::Transaction&, const Absence&, Time now);
Result<void> end_absence(db::Transaction&, AbsenceId, AccountId page, AccountId person);                  // NotFound
std::optional<std::int64_t> away_until(db::Reader&, AccountId page, AccountId person, std::int64_t day);  // the last day of it
// Absences that have begun meanwhile: what these people hold is handed over.
void begin_absences(db::Transaction&, Time now);

}  // namespace favilla::desk
