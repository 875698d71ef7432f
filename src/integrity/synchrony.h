// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/synchrony.h — the test S: given what two accounts both acted on, do they act within seconds of each other more often than
// the tempo of each object, and the habits of each of them, explain? One vote a day: a burst of one evening counts once.
#pragma once
#include <array>

#include "integrity/history.h"

namespace favilla::integrity {

inline constexpr std::array<std::int64_t, 3> synchrony_windows{30, 120, 600};  // seconds

// Every pair that shares `eligible_from` objects or more, met within the window on two or more of them and on two or more days, with
// p = P(PoissonBinomial(chances of their days) >= days on which they met); M is the number of pairs that share as many objects.
PairTest test_synchrony(const History&, std::int64_t window);

// The same for all the windows: the least p of each pair, times their number (Bonferroni).
PairTest test_synchrony(const History&);

}  // namespace favilla::integrity
