// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/bursts.h — the signal B: moments at which more people act on an object than its pace before and after explains, long after it
// was published. Whoever hides among thousands of ordinary acts still has to come when the others come. A crowd that comes at once
// because something was published or announced is no sign of anything: what follows publication is left out.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "integrity/history.h"

namespace favilla::integrity {

struct Burst {
    std::uint32_t object = 0;
    std::int64_t at = 0;                  // when it begins, seconds UTC
    std::vector<std::uint32_t> accounts;  // sorted
};

inline constexpr std::int64_t burst_window = 120;      // seconds
inline constexpr std::int64_t burst_pace_over = 1800;  // before and after
inline constexpr std::int64_t burst_not_before = 600;  // after publication
inline constexpr double burst_level = 1e-3;            // of a Poisson count, times the number of windows of the object
inline constexpr std::size_t least_in_burst = 4, most_in_burst = 200;

// By object, then by time; none overlaps another.
std::vector<Burst> unprompted_bursts(const History&);

// Each pair of members: in how many bursts both came, of those on objects that both acted on, if the moment of each act were that of
// somebody else's act on the object; p = P(as many or more).
std::vector<PairFinding> test_bursts(const History&, std::span<const Burst>, std::span<const std::uint32_t> members);

}  // namespace favilla::integrity
