// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/write_path.h — the measures of a conversation are kept in the transaction of each posting, so that
// they are never behind what people see. Measured are the public and unlisted statuses of a conversation that began as
// one, and all statuses of a private or direct one; an answer to what is not measured hangs on the nearest ancestor that
// is, and what hangs on nothing here hangs on the root. A deleted status stays a node.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversations/incremental.h"
#include "db/database.h"

namespace favilla::conversations {

// An `inside` subscriber of StatusPosted.
void grow_conversation(db::Transaction&, StatusId);

// From nothing, once more: for a conversation whose statuses are others than before.
void measure_anew(db::Transaction&, ConversationId);

std::optional<ConversationState> find_state(db::Reader&, ConversationId);

// The same from nothing, from the statuses themselves. None when there is no such conversation or it is no tree.
std::optional<ConversationState> recount(db::Reader&, ConversationId);

// A line for each conversation whose kept figures differ from those counted from nothing.
std::vector<std::string> find_problems(db::Reader&);

}  // namespace favilla::conversations
