// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/scope_lifetime.h — who of those who talk in the conversations of a scope is still there, and how often they are to be expected: BG/BB
// (analytics/member_lifetime.h) by weeks in which somebody wrote. Without a database. docs/methods/member-lifetime.en.md.
#pragma once
#include <optional>
#include <span>

#include "analytics/member_lifetime.h"
#include "strategy/scope_measures.h"

namespace favilla::strategy {

inline constexpr std::int64_t least_circle = 20;  // people, below which a model tells nothing
inline constexpr std::int64_t weeks_ahead = 4;

struct CircleLifetime {
    std::int64_t people = 0;                    // who wrote, in a week that is over
    std::int64_t weeks = 0;                     // over which they were seen
    std::optional<analytics::LifetimeFit> fit;  // none: too few
    // Of these people, by the model: who is there in the next week, with where 95 % lie as long as the model holds, its parameters being
    // known as far as these people tell them; and the weeks in which they write of the next weeks_ahead, all together.
    double alive = 0, alive_lower = 0, alive_upper = 0;
    double active_weeks = 0;
};

// Weeks begin on Mondays, UTC; the one that is not over is left out. The account that the scope is of is not of its circle.
CircleLifetime circle_lifetime(std::span<const ScopeConversation>, Counting, std::optional<std::int64_t> own, Time from,
                               Time until);

}  // namespace favilla::strategy
