// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/incremental.h — the figures of a conversation kept up to date as it grows, by one message at a time.
// Nothing here reads or writes: the write path gathers the rows named below, calls grow(), and writes what it returns.
// There is no removal: a deleted message stays in the tree without its words.
//
// Columns that have to be kept, all BIGINT:
//   conversation_measures  one row a conversation: every field of ConversationState (measure.h), under its own name
//   conversation_nodes     status (key), conversation, parent, depth, subtree_size, author
//   conversation_levels    (conversation, depth) key, count       the root's level 0 holds 1
//   conversation_authors   (conversation, account) key, count     comments only: no row for who opened it
//   conversation_pairs     (conversation, from, to) key, count    from ≠ to
//
// To add a message:
//   1. path = the nodes from the parent up to the root, both included, in that order (author, subtree_size);
//   2. known = the counts of the four rows that it touches, 0 where there is none (LeafCounts);
//   3. if deeper_levels_needed() says k > 0 (rarely), known.deeper_levels = the counts of the next k levels;
//   4. grow(); then write its state, its node, level, author and (when there is one) pair, and add 1 to the
//      subtree_size of every node of the path.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "conversations/measure.h"

namespace favilla::conversations {

struct AncestorState {
    std::int64_t author = 0;
    std::int64_t subtree_size = 1;  // itself included, before the new message
};

// What is stored before the new message arrives.
struct LeafCounts {
    std::int64_t level = 0;                       // nodes at the new message's depth
    std::int64_t author = 0;                      // comments by its author
    std::int64_t pair = 0;                        // answers of its author to the parent's author
    std::int64_t opposite_pair = 0;               // answers of the parent's author to its author
    std::span<const std::int64_t> deeper_levels;  // nodes at depth + 1, depth + 2, …; see deeper_levels_needed()
};

struct NewNode {
    std::int64_t depth = 0;
    std::int64_t subtree_size = 1;
    std::int64_t author = 0;
    MessageKind kind = MessageKind::OneWay;
};

struct LevelRow {
    std::int64_t depth = 0;
    std::int64_t count = 0;
};

struct AuthorRow {
    std::int64_t account = 0;
    std::int64_t count = 0;
};

struct PairRow {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t count = 0;
};

// The rows as they are to be stored.
struct Growth {
    ConversationState state;
    NewNode node;
    LevelRow level;
    AuthorRow author;
    std::optional<PairRow> pair;  // none when people answer themselves
};

// How many deeper levels grow() must know: 0, unless this message completes level h + 1 and others may follow.
// At most about √(2n).
std::int64_t deeper_levels_needed(const ConversationState&, std::int64_t depth, std::int64_t level_count);

// O(path). Refuses: Invalid (no path: the root is opened_conversation(), not grown; or a path the state cannot have),
// Invalid (the conversation holds max_measured_nodes).
Result<Growth> grow(const ConversationState&, std::span<const AncestorState> path, std::int64_t author, const LeafCounts& known);

}  // namespace favilla::conversations
