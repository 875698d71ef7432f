// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/discussion.h — a conversation as it is read: the whole tree in reading order, as far as the viewer may
// see it, and which conversations people are having just now.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/visibility.h"

namespace favilla::conversations {

struct DiscussionNode {
    StatusId id;
    AccountId author;
    std::optional<std::size_t> parent;  // place in the same list, before this one; none: it opened the conversation
    int depth = 0;
    bool removed = false;  // kept its place, lost its words
};

// How much of one conversation is looked at: the oldest so many messages.
inline constexpr int longest_discussion = 20'000;

// Depth first, answers to the same message in the order of time. Answers to what the viewer may not see hang on the
// nearest ancestor that they may. What was removed stays while something stands below it.
std::vector<DiscussionNode> read_discussion(db::Reader&, ConversationId, social::Viewer);

// May somebody still answer?
bool is_open(db::Reader&, ConversationId);

struct LiveConversation {
    ConversationId id;
    StatusId root;
    std::int64_t answers = 0;  // that anybody may see
    std::int64_t people = 0;   // who wrote them
    Time last_answer_at;
};

// Opened by a public status of this domain, answered by somebody; the one answered last stands first.
std::vector<LiveConversation> live_conversations(db::Reader&, DomainId, Time since, std::size_t most);

}  // namespace favilla::conversations
