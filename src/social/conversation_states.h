// SPDX-License-Identifier: AGPL-3.0-or-later
// social/conversation_states.h — a closed conversation takes no more answers, and says in a summary what came of it. Who may close
// it is decided above.
#pragma once
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "db/database.h"

namespace favilla::social {

inline constexpr std::size_t max_summary_length = 2000;  // graphemes
// Refuses: Invalid "conversation.summary_too_long".
Result<void> close_conversation(db::Transaction&, ConversationId, std::string_view summary);
void open_conversation(db::Transaction&, ConversationId);  // the summary goes

}  // namespace favilla::social
