// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/measure.h — the figures of one conversation, computed from nothing: a tree of messages with an author
// each. What is counted is kept as whole numbers (ConversationState), which incremental.h keeps up to date message
// by message; the figures people read are made from them in one place. docs/methods/conversation-measures.en.md.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace favilla::conversations {

inline constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

struct TreeNode {
    std::size_t parent = no_parent;  // index in the same span; it may come later
    std::int64_t author = 0;         // an account, or whatever number stands for one
};

// The Wiener index of n nodes is at most (n³ − n) / 6, a path's: in 64 bits it is exact to 3,810,778 nodes.
inline constexpr std::int64_t max_measured_nodes = 3'000'000;

struct ConversationState {
    std::int64_t nodes = 1;         // n, the root included
    std::int64_t depth_sum = 0;     // D; the root has depth 0
    std::int64_t wiener_index = 0;  // W, the sum of distances over all pairs of nodes
    std::int64_t max_depth = 0;
    std::int64_t max_width = 1;       // the most nodes on one level
    std::int64_t h_index = 0;         // h + 1 is the first level i that holds fewer than i comments
    std::int64_t authors = 0;         // distinct, of comments: who only opened the conversation is not one
    std::int64_t author_squares = 0;  // Σ c², c the comments of each author
    std::int64_t reply_edges = 0;     // distinct pairs (who answers, who is answered), answers to oneself left out
    std::int64_t mutual_edges = 0;    // those whose opposite is there too; both are counted
    std::int64_t one_way = 0;         // messages that answer nobody else: the root, answers to oneself
    std::int64_t reactive = 0;        // answers to another person that are not interactive
    std::int64_t interactive = 0;     // answers to someone who had answered this same author

    friend bool operator==(const ConversationState&, const ConversationState&) = default;
};

struct ConversationMeasures {
    std::int64_t nodes = 0;
    std::int64_t comments = 0;
    std::int64_t max_depth = 0;
    std::int64_t max_width = 0;
    double mean_comment_depth = 0;  // D / (n − 1)
    std::int64_t wiener_index = 0;
    double structural_virality = 0;  // ν = 2W / (n (n − 1)); worth showing from five nodes on
    std::int64_t h_index = 0;
    std::int64_t distinct_authors = 0;
    double effective_authors = 0;  // (n − 1)² / Σ c²
    std::int64_t reply_edges = 0;
    double reciprocity = 0;  // mutual edges / edges
    std::int64_t one_way = 0;
    std::int64_t reactive = 0;
    std::int64_t interactive = 0;
};

enum class MessageKind { OneWay, Reactive, Interactive };

// `parent` is absent for the root, `grandparent` for a direct answer to it.
MessageKind kind_of_message(std::int64_t author, std::optional<std::int64_t> parent, std::optional<std::int64_t> grandparent);

// A conversation of its opening message alone.
ConversationState opened_conversation();

// The nodes that can be reached from the first root, level by level; shorter than `nodes` when they are not one tree.
std::vector<std::size_t> level_order(std::span<const TreeNode> nodes);

// None when the nodes are not one tree (none, two roots, a cycle, a parent out of range) or more than max_measured_nodes.
// The tree takes O(n); authors and pairs are sorted, O(n log n), so that no choice of numbers can slow a hash table down.
std::optional<ConversationState> count_tree(std::span<const TreeNode> nodes);

// What has nothing to be divided by (no comment, no edge) is 0.
ConversationMeasures measures_of(const ConversationState&);

}  // namespace favilla::conversations
