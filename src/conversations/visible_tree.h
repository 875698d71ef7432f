// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/visible_tree.h — the tree of a conversation as one viewer sees it. For conversations/ alone. What they may not see is not
// there, nor what people wrote whom they have blocked or muted; what hangs on it hangs on the nearest ancestor that is there, and what answers
// nothing in it on what opened it.
#pragma once
#include <optional>
#include <unordered_set>
#include <vector>

#include "db/database.h"
#include "social/statuses.h"

namespace favilla::conversations {

inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

struct TreeRow {
    social::Status status;  // as much of it as visibility asks for
    std::size_t parent = nowhere;
    std::vector<std::size_t> children;
    int depth = 0;
    int descendants = 0;
};

// What opened it first, then oldest first: a parent stands before its answers.
std::vector<social::Status> statuses_of(db::Reader&, ConversationId);
// The root stays and what is asked for, whoever wrote them.
std::vector<TreeRow> visible_tree(db::Reader&, ConversationId, social::Viewer, Time now, std::optional<StatusId> asked = {});
// A deleted status is nobody's to see, but its place is: as far as others could see it.
std::unordered_set<StatusId> places_seen(db::Reader&, const std::vector<social::Status>&, social::Viewer);

}  // namespace favilla::conversations
