// SPDX-License-Identifier: AGPL-3.0-or-later
// social/conversation_states.h — a closed conversation takes no more answers, and says in a summary what came of it; one that asked
// something may name what answered it. A branch becomes a conversation of its own, and a conversation a branch of another. Who may do
// so is decided above, where the measures are kept too (conversations/reshape.h).
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Status;

inline constexpr std::size_t max_summary_length = 2000;  // graphemes
// Refuses: Invalid "conversation.summary_too_long".
Result<void> close_conversation(db::Transaction&, ConversationId, std::string_view summary);
void open_conversation(db::Transaction&, ConversationId);  // the summary goes
void set_answer(db::Transaction&, ConversationId, std::optional<StatusId>);

// An answer that is not let in where it stands is not counted in the conversation's number of posts until it is. Doing either twice is doing it once.
void leave_uncounted(db::Transaction&, StatusId answer);
void count_again(db::Transaction&, StatusId answer);

// Whether it opened a conversation that takes no more answers.
bool opened_what_is_closed(db::Reader&, const Status&);
std::optional<StatusId> root_of(db::Reader&, ConversationId);
std::optional<AccountId> opener_here(db::Reader&, ConversationId);  // none: somebody of another server
// Of what another server's author opened, as that server says it; nothing where it opened none here.
void hear_state(db::Transaction&, const Status& root, bool is_closed);
// Those of other servers who said something in the conversation it opened, as many as are told of it.
std::vector<AccountId> speakers_elsewhere(db::Reader&, const Status& root);

// `branch` opens a conversation of its own, with all that hangs on it: `statuses`, itself among them. What it answers stays known.
ConversationId split_conversation(db::Transaction&, const Status& branch, std::span<const StatusId> statuses, Time now);
// Everything in `from` stands in `into` from now on; what opened it hangs on what opened that.
void merge_conversation(db::Transaction&, ConversationId from, ConversationId into);

}  // namespace favilla::social
