// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/incremental.h"

#include <algorithm>

namespace favilla::conversations {

namespace {

// The new leaf is one step farther from every node than its parent is. The root's distances sum to D; one step down,
// to v, brings its s(v) nodes nearer by one and takes the other n − s(v) away by one.
std::int64_t added_distances(const ConversationState& state, std::span<const AncestorState> path)
{
    auto sum = state.nodes + state.depth_sum;
    for (const auto& ancestor : path.first(path.size() - 1)) sum += state.nodes - 2 * ancestor.subtree_size;
    return sum;
}

// Levels only grow: h changes when the level that held it back is complete, and goes on over those that already were.
std::int64_t grown_h_index(const ConversationState& state, const LevelRow& level, std::span<const std::int64_t> deeper)
{
    if (level.depth != state.h_index + 1 || level.count < level.depth) return state.h_index;
    auto h = level.depth;
    for (auto count : deeper) {
        if (count < h + 1) break;
        ++h;
    }
    return h;
}

void count_kind(ConversationState& state, MessageKind kind)
{
    switch (kind) {
    case MessageKind::OneWay: ++state.one_way; return;
    case MessageKind::Reactive: ++state.reactive; return;
    case MessageKind::Interactive: ++state.interactive; return;
    }
}

bool fits(const ConversationState& state, std::span<const AncestorState> path)
{
    return !path.empty() && path.back().subtree_size == state.nodes
        && static_cast<std::int64_t>(path.size()) <= state.max_depth + 1;
}

}  // namespace

std::int64_t deeper_levels_needed(const ConversationState& state, std::int64_t depth, std::int64_t level_count)
{
    if (depth != state.h_index + 1 || level_count + 1 < depth) return 0;
    // Level i of an h-index of k holds i or more for every i to k: k (k + 1) / 2 comments.
    std::int64_t reachable = depth;
    while (reachable < state.max_depth && (reachable + 1) * (reachable + 2) / 2 <= state.nodes) ++reachable;
    return reachable - depth;
}

Result<Growth> grow(const ConversationState& before, std::span<const AncestorState> path, std::int64_t author,
                    const LeafCounts& known)
{
    if (!fits(before, path)) return refuse(ErrorCode::Invalid, "measure.not_a_path");
    if (before.nodes >= max_measured_nodes) return refuse(ErrorCode::Invalid, "measure.conversation_full");

    auto parent = path.front().author;
    auto grandparent = path.size() > 1 ? std::optional{path[1].author} : std::nullopt;
    auto depth = static_cast<std::int64_t>(path.size());
    auto growth = Growth{.state = before,
                         .node = {.depth = depth, .author = author, .kind = kind_of_message(author, parent, grandparent)},
                         .level = {.depth = depth, .count = known.level + 1},
                         .author = {.account = author, .count = known.author + 1}};
    auto& state = growth.state;
    state.wiener_index += added_distances(before, path);
    state.depth_sum += depth;
    state.nodes += 1;
    state.max_depth = std::max(state.max_depth, depth);
    state.max_width = std::max(state.max_width, growth.level.count);
    state.h_index = grown_h_index(before, growth.level, known.deeper_levels);
    if (known.author == 0) state.authors += 1;
    state.author_squares += 2 * known.author + 1;
    count_kind(state, growth.node.kind);
    if (parent == author) return growth;

    growth.pair = PairRow{.from = author, .to = parent, .count = known.pair + 1};
    if (known.pair > 0) return growth;
    state.reply_edges += 1;
    if (known.opposite_pair > 0) state.mutual_edges += 2;
    return growth;
}

}  // namespace favilla::conversations
