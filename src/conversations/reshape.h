// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/reshape.h — a branch becomes a conversation of its own, two become one, a topic goes to another group, and one answer is
// marked as the one that answered. Who opened a conversation does so with it; where it is a topic of a group, those in charge of the group,
// and each act stands in the group's log. The measures are those of the new trees at once.
#pragma once
#include "conversations/reading.h"

namespace favilla::conversations {

// The branch below and with that status. Refuses: NotFound (the conversation, or the status in it), Forbidden "conversation.not_opener"
// or "group.not_allowed", Invalid "conversation.split_root" (it opens the conversation already), "conversation.private" (a direct one).
Result<Conversation> split_branch(db::Database&, ConversationId, StatusId branch, AccountId by, Time now);

// What opened `from` hangs on what opened `into`. Both are the same person's, or topics of the same group. Refuses as above, and Invalid
// "conversation.merge_itself", "conversation.other_place" (one is in a group that the other is not in).
Result<Conversation> merge_conversations(db::Database&, ConversationId from, ConversationId into, AccountId by, Time now);

// A topic, with its answers, by somebody in charge of both groups. Refuses as above, and Invalid "conversation.not_a_topic",
// "conversation.hidden_group" (what was written for a hidden group's members stays there, and nothing open comes to them).
Result<Conversation> move_conversation(db::Database&, ConversationId, AccountId to_group, AccountId by, Time now);

// None takes the mark back. Refuses NotFound, Forbidden, Invalid "conversation.answer_is_root".
Result<Conversation> mark_answer(db::Transaction&, ConversationId, std::optional<StatusId> answer, AccountId by, Time now);

// Whether they may do so: the first three, and the last.
struct ReshapingRights {
    bool split = false;
    bool answer = false;
    std::optional<AccountId> group;  // that it is a topic of
};
ReshapingRights rights_in(db::Reader&, const Conversation&, AccountId);

}  // namespace favilla::conversations
