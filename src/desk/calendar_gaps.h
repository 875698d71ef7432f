// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/calendar_gaps.h — stretches of a calendar in which nothing is planned, against the pause that the page itself is used to. Without a
// database and a clock.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "base/time.h"

namespace favilla::desk {

struct Gap {
    Time from, until;
    Duration lasts() const { return until - from; }
    friend bool operator==(const Gap&, const Gap&) = default;
};

inline constexpr std::size_t least_pauses = 8;
// The median of the pauses between what went out; in any order. None: fewer than eight pauses say nothing.
std::optional<Duration> usual_pause(std::span<const Time> out);

// What lies between the posts of a calendar, in any order, from a moment to another; posts outside count for nothing.
std::vector<Gap> stretches(std::span<const Time> posts, Time from, Time until);
std::optional<Gap> longest(std::span<const Gap>);  // the first of those
// Those of more than twice the usual pause.
std::vector<Gap> gaps_seen(std::span<const Gap>, Duration usual);

}  // namespace favilla::desk
