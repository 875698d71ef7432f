// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/live.h"

#include "social/past_ids.h"

namespace favilla::conversations {

namespace {

constexpr int candidates_for_live = 100;

}  // namespace

std::vector<LiveConversation> live_conversations(db::Reader& reader, DomainId domain, Time since, std::size_t most)
{
    std::vector<LiveConversation> live;
    auto candidates =
        reader.rows("SELECT c.id, c.root_id, c.last_status_at FROM conversations c JOIN statuses s ON s.id = c.root_id "
                    "WHERE c.last_status_at >= $1 AND c.statuses_count > 1 AND s.domain_id = $2 AND s.visibility = 0 "
                    "AND s.deleted_at IS NULL AND +c.id >= $4 ORDER BY c.last_status_at DESC LIMIT $3",
                    since, domain, candidates_for_live, social::first_present_id);
    for (const auto& row : candidates) {
        if (live.size() >= most) break;
        auto conversation =
            LiveConversation{.id = row.get<ConversationId>(0), .root = row.get<StatusId>(1), .last_answer_at = row.get<Time>(2)};
        auto counts =
            reader.row("SELECT COUNT(*), COUNT(DISTINCT account_id) FROM statuses WHERE conversation_id = $1 AND id <> $2 "
                       "AND visibility <= 1 AND deleted_at IS NULL",
                       conversation.id, conversation.root);
        conversation.answers = counts->get<std::int64_t>(0);
        conversation.people = counts->get<std::int64_t>(1);
        if (conversation.answers > 0) live.push_back(conversation);
    }
    return live;
}

}  // namespace favilla::conversations
