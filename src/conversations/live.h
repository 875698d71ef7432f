// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/live.h — which conversations people are having just now.
#pragma once
#include <cstddef>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::conversations {

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
