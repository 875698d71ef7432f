// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/conversation_states.h"

#include "base/text.h"

namespace favilla::social {

Result<void> close_conversation(db::Transaction& tx, ConversationId id, std::string_view summary)
{
    if (grapheme_count(summary) > max_summary_length)
        return refuse(ErrorCode::Invalid, "conversation.summary_too_long", {{"max", std::to_string(max_summary_length)}});
    tx.run("UPDATE conversations SET state = 'closed', summary = $2 WHERE id = $1", id, summary);
    return {};
}

void open_conversation(db::Transaction& tx, ConversationId id)
{
    tx.run("UPDATE conversations SET state = 'open', summary = '' WHERE id = $1", id);
}

}  // namespace favilla::social
