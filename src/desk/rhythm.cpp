// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/rhythm.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/weeks.h"

namespace favilla::desk {

namespace {

constexpr double hour = 3'600'000, day_long = 86'400'000;  // milliseconds
constexpr double normal_quantile = 1.959963984540054;      // of 0.975

// Of a page: its hours, and what is looked back on.
struct Look {
    AccountId page;
    Hours hours;
    Duration target;
    std::int64_t first_day = 0, today = 0;
    Time from, now;

    std::int64_t day_of(Time at) const { return hours.zone.local(at).day; }
    Time start_of(std::int64_t day) const { return hours.zone.at({day, {}}); }
    std::size_t place_of(std::int64_t day) const { return static_cast<std::size_t>(day - first_day); }
};

std::vector<FlowDay> flow_of(const Look& look, const std::vector<Wait>& waits)
{
    std::vector<FlowDay> flow;
    for (auto day = look.first_day; day <= look.today; ++day) flow.push_back({.day = day});
    std::int64_t before = 0;
    for (const auto& wait : waits) {
        if (wait.since < look.from)
            ++before;
        else
            ++flow[look.place_of(look.day_of(wait.since))].came;
        if (wait.ended_at) ++flow[look.place_of(std::min(look.today, look.day_of(*wait.ended_at)))].settled;
    }
    for (auto& day : flow) day.waiting = before = before + day.came - day.settled;
    return flow;
}

analytics::SurvivalCurve curve_of(const Look& look, const std::vector<Wait>& waits)
{
    std::vector<analytics::Waiting> all;
    for (const auto& wait : waits) {
        if (wait.since < look.from) continue;
        auto waited = time_between(look.hours, wait.since, std::min(look.now, wait.ended_at.value_or(look.now)));
        all.push_back({static_cast<double>(waited.milliseconds) / hour, wait.ended && is_answer(*wait.ended)});
    }
    return analytics::survival_curve(all);
}

// At least half of the days on which somebody would be there are planned otherwise.
bool is_off(const Hours& hours, std::int64_t monday)
{
    auto usual = hours;
    usual.holidays.clear();
    int there = 0, planned = 0;
    for (auto day = monday; day < monday + days_of_week; ++day) {
        if (time_on(usual, day).milliseconds == 0) continue;
        ++there;
        if (hours.holidays.contains(day)) ++planned;
    }
    return there > 0 && planned * 2 >= there;
}

std::vector<WeekDone> weeks_of(const Look& look, const std::vector<Wait>& waits, const std::vector<Time>& posts)
{
    std::vector<WeekDone> weeks;
    for (auto monday = look.first_day; monday <= look.today; monday += days_of_week)
        weeks.push_back(
            {.first_day = monday, .is_off = is_off(look.hours, monday), .is_over = monday + days_of_week <= look.today});
    auto week_of = [&](Time at) { return at < look.from ? nullptr : &weeks[look.place_of(look.day_of(at)) / days_of_week]; };
    for (auto post : posts)
        if (auto* week = week_of(post)) ++week->posts;
    for (const auto& wait : waits) {
        if (auto* week = week_of(wait.since)) ++week->came;
        bool is_answered = wait.ended && is_answer(*wait.ended);
        if (auto* week = is_answered ? week_of(*wait.ended_at) : nullptr) ++week->answers;
        auto due = due_after(look.hours, wait.since, look.target);
        bool left_before = wait.ended_at && !is_answered && *wait.ended_at <= due;
        if (due > look.now || left_before) continue;
        if (auto* week = week_of(due)) {
            ++week->due;
            if (is_answered && *wait.ended_at <= due) ++week->in_time;
        }
    }
    return weeks;
}

// What the page began for everybody to see.
std::vector<Time> posts_of(db::Reader& reader, const Look& look)
{
    std::vector<Time> posts;
    for (const auto& row :
         reader.rows("SELECT created_at FROM statuses WHERE account_id = $1 AND id >= $2 AND deleted_at IS NULL "
                     "AND in_reply_to_id IS NULL AND boost_of_id IS NULL AND visibility <= 1 ORDER BY id",
                     look.page, first_id_at(look.from)))
        if (auto at = row.get<Time>(0); at >= look.from && at <= look.now) posts.push_back(at);
    std::ranges::sort(posts);
    return posts;
}

Steadiness steadiness_of(const Look& look, const std::vector<Wait>& waits, const std::vector<Time>& posts, const Pace& pace)
{
    Steadiness steadiness{.weeks = weeks_of(look, waits, posts), .posts = static_cast<std::int64_t>(posts.size())};
    steadiness.row = weeks_in_row(steadiness.weeks, pace);
    std::vector<double> moments, intervals;
    auto in_days = [&](Time at) {
        auto there = look.hours.zone.local(at);
        return static_cast<double>(there.day) + static_cast<double>(there.time_of_day.milliseconds) / day_long;
    };
    for (auto post : posts) moments.push_back(in_days(post));
    for (std::size_t n = 1; n < posts.size(); ++n)
        intervals.push_back(static_cast<double>((posts[n] - posts[n - 1]).milliseconds) / day_long);
    steadiness.bursts = burstiness(intervals);
    // Nobody has said anything since is a gap as well.
    if (!moments.empty()) moments.push_back(in_days(look.now));
    steadiness.gap = worst_gap(moments, look.hours.holidays);
    return steadiness;
}

std::vector<Carried> carried_of(db::Reader& reader, const Look& look, const std::vector<Wait>& waits)
{
    std::map<AccountId, Carried> people;
    for (const auto& wait : waits)
        if (wait.by && wait.ended_at && *wait.ended_at >= look.from && wait.ended != Ended::Gone) ++people[*wait.by].settled;
    for (const auto& row : reader.rows("SELECT account_id, CAST(sum(minutes) AS BIGINT) FROM desk_hours WHERE page_id = $1 "
                                       "AND day >= $2 AND day <= $3 GROUP BY account_id",
                                       look.page, look.first_day, look.today))
        people[row.get<AccountId>(0)].minutes = row.get<std::int64_t>(1);
    std::vector<Carried> carried;
    for (auto& [person, one] : people) carried.push_back({person, one.settled, one.minutes});
    return carried;
}

}  // namespace

Answered answered_within(analytics::SurvivalCurve curve, double target)
{
    Answered answered{.curve = std::move(curve), .target = target};
    const auto& steps = answered.curve.steps;
    // Of later than the last step nothing is known, unless nobody is left.
    if (steps.empty() || (steps.back().time < target && steps.back().survival > 0)) return answered;
    double survival = 1, error = 0;
    for (const auto& step : steps)
        if (step.time <= target) std::tie(survival, error) = std::pair{step.survival, step.error};
    answered.within = 1 - survival;
    if (survival <= 0 || survival >= 1) return answered;
    double theta = normal_quantile * error / survival / std::abs(std::log(survival));
    answered.within_lower = 1 - std::pow(survival, std::exp(-theta));
    answered.within_upper = 1 - std::pow(survival, std::exp(theta));
    return answered;
}

Rhythm rhythm_of(db::Reader& reader, const RhythmAsk& ask, Time now)
{
    Rhythm rhythm{.pace = pace_of(reader, ask.page), .settings = settings_of(reader, ask.page)};
    Look look{.page = ask.page, .hours = hours_of(rhythm.settings), .target = rhythm.settings.target, .from = {}, .now = now};
    look.today = look.day_of(now);
    look.first_day = monday_of(look.today) - days_of_week * (ask.weeks - 1);
    look.from = look.start_of(look.first_day);
    auto waits = waits_between(reader, ask.page, look.from, now + milliseconds(1));
    rhythm.first_day = look.first_day;
    rhythm.last_day = look.today;
    rhythm.flow = flow_of(look, waits);
    rhythm.answered = answered_within(curve_of(look, waits), static_cast<double>(look.target.milliseconds) / hour);
    rhythm.steadiness = steadiness_of(look, waits, posts_of(reader, look), rhythm.pace);
    rhythm.carried = carried_of(reader, look, waits);
    return rhythm;
}

Carried sum_of(const std::vector<Carried>& carried)
{
    Carried sum;
    for (const auto& one : carried) {
        sum.settled += one.settled;
        sum.minutes += one.minutes;
    }
    return sum;
}

}  // namespace favilla::desk
