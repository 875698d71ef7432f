// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/reply_graph.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace favilla::strategy {

namespace {

constexpr double damping = 0.85, settled = 1e-12;
constexpr int most_rounds = 500;

using Index = std::size_t;
using Edge = std::pair<Index, Index>;

std::vector<std::vector<Index>> neighbours_of(std::span<const Edge> edges, std::size_t people)
{
    std::vector<std::vector<Index>> neighbours(people);
    for (auto [from, to] : edges) {
        neighbours[from].push_back(to);
        neighbours[to].push_back(from);
    }
    for (auto& some : neighbours) {
        std::ranges::sort(some);
        some.erase(std::ranges::unique(some).begin(), some.end());
    }
    return neighbours;
}

// Those with the fewest ties go first (Batagelj and Zaveršnik 2003).
std::vector<std::int64_t> core_numbers(const std::vector<std::vector<Index>>& neighbours)
{
    auto people = neighbours.size();
    std::vector<std::int64_t> core(people);
    std::vector<std::vector<Index>> by_ties;
    for (Index n = 0; n < people; ++n) {
        core[n] = static_cast<std::int64_t>(neighbours[n].size());
        if (by_ties.size() <= neighbours[n].size()) by_ties.resize(neighbours[n].size() + 1);
        by_ties[neighbours[n].size()].push_back(n);
    }
    std::vector<bool> gone(people);
    for (Index ties = 0; ties < by_ties.size(); ++ties)
        for (Index at = 0; at < by_ties[ties].size(); ++at) {
            auto n = by_ties[ties][at];
            if (gone[n] || core[n] != static_cast<std::int64_t>(ties)) continue;
            gone[n] = true;
            for (auto other : neighbours[n])
                if (!gone[other] && core[other] > core[n]) by_ties[static_cast<Index>(--core[other])].push_back(other);
        }
    return core;
}

// Who answers nobody passes on what they have to all alike.
std::vector<double> ranks_of(std::span<const Edge> edges, std::size_t people)
{
    std::vector<double> out(people), rank(people, 1.0 / static_cast<double>(people));
    for (auto [from, to] : edges) out[from] += 1;
    for (int round = 0; round < most_rounds; ++round) {
        double idle = 0, moved = 0;
        for (Index n = 0; n < people; ++n)
            if (out[n] == 0) idle += rank[n];
        std::vector<double> next(people, (1 - damping + damping * idle) / static_cast<double>(people));
        for (auto [from, to] : edges) next[to] += damping * rank[from] / out[from];
        for (Index n = 0; n < people; ++n) moved += std::abs(next[n] - rank[n]);
        rank.swap(next);
        if (moved < settled) break;
    }
    return rank;
}

}  // namespace

ReplyGraph read_graph(std::span<const ReplyPair> pairs)
{
    std::vector<ReplyPair> distinct;
    for (const auto& pair : pairs)
        if (pair.first != pair.second) distinct.push_back(pair);
    std::ranges::sort(distinct);
    distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());

    ReplyGraph graph;
    if (distinct.empty()) return graph;
    std::vector<std::int64_t> people;
    for (auto [from, to] : distinct) people.insert(people.end(), {from, to});
    std::ranges::sort(people);
    people.erase(std::ranges::unique(people).begin(), people.end());
    auto index_of = [&](std::int64_t person) {
        return static_cast<Index>(std::ranges::lower_bound(people, person) - people.begin());
    };
    std::vector<Edge> edges;
    std::int64_t mutual = 0;
    for (const auto& pair : distinct) {
        edges.emplace_back(index_of(pair.first), index_of(pair.second));
        if (std::ranges::binary_search(distinct, ReplyPair{pair.second, pair.first})) ++mutual;
    }
    graph.people = static_cast<std::int64_t>(people.size());
    graph.edges = static_cast<std::int64_t>(edges.size());
    graph.reciprocity = static_cast<double>(mutual) / static_cast<double>(graph.edges);
    auto possible = graph.people * (graph.people - 1);
    auto chance = static_cast<double>(graph.edges) / static_cast<double>(possible);
    if (graph.edges < possible) graph.above_chance = (graph.reciprocity - chance) / (1 - chance);

    for (auto core : core_numbers(neighbours_of(edges, people.size()))) {
        if (core > graph.core) graph.core_people = 0;
        graph.core = std::max(graph.core, core);
        if (core == graph.core) ++graph.core_people;
    }
    auto ranks = ranks_of(edges, people.size());
    for (Index n = 0; n < people.size(); ++n) graph.ranked.push_back({people[n], ranks[n]});
    std::ranges::sort(graph.ranked, [](const RankedPerson& one, const RankedPerson& other) {
        return one.rank != other.rank ? one.rank > other.rank : one.person < other.person;
    });
    return graph;
}

}  // namespace favilla::strategy
