// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/conversation_states.h"

namespace favilla::social {

void set_conversation_closed(db::Transaction& tx, ConversationId id, bool closed)
{
    tx.run("UPDATE conversations SET state = $2 WHERE id = $1", id, closed ? "closed" : "open");
}

}  // namespace favilla::social
