// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar_trials.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "analytics/generator.h"
#include "base/weeks.h"
#include "community/team_events.h"
#include "desk/calendar_times.h"
#include "jobs/events.h"

namespace favilla::desk {

namespace {

constexpr int minutes_of_day = 24 * 60, least_ways = 40;

CalendarTrial read_trial(const db::Row& row)
{
    return {.id = row.get<CalendarTrialId>(0),
            .page = row.get<AccountId>(1),
            .proposed_by = row.get<AccountId>(2),
            .agreed_by = row.get<std::optional<AccountId>>(3),
            .first_hour = row.get<int>(4),
            .second_hour = row.get<int>(5),
            .first_day = row.get<std::int64_t>(6),
            .weeks = row.get<int>(7),
            .weekdays = row.get<int>(8),
            .days = {}};
}

bool keeps(const social::Voice& voice) { return community::may(voice.role, community::PageAct::Keep, false, false); }

// In how many ways chance can draw half of the days of each week; no more is counted than matters.
int ways_of(const CalendarTrial& trial)
{
    auto days = std::popcount(static_cast<unsigned>(trial.weekdays));
    int in_week = 1;
    for (int n = 0; n < days / 2; ++n) in_week = in_week * (days - n) / (n + 1);
    int ways = 1;
    for (int week = 0; week < trial.weeks && ways < least_ways; ++week) ways *= in_week;
    return ways;
}

Result<void> check(db::Reader& reader, const CalendarTrial& trial, std::int64_t today)
{
    auto is_hour = [](int minute) { return minute >= 0 && minute < minutes_of_day; };
    if (!is_hour(trial.first_hour) || !is_hour(trial.second_hour) || trial.first_hour == trial.second_hour)
        return refuse(ErrorCode::Invalid, "calendar.trial_hours");
    if (trial.first_day <= today || trial.weeks < 1 || trial.weeks > most_trial_weeks || trial.weekdays < 1
        || trial.weekdays >= 1 << 7)
        return refuse(ErrorCode::Invalid, "calendar.trial_days", {{"max", std::to_string(most_trial_weeks)}});
    if (ways_of(trial) < least_ways) return refuse(ErrorCode::Invalid, "calendar.trial_too_few");
    for (const auto& other : trials_of(reader, trial.page))
        if (other.last_day() >= today) return refuse(ErrorCode::Conflict, "calendar.trial_open");
    return {};
}

std::uint64_t seed_from(const Random& random)
{
    std::uint64_t seed = 0;
    for (char byte : random_bytes(random, sizeof seed)) seed = seed << 8 | static_cast<unsigned char>(byte);
    return seed;
}

std::vector<TrialDay> draw(const CalendarTrial& trial, const Random& random)
{
    analytics::Generator generator{seed_from(random)};
    std::vector<TrialDay> drawn;
    for (int week = 0; week < trial.weeks; ++week) {
        std::vector<std::int64_t> days;
        for (auto day = trial.first_day + week * std::int64_t{7}, n = std::int64_t{0}; n < 7; ++day, ++n)
            if (trial.weekdays >> weekday_of(day) & 1) days.push_back(day);
        for (auto left = days.size(); left > 1; --left) std::swap(days[left - 1], days[generator.below(left)]);
        for (std::size_t n = 0; n < days.size(); ++n) drawn.push_back({days[n], n < days.size() / 2});
    }
    std::ranges::sort(drawn, {}, &TrialDay::day);
    return drawn;
}

Result<CalendarTrial> find_trial(db::Reader& reader, AccountId page, CalendarTrialId id)
{
    auto all = trials_of(reader, page);
    auto found = std::ranges::find(all, id, &CalendarTrial::id);
    if (found == all.end()) return refuse(ErrorCode::NotFound, "record.not_found");
    return *found;
}

void note(db::Transaction& tx, const social::Voice& voice, std::string_view act, CalendarTrialId id, Time now)
{
    auto object = to_string(id);
    community::note_page_act(tx, {.page = voice.page, .by = voice.person, .act = act, .object = object}, now);
    jobs::publish(tx, community::TeamChanged{voice.page, std::nullopt});
}

}  // namespace

std::vector<CalendarTrial> trials_of(db::Reader& reader, AccountId page)
{
    std::vector<CalendarTrial> trials;
    for (
        const auto& row : reader.rows(
            "SELECT id, page_id, proposed_by, agreed_by, first_hour, second_hour, first_day, weeks, weekdays FROM calendar_trials "
            "WHERE page_id = $1 ORDER BY id DESC",
            page))
        trials.push_back(read_trial(row));
    for (auto& trial : trials)
        for (const auto& row :
             reader.rows("SELECT day, is_first FROM calendar_trial_days WHERE trial_id = $1 ORDER BY day", trial.id))
            trial.days.push_back({row.get<std::int64_t>(0), row.get<bool>(1)});
    return trials;
}

Result<CalendarTrialId> propose_trial(db::Transaction& tx, const community::Page& page, const social::Voice& voice,
                                      const CalendarTrial& trial, Time now)
{
    if (!keeps(voice)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    CHECKED(check(tx, trial, zone_of(tx, page.id).local(now).day));
    auto id = tx.new_id<CalendarTrialId>(now);
    tx.run(
        "INSERT INTO calendar_trials (id, page_id, first_hour, second_hour, first_day, weeks, weekdays, proposed_by, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id, page.id, trial.first_hour, trial.second_hour, trial.first_day, trial.weeks, trial.weekdays, voice.person, now);
    note(tx, voice, "propose_trial", id, now);
    return id;
}

Result<void> agree_to_trial(db::Transaction& tx, const community::Page& page, const social::Voice& voice, CalendarTrialId id,
                            const Random& random, Time now)
{
    TRY(auto trial, find_trial(tx, page.id, id));
    if (!keeps(voice)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    if (trial.agreed_by) return refuse(ErrorCode::Conflict, "calendar.trial_agreed");
    if (trial.proposed_by == voice.person && !community::is_sole_judge(tx, page.id, voice.person))
        return refuse(ErrorCode::Forbidden, "calendar.trial_own");
    if (trial.first_day <= zone_of(tx, page.id).local(now).day) return refuse(ErrorCode::Conflict, "calendar.trial_begun");
    tx.run("UPDATE calendar_trials SET agreed_by = $2 WHERE id = $1", id, voice.person);
    for (const auto& one : draw(trial, random))
        tx.run("INSERT INTO calendar_trial_days (trial_id, day, is_first) VALUES ($1, $2, $3)", id, one.day, one.is_first);
    note(tx, voice, "agree_to_trial", id, now);
    return {};
}

Result<void> end_trial(db::Transaction& tx, const community::Page& page, const social::Voice& voice, CalendarTrialId id, Time now)
{
    CHECKED(find_trial(tx, page.id, id));
    if (!keeps(voice)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    tx.run("DELETE FROM calendar_trials WHERE id = $1", id);
    note(tx, voice, "end_trial", id, now);
    return {};
}

std::optional<TrialResult> result_of(db::Reader& reader, const CalendarTrial& trial, Time now)
{
    auto zone = zone_of(reader, trial.page);
    auto over = zone.at({trial.last_day() + 1, {}});
    if (trial.days.empty() || now < over + answered_within) return std::nullopt;
    std::map<std::int64_t, std::vector<AnsweredTime>> begun;
    for (const auto& post : answered_between(reader, trial.page, zone.at({trial.first_day, {}}), over))
        begun[zone.local(post.at).day].push_back(post);
    TrialResult result;
    std::vector<analytics::TossedSlot> slots;
    for (const auto& one : trial.days) {
        analytics::TossedSlot slot{.treated = one.is_first, .block = static_cast<int>((one.day - trial.first_day) / 7)};
        auto drawn = zone.at({one.day, minutes(one.is_first ? trial.first_hour : trial.second_hour)});
        bool is_kept = false;
        for (const auto& post : begun[one.day]) {
            slot.outcome += static_cast<double>(post.answers);
            is_kept = is_kept || (post.at >= drawn - kept_within && post.at <= drawn + kept_within);
        }
        slots.push_back(slot);
        ++result.days;
        result.kept += is_kept;
    }
    auto test = analytics::test_tossed_slots(slots);
    if (!test) return std::nullopt;
    result.test = *test;
    return result;
}

}  // namespace favilla::desk
