// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/conversation_states.h"

#include "base/text.h"
#include "social/statuses.h"

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

void set_answer(db::Transaction& tx, ConversationId id, std::optional<StatusId> answer)
{
    tx.run("UPDATE conversations SET answer_id = $2 WHERE id = $1", id, answer);
}

void leave_uncounted(db::Transaction& tx, StatusId answer)
{
    if (tx.run("INSERT INTO uncounted_answers (status_id) VALUES ($1) ON CONFLICT (status_id) DO NOTHING", answer) == 0) return;
    tx.run(
        "UPDATE conversations SET statuses_count = statuses_count - 1 WHERE id = (SELECT conversation_id FROM statuses WHERE id = $1)",
        answer);
}

void count_again(db::Transaction& tx, StatusId answer)
{
    if (tx.run("DELETE FROM uncounted_answers WHERE status_id = $1", answer) == 0) return;
    tx.run(
        "UPDATE conversations SET statuses_count = statuses_count + 1 WHERE id = (SELECT conversation_id FROM statuses WHERE id = $1)",
        answer);
}

bool opened_what_is_closed(db::Reader& reader, const Status& status)
{
    return status.conversation && !status.boost_of
        && reader.row("SELECT 1 FROM conversations WHERE id = $1 AND root_id = $2 AND state = 'closed'", *status.conversation,
                      status.id);
}

std::optional<StatusId> root_of(db::Reader& reader, ConversationId id)
{
    return reader.value<StatusId>("SELECT root_id FROM conversations WHERE id = $1", id);
}

std::optional<AccountId> opener_here(db::Reader& reader, ConversationId id)
{
    return reader.value<AccountId>(
        "SELECT a.id FROM conversations c JOIN accounts a ON a.id = c.opener_id WHERE c.id = $1 AND a.domain_id IS NOT NULL", id);
}

void hear_state(db::Transaction& tx, const Status& root, bool is_closed)
{
    if (root.domain || !root.conversation || opened_what_is_closed(tx, root) == is_closed) return;
    tx.run("UPDATE conversations SET state = $3, summary = '' WHERE id = $1 AND root_id = $2", *root.conversation, root.id,
           is_closed ? "closed" : "open");
}

std::vector<AccountId> speakers_elsewhere(db::Reader& reader, const Status& root)
{
    constexpr int most = 1000;
    std::vector<AccountId> found;
    if (!root.conversation) return found;
    for (const auto& row : reader.rows("SELECT DISTINCT s.account_id FROM conversations c "
                                       "JOIN statuses s ON s.conversation_id = c.id JOIN accounts a ON a.id = s.account_id "
                                       "WHERE c.id = $1 AND c.root_id = $2 AND s.domain_id IS NULL AND s.deleted_at IS NULL "
                                       "AND a.suspended_at IS NULL ORDER BY s.account_id LIMIT $3",
                                       *root.conversation, root.id, most))
        found.push_back(row.get<AccountId>(0));
    return found;
}

namespace {

// As if it had been counted from the beginning.
void count_anew(db::Transaction& tx, ConversationId id)
{
    tx.run(
        "UPDATE conversations SET "
        "statuses_count = (SELECT count(*) FROM statuses s WHERE s.conversation_id = $1 AND s.deleted_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM uncounted_answers u WHERE u.status_id = s.id)), "
        "last_status_at = COALESCE((SELECT max(created_at) FROM statuses WHERE conversation_id = $1), created_at) WHERE id = $1",
        id);
}

}  // namespace

ConversationId split_conversation(db::Transaction& tx, const Status& branch, std::span<const StatusId> statuses, Time now)
{
    auto from = branch.conversation.value();
    auto id = tx.new_id<ConversationId>(now);
    tx.run("INSERT INTO conversations (id, opener_id, root_id, state, statuses_count, created_at, last_status_at, split_from_id) "
           "VALUES ($1, $2, $3, 'open', 0, $4, $5, $6)",
           id, branch.author, branch.id, now, branch.created_at, from);
    auto moved = db::list_of(statuses);
    tx.run("UPDATE statuses SET conversation_id = $2 WHERE id IN LIST($1)", moved, id);
    tx.run("UPDATE branch_wishes SET conversation_id = $2 WHERE status_id IN LIST($1)", moved, id);
    // Who wanted to hear nothing of the whole wants to hear nothing of its parts.
    tx.run("INSERT INTO conversation_mutes (account_id, conversation_id, created_at) "
           "SELECT account_id, $2, created_at FROM conversation_mutes WHERE conversation_id = $1",
           from, id);
    tx.run("UPDATE conversations SET answer_id = NULL WHERE id = $2 AND answer_id IN LIST($1)", moved, from);
    count_anew(tx, from);
    count_anew(tx, id);
    return id;
}

void merge_conversation(db::Transaction& tx, ConversationId from, ConversationId into)
{
    tx.run("UPDATE statuses SET conversation_id = $2 WHERE conversation_id = $1", from, into);
    tx.run("UPDATE branch_wishes SET conversation_id = $2 WHERE conversation_id = $1", from, into);
    tx.run("UPDATE conversations SET split_from_id = $2 WHERE split_from_id = $1", from, into);
    tx.run("UPDATE conversations SET merged_into_id = $2 WHERE id = $1 OR merged_into_id = $1", from, into);
    tx.run("UPDATE conversations SET split_from_id = NULL, answer_id = NULL WHERE id = $1", from);
    tx.run("UPDATE conversations SET split_from_id = NULL WHERE id = $1 AND split_from_id = $1", into);
    count_anew(tx, from);
    count_anew(tx, into);
}

}  // namespace favilla::social
