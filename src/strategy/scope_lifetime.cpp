// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/scope_lifetime.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "conversations/authentic.h"

namespace favilla::strategy {

namespace {

// 1970-01-01 was a Thursday.
std::int64_t week_of(Time at)
{
    auto day = start_of_day(at).milliseconds / days(1).milliseconds;
    return (day + 3) / 7;
}

using Weeks = std::map<std::int64_t, std::set<std::int64_t>>;  // by person

Weeks weeks_written(std::span<const ScopeConversation> scope, Counting counting, std::optional<std::int64_t> own,
                    std::int64_t end)
{
    Weeks weeks;
    for (const auto& conversation : scope)
        for (const auto& message : conversation.messages) {
            bool counts = counting == Counting::Raw || social::part_of(message.code) == social::ActPart::Authentic;
            auto week = week_of(time_of_id(message.id.value));
            if (counts && message.author != own && week < end) weeks[message.author].insert(week);
        }
    return weeks;
}

// The same history of several people is one row.
std::vector<analytics::Activity> histories(const Weeks& weeks, std::int64_t end)
{
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, double> people;
    for (const auto& [person, written] : weeks) {
        auto first = *written.begin();
        ++people[{static_cast<std::int64_t>(written.size()) - 1, *written.rbegin() - first, end - 1 - first}];
    }
    std::vector<analytics::Activity> rows;
    for (const auto& [history, weight] : people)
        rows.push_back({.frequency = std::get<0>(history),
                        .recency = std::get<1>(history),
                        .periods = std::get<2>(history),
                        .weight = weight});
    return rows;
}

}  // namespace

CircleLifetime circle_lifetime(std::span<const ScopeConversation> scope, Counting counting, std::optional<std::int64_t> own,
                               Time from, Time until)
{
    auto end = week_of(until);
    auto weeks = weeks_written(scope, counting, own, end);
    CircleLifetime circle{.people = static_cast<std::int64_t>(weeks.size()),
                          .weeks = std::max<std::int64_t>(0, end - week_of(from))};
    if (circle.people < least_circle) return circle;
    auto rows = histories(weeks, end);
    circle.fit = analytics::fit_lifetime(rows);
    auto estimate = analytics::estimate_alive(*circle.fit, rows);
    circle.alive = estimate.alive;
    circle.alive_lower = estimate.lower;
    circle.alive_upper = estimate.upper;
    for (const auto& row : rows)
        circle.active_weeks += row.weight * analytics::expected_active(circle.fit->model, row, weeks_ahead);
    return circle;
}

}  // namespace favilla::strategy
