// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/measure.h"

#include <algorithm>
#include <utility>

namespace favilla::conversations {

namespace {

std::vector<std::int64_t> depths_of(std::span<const TreeNode> nodes, std::span<const std::size_t> order)
{
    auto depths = std::vector<std::int64_t>(nodes.size());
    for (auto node : order.subspan(1)) depths[node] = depths[nodes[node].parent] + 1;
    return depths;
}

void count_shape(ConversationState& state, std::span<const TreeNode> nodes, std::span<const std::size_t> order,
                 std::span<const std::int64_t> depths)
{
    state.max_depth = depths[order.back()];
    auto levels = std::vector<std::int64_t>(static_cast<std::size_t>(state.max_depth) + 1);
    for (auto depth : depths) {
        state.depth_sum += depth;
        ++levels[static_cast<std::size_t>(depth)];
    }
    state.max_width = *std::ranges::max_element(levels);
    for (std::int64_t level = 1; level <= state.max_depth && levels[static_cast<std::size_t>(level)] >= level; ++level)
        state.h_index = level;

    // Each edge is crossed by the paths between the nodes below it and all others.
    auto sizes = std::vector<std::int64_t>(nodes.size(), 1);
    for (auto place = order.size() - 1; place > 0; --place) {
        auto node = order[place];
        sizes[nodes[node].parent] += sizes[node];
        state.wiener_index += sizes[node] * (state.nodes - sizes[node]);
    }
}

void count_authors(ConversationState& state, std::span<const TreeNode> nodes)
{
    auto authors = std::vector<std::int64_t>{};
    for (const auto& node : nodes)
        if (node.parent != no_parent) authors.push_back(node.author);
    std::ranges::sort(authors);
    for (auto first = authors.begin(); first != authors.end();) {
        auto last = std::upper_bound(first, authors.end(), *first);
        auto count = static_cast<std::int64_t>(last - first);
        ++state.authors;
        state.author_squares += count * count;
        first = last;
    }
}

void count_pairs(ConversationState& state, std::span<const TreeNode> nodes)
{
    auto pairs = std::vector<std::pair<std::int64_t, std::int64_t>>{};
    for (const auto& node : nodes)
        if (node.parent != no_parent && nodes[node.parent].author != node.author)
            pairs.emplace_back(node.author, nodes[node.parent].author);
    std::ranges::sort(pairs);
    auto repeated = std::ranges::unique(pairs);
    pairs.erase(repeated.begin(), repeated.end());
    state.reply_edges = static_cast<std::int64_t>(pairs.size());
    state.mutual_edges = std::ranges::count_if(
        pairs, [&](const auto& pair) { return std::ranges::binary_search(pairs, std::pair{pair.second, pair.first}); });
}

void count_kinds(ConversationState& state, std::span<const TreeNode> nodes)
{
    state.one_way = 0;
    auto author_of = [&](std::size_t node) { return node == no_parent ? std::nullopt : std::optional{nodes[node].author}; };
    for (const auto& node : nodes) {
        auto grandparent = node.parent == no_parent ? no_parent : nodes[node.parent].parent;
        switch (kind_of_message(node.author, author_of(node.parent), author_of(grandparent))) {
        case MessageKind::OneWay: ++state.one_way; break;
        case MessageKind::Reactive: ++state.reactive; break;
        case MessageKind::Interactive: ++state.interactive; break;
        }
    }
}

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

}  // namespace

MessageKind kind_of_message(std::int64_t author, std::optional<std::int64_t> parent, std::optional<std::int64_t> grandparent)
{
    if (!parent || *parent == author) return MessageKind::OneWay;
    return grandparent == author ? MessageKind::Interactive : MessageKind::Reactive;
}

ConversationState opened_conversation() { return ConversationState{.one_way = 1}; }

std::vector<std::size_t> level_order(std::span<const TreeNode> nodes)
{
    // The children of node i stand in children[first[i]] to children[first[i + 1]].
    auto first = std::vector<std::size_t>(nodes.size() + 1);
    for (const auto& node : nodes)
        if (node.parent < nodes.size()) ++first[node.parent + 1];
    for (std::size_t i = 0; i < nodes.size(); ++i) first[i + 1] += first[i];
    auto children = std::vector<std::size_t>(first.back());
    auto free = first;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].parent < nodes.size()) children[free[nodes[i].parent]++] = i;

    auto order = std::vector<std::size_t>{};
    order.reserve(nodes.size());
    auto root = std::ranges::find(nodes, no_parent, &TreeNode::parent);
    if (root == nodes.end()) return order;
    order.push_back(static_cast<std::size_t>(root - nodes.begin()));
    for (std::size_t place = 0; place < order.size(); ++place)
        for (auto child = first[order[place]]; child < first[order[place] + 1]; ++child) order.push_back(children[child]);
    return order;
}

std::optional<ConversationState> count_tree(std::span<const TreeNode> nodes)
{
    if (nodes.empty() || nodes.size() > static_cast<std::size_t>(max_measured_nodes)) return std::nullopt;
    auto order = level_order(nodes);
    if (order.size() != nodes.size()) return std::nullopt;

    auto state = ConversationState{.nodes = static_cast<std::int64_t>(nodes.size())};
    count_shape(state, nodes, order, depths_of(nodes, order));
    count_authors(state, nodes);
    count_pairs(state, nodes);
    count_kinds(state, nodes);
    return state;
}

ConversationMeasures measures_of(const ConversationState& state)
{
    auto n = static_cast<double>(state.nodes);
    auto comments = n - 1;
    return {.nodes = state.nodes,
            .comments = state.nodes - 1,
            .max_depth = state.max_depth,
            .max_width = state.max_width,
            .mean_comment_depth = ratio(static_cast<double>(state.depth_sum), comments),
            .wiener_index = state.wiener_index,
            .structural_virality = ratio(2 * static_cast<double>(state.wiener_index), n * comments),
            .h_index = state.h_index,
            .distinct_authors = state.authors,
            .effective_authors = ratio(comments * comments, static_cast<double>(state.author_squares)),
            .reply_edges = state.reply_edges,
            .reciprocity = ratio(static_cast<double>(state.mutual_edges), static_cast<double>(state.reply_edges)),
            .one_way = state.one_way,
            .reactive = state.reactive,
            .interactive = state.interactive};
}

}  // namespace favilla::conversations
