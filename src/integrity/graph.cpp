// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/graph.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace favilla::integrity {

namespace {

constexpr int most_rounds = 100;  // of label propagation; a handful is usual

std::uint32_t size_for(std::span<const Edge> edges)
{
    std::uint32_t size = 0;
    for (const auto& edge : edges) size = std::max({size, edge.a + 1, edge.b + 1});
    return size;
}

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t node)
{
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
}

std::vector<Edge> each_once(std::span<const Edge> edges)
{
    std::vector<Edge> once;
    for (auto edge : edges) {
        if (edge.a > edge.b) std::swap(edge.a, edge.b);
        if (edge.a != edge.b) once.push_back(edge);
    }
    std::ranges::sort(once);
    once.erase(std::ranges::unique(once).begin(), once.end());
    return once;
}

using Neighbours = std::vector<std::vector<std::uint32_t>>;

Neighbours neighbours_of(std::span<const Edge> edges)
{
    Neighbours neighbours(size_for(edges));
    for (const auto& edge : edges) {
        neighbours[edge.a].push_back(edge.b);
        neighbours[edge.b].push_back(edge.a);
    }
    return neighbours;
}

bool close_a_triangle(const Neighbours& neighbours, const Edge& edge)
{
    const auto& others = neighbours[edge.b];
    return std::ranges::any_of(neighbours[edge.a], [&](auto node) { return std::ranges::find(others, node) != others.end(); });
}

std::uint32_t most_frequent(const std::vector<std::uint32_t>& neighbours, const std::vector<std::uint32_t>& label)
{
    std::map<std::uint32_t, int> number;
    for (auto other : neighbours) ++number[label[other]];
    return std::ranges::max_element(number, [](const auto& one, const auto& other) { return one.second < other.second; })->first;
}

std::vector<std::vector<std::uint32_t>> split(const std::vector<std::uint32_t>& component, const Neighbours& neighbours)
{
    std::vector<std::uint32_t> label(neighbours.size());
    std::iota(label.begin(), label.end(), 0U);
    bool moved = true;
    for (int round = 0; moved && round < most_rounds; ++round) {
        moved = false;
        for (auto node : component) {
            auto wanted = most_frequent(neighbours[node], label);
            moved = moved || wanted != label[node];
            label[node] = wanted;
        }
    }
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_label;
    for (auto node : component) by_label[label[node]].push_back(node);
    std::vector<std::vector<std::uint32_t>> parts;
    for (auto& [name, members] : by_label) parts.push_back(std::move(members));
    return parts;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> components_of(std::span<const Edge> edges)
{
    std::vector<std::uint32_t> parent(size_for(edges));
    std::iota(parent.begin(), parent.end(), 0U);
    std::vector<char> is_in(parent.size());
    for (const auto& edge : edges) {
        is_in[edge.a] = is_in[edge.b] = 1;
        auto one = root_of(parent, edge.a), other = root_of(parent, edge.b);
        parent[std::max(one, other)] = std::min(one, other);  // so that a root is the first of its own
    }
    std::vector<std::vector<std::uint32_t>> components;
    std::unordered_map<std::uint32_t, std::size_t> place;
    for (std::uint32_t node = 0; node < parent.size(); ++node) {
        if (!is_in[node]) continue;
        auto [found, is_new] = place.try_emplace(root_of(parent, node), components.size());
        if (is_new) components.emplace_back();
        components[found->second].push_back(node);
    }
    return components;
}

std::vector<Edge> two_core(std::span<const Edge> edges)
{
    auto left = each_once(edges);
    for (bool fell = true; fell;) {
        std::vector<int> degree(size_for(left));
        for (const auto& edge : left) {
            ++degree[edge.a];
            ++degree[edge.b];
        }
        fell = std::erase_if(left, [&](const Edge& edge) { return degree[edge.a] < 2 || degree[edge.b] < 2; }) > 0;
    }
    return left;
}

std::vector<std::vector<std::uint32_t>> groups_of(std::span<const Edge> edges, std::size_t largest)
{
    std::vector<std::vector<std::uint32_t>> groups;
    std::vector<Edge> large;
    for (auto& component : components_of(edges))
        if (component.size() <= largest)
            groups.push_back(std::move(component));
        else
            for (const auto& edge : each_once(edges))
                if (std::ranges::binary_search(component, edge.a)) large.push_back(edge);
    auto neighbours = neighbours_of(large);
    std::erase_if(large, [&](const Edge& edge) { return !close_a_triangle(neighbours, edge); });
    neighbours = neighbours_of(large);
    for (auto& component : components_of(large)) {
        if (component.size() <= largest) {
            groups.push_back(std::move(component));
            continue;
        }
        for (auto& part : split(component, neighbours)) groups.push_back(std::move(part));
    }
    std::ranges::sort(groups);
    return groups;
}

}  // namespace favilla::integrity
