// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/co_participation.h — the test C: do two accounts act on the same objects more often than how active each is, and how
// popular each object is, would make them? Within a kind of object and a week, the bipartite configuration model (Saracco et al. 2015,
// doi 10.1038/srep10595) gives the probability that an account acts on an object; what two share by chance is then Poisson.
#pragma once
#include "integrity/history.h"

namespace favilla::integrity {

// Every pair of eligible accounts that share `eligible_from` objects or more, with p = P(Poisson(expected) >= shared); M is the number of
// all pairs of eligible accounts, also of those that never met.
PairTest test_co_participation(const History&);

// The same for the pairs among `members`, had each of their acts fallen where everybody else's do: in proportion to how many others acted
// on an object of its kind and week, and one more. A group that makes up much of those who act explains itself away in the test above.
// They were looked at because they share `given` or more: p = P(shared or more | given or more). In a kind and week two accounts share
// no more than the less active of them did.
std::vector<PairFinding> retest_without(const History&, std::span<const std::uint32_t> members, int given);

}  // namespace favilla::integrity
