// SPDX-License-Identifier: AGPL-3.0-or-later
// social/conversation_states.h — a closed conversation takes no more answers. Who may close it is decided above.
#pragma once
#include "base/ids.h"
#include "db/database.h"

namespace favilla::social {

void set_conversation_closed(db::Transaction&, ConversationId, bool closed);

}  // namespace favilla::social
