// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/graph.h — what groups are found with: undirected edges between numbered nodes. Everything is in one order, whatever the
// edges came in.
#pragma once
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace favilla::integrity {

struct Edge {
    std::uint32_t a = 0, b = 0;
    friend auto operator<=>(const Edge&, const Edge&) = default;
};

// Each sorted, by their first node; a node without an edge is in none.
std::vector<std::vector<std::uint32_t>> components_of(std::span<const Edge>);

// The edges that are left when whoever has fewer than two others is taken away, again and again (Seidman 1983). Each edge once.
std::vector<Edge> two_core(std::span<const Edge>);

// Components. Those of more than `largest` fall apart where two are tied who share no third, and what is still too large by label
// propagation (Raghavan et al. 2007; in the order of the nodes, the smallest label among equals, so that the same edges give the same
// groups).
std::vector<std::vector<std::uint32_t>> groups_of(std::span<const Edge>, std::size_t largest = 50);

}  // namespace favilla::integrity
