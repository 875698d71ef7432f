// SPDX-License-Identifier: AGPL-3.0-or-later
// What will lie on a page's desk: its history is read here, and drawn from in desk/backlog.cpp.
#include <algorithm>
#include <array>
#include <numeric>

#include "base/weeks.h"
#include "desk/rhythm.h"
#include "desk/waits.h"

namespace favilla::desk {

namespace {

constexpr std::int64_t hours_of_day = 24, horizon = forecast_days * hours_of_day;
constexpr double minutes_of_hour = 60;
constexpr double behind_from = 0.5;  // hours: less is nothing to speak of
constexpr int waiting_looked_at = 2000;
constexpr std::array<std::string_view, 5> state_names = {"too_little", "nobody_there", "keeps_up", "may_fall_behind",
                                                         "falls_behind"};

// Whole weeks since the first in which something waited, at most half a year of them.
BacklogHistory history_of(db::Reader& reader, AccountId page, const Hours& hours, Time now)
{
    BacklogHistory history;
    auto first = first_wait(reader, page);
    if (!first) return history;
    auto today = hours.zone.local(now).day;
    auto this_monday = monday_of(today);
    auto first_day = hours.zone.local(*first).day;
    auto begun = first_day - weekday_of(first_day) + (weekday_of(first_day) == 0 ? 0 : days_of_week);
    auto monday = std::max(begun, this_monday - days_of_week * forecast_history);
    if (monday >= this_monday) return history;
    history.weeks.assign(static_cast<std::size_t>((this_monday - monday) / days_of_week), 0);
    auto from = hours.zone.at({monday, {}}), until = hours.zone.at({this_monday, {}});
    for (auto since : begun_between(reader, page, from, until)) {
        ++history.came[static_cast<std::size_t>(hour_of_week(hours.zone, since))];
        ++history.weeks[static_cast<std::size_t>((hours.zone.local(since).day - monday) / days_of_week)];
    }
    history.handling = handling_between(reader, page, from, now);
    return history;
}

// Who answers and is not away, on each day of those ahead.
struct Team {
    std::int64_t size = 0;
    std::vector<Absence> absences;
    std::optional<std::int64_t> asked;

    std::int64_t on(std::int64_t day) const
    {
        if (asked) return *asked;
        std::vector<AccountId> away;
        for (const auto& absence : absences)
            if (absence.first_day <= day && day <= absence.last_day) away.push_back(absence.person);
        std::ranges::sort(away);
        return size - (std::ranges::unique(away).begin() - away.begin());
    }
};

Team team_of(db::Reader& reader, const ForecastAsk& ask, std::int64_t today)
{
    auto people = who_may_act(reader, ask.page);
    Team team{static_cast<std::int64_t>(people.size()), absences_of(reader, ask.page, today), ask.people};
    std::erase_if(team.absences, [&](const Absence& one) { return std::ranges::find(people, one.person) == people.end(); });
    return team;
}

std::vector<std::int64_t> waiting_now(db::Reader& reader, AccountId page, Time now)
{
    std::vector<std::int64_t> waiting;
    for (
        const auto& row : reader.rows(
            "SELECT due_at FROM desk_items WHERE page_id = $1 AND closed_at IS NULL AND kind <> 'report' ORDER BY due_at LIMIT $2",
            page, waiting_looked_at)) {
        auto left = (row.get<Time>(0) - now).milliseconds;
        waiting.push_back(left <= 0 ? -1 : left / hours(1).milliseconds);
    }
    return waiting;
}

struct Ahead {
    BacklogAsk ask;
    std::vector<std::int64_t> days;  // of the looks
};

// What each gives in a day is spread evenly over the hours in which somebody is there.
Ahead look_ahead(const Hours& hours, const Team& team, std::int64_t minutes_each, Duration target, Time now)
{
    Ahead ahead;
    for (std::int64_t n = 0; n < horizon; ++n) {
        auto begins = now + favilla::hours(n), middle = begins + favilla::minutes(30);
        auto day = hours.zone.local(middle).day;
        auto there = time_on(hours, day), of_it = time_between(hours, begins, begins + favilla::hours(1));
        double share =
            there.milliseconds > 0 ? static_cast<double>(of_it.milliseconds) / static_cast<double>(there.milliseconds) : 0;
        ahead.ask.hours.push_back(
            {.of_week = static_cast<std::size_t>(hour_of_week(hours.zone, middle)),
             .given = share * static_cast<double>(team.on(day) * minutes_each) / minutes_of_hour,
             .due_hour = (due_after(hours, middle, target) - now).milliseconds / favilla::hours(1).milliseconds});
    }
    auto today = hours.zone.local(now).day;
    for (auto day = today; day <= today + forecast_days; ++day) {
        auto there = time_on(hours, day);
        if (there.milliseconds == 0) continue;
        auto closes = due_after(hours, hours.zone.at({day, {}}), there);
        auto hour = ((closes - now).milliseconds + favilla::hours(1).milliseconds - 1) / favilla::hours(1).milliseconds - 1;
        if (closes <= now || hour >= horizon) continue;
        ahead.ask.looks.push_back(static_cast<std::size_t>(hour));
        ahead.days.push_back(day);
    }
    return ahead;
}

}  // namespace

std::string_view name_of(ForecastState state) { return state_names[static_cast<std::size_t>(state)]; }

ForecastState state_of(const BacklogLook& look)
{
    if (look.behind.median >= behind_from) return ForecastState::FallsBehind;
    return look.behind.upper >= behind_from ? ForecastState::MayFallBehind : ForecastState::KeepsUp;
}

Forecast forecast_of(db::Reader& reader, const ForecastAsk& ask, Time now)
{
    auto settings = settings_of(reader, ask.page);
    auto hours = hours_of(settings);
    auto today = hours.zone.local(now).day;
    auto history = history_of(reader, ask.page, hours, now);
    auto team = team_of(reader, ask, today);
    Forecast forecast{.weeks = static_cast<std::int64_t>(history.weeks.size()),
                      .came = std::accumulate(history.weeks.begin(), history.weeks.end(), std::int64_t{0}),
                      .handled = static_cast<std::int64_t>(history.handling.size()),
                      .people = team.on(today),
                      .minutes = ask.minutes.value_or(pace_of(reader, ask.page).minutes),
                      .seed = static_cast<std::uint64_t>(today)};
    if (!is_enough(history)) return forecast;
    forecast.handling =
        std::accumulate(history.handling.begin(), history.handling.end(), 0.0) / static_cast<double>(forecast.handled);
    auto ahead = look_ahead(hours, team, forecast.minutes, settings.target, now);
    for (const auto& one : ahead.ask.hours) forecast.given += one.given;
    if (ahead.days.empty()) {
        forecast.state = ForecastState::NobodyThere;
        return forecast;
    }
    ahead.ask.waiting = waiting_now(reader, ask.page, now);
    ahead.ask.seed = forecast.seed;  // of the same day the same figures
    forecast.people = team.on(ahead.days.back());
    auto looks = simulate_backlog(learn_backlog(history), ahead.ask);
    for (std::size_t n = 0; n < looks.size(); ++n) forecast.days.push_back({ahead.days[n], looks[n]});
    forecast.state = state_of(looks.back());
    return forecast;
}

}  // namespace favilla::desk
