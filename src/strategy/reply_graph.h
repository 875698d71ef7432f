// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/reply_graph.h — who answers whom as a graph, and what its shape says: whether answers come back (Garlaschelli and Loffredo,
// "Patterns of link reciprocity in directed networks", Phys. Rev. Lett. 93 (2004)), how closely the most woven part holds together
// (Seidman's k-core, Soc. Netw. 5 (1983)), and who is answered by those who are answered (PageRank, d = 0.85). Without a database.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace favilla::strategy {

using ReplyPair = std::pair<std::int64_t, std::int64_t>;  // who answers, whom

struct RankedPerson {
    std::int64_t person = 0;
    double rank = 0;  // all together are 1
};

struct ReplyGraph {
    std::int64_t people = 0;             // in some pair
    std::int64_t edges = 0;              // distinct pairs of two people
    double reciprocity = 0;              // r: of the edges, those whose opposite is there
    std::optional<double> above_chance;  // ρ = (r − a) / (1 − a), a = edges / (people · (people − 1)); none where all answer all
    std::int64_t core = 0;               // the largest k for which some answer, or are answered by, k others among themselves
    std::int64_t core_people = 0;        // how many these are
    std::vector<RankedPerson> ranked;    // the highest first; of equals the smaller number
};

// Pairs may come more often than once; answers to oneself are left out.
ReplyGraph read_graph(std::span<const ReplyPair>);

}  // namespace favilla::strategy
