// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/sheet.h — the hours that people give to a page: by a clock that runs while they hold what they took, or by hand; booked to the page, to an
// effort or to a group. Each person's lines are theirs to see and to correct; others see sums, unless that person shares.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/efforts.h"
#include "base/result.h"
#include "desk/items.h"

namespace favilla::desk {

using HoursId = Id<struct DeskHoursTag>;

enum class MadeBy {
    Hand,
    Timer,
    Cut  // the clock was forgotten: it stops by itself when the claim is over
};
std::string_view name_of(MadeBy);

struct HoursDraft {
    AccountId page, person;
    std::int64_t day = 0;  // in the zone of the page
    std::int64_t minutes = 0;
    std::optional<analytics::EffortId> effort;
    std::optional<AccountId> group;
    std::string note;
};
struct HoursLine : HoursDraft {
    HoursId id;
    std::optional<ItemId> item;
    MadeBy made_by = MadeBy::Hand;
    Time changed_at;
};

inline constexpr std::int64_t most_minutes_a_line = 24 * 60;
inline constexpr std::int64_t oldest_line = 366;  // days
inline constexpr std::size_t most_hours_note = 300;
inline constexpr std::int64_t most_lines_a_day = 200;

// Where a line may be booked: efforts of the house that measure this page (all of them for who moderates the house); groups that the person
// has a part in leading.
struct BookedTo {
    std::vector<analytics::Effort> efforts;
    std::vector<AccountId> groups;
};
BookedTo may_book_to(db::Reader&, AccountId page, AccountId person);

// Refuse: Invalid "rhythm.minutes" {most}, "rhythm.day", "rhythm.note" {most}, "rhythm.effort", "rhythm.group", "rhythm.both", "rhythm.too_many" {most};
// NotFound "record.not_found" of what is not theirs.
Result<HoursId> book_hours(db::Transaction&, const HoursDraft&, Time now);
Result<void> correct_hours(db::Transaction&, HoursId, const HoursDraft&, Time now);
Result<void> strike_hours(db::Transaction&, HoursId, AccountId page, AccountId person);

// All of them, for whatever page, the oldest first: for the person alone.
std::vector<HoursLine> all_hours_of(db::Reader&, AccountId person);
// Of days, both included, by day and as they came.
std::vector<HoursLine> hours_of_person(db::Reader&, AccountId page, AccountId person, std::int64_t first, std::int64_t last);
struct HoursSum {
    std::int64_t minutes = 0, people = 0;
};
HoursSum hours_of_page(db::Reader&, AccountId page, std::int64_t first, std::int64_t last);
// What was booked to it: in all, whoever gave it.
std::int64_t minutes_for(db::Reader&, analytics::EffortId);

struct DeskTimer {
    AccountId page;
    ItemId item;
    Time started_at;
};
std::optional<DeskTimer> find_desk_timer(db::Reader&, AccountId person);
// One runs at a time: what ran is booked. A clock runs as long as a claim lasts, and not longer.
void start_desk_timer(db::Transaction&, const Item&, AccountId person, Time now);
// The clock that runs with that item, or whichever runs.
void stop_desk_timer(db::Transaction&, AccountId person, std::optional<ItemId>, Time now);
// The same, where it ran for less than a minute without a line.
void drop_desk_timer(db::Transaction&, AccountId person, ItemId, Time now);
// Clocks that were forgotten.
void cut_timers(db::Transaction&, Time now);

// Whether those who lead the page see this person's own figures and lines.
bool shares(db::Reader&, AccountId page, AccountId person);
void choose_sharing(db::Transaction&, AccountId page, AccountId person, bool wanted);
std::vector<AccountId> who_shares(db::Reader&, AccountId page);  // of its team

}  // namespace favilla::desk
