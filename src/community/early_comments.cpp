// SPDX-License-Identifier: AGPL-3.0-or-later
// What is said to the passages of a draft that is shown early.
#include "base/text.h"
#include "community/early_drafts.h"

namespace favilla::community {

std::vector<EarlyComment> comments_on(db::Reader& reader, const EarlyDraft& draft)
{
    std::vector<EarlyComment> comments;
    for (const auto& row :
         reader.rows("SELECT c.id, c.account_id, c.quote, c.position, c.text, c.resolved_at, c.created_at FROM early_comments c "
                     "JOIN accounts a ON a.id = c.account_id WHERE c.draft_id = $1 AND a.suspended_at IS NULL ORDER BY c.id",
                     draft.id)) {
        auto quote = row.get<std::string>(2);
        // Looked for anew each time: whoever changed the words need not know of comments.
        auto passage = find_passage(draft.words.text, quote, row.get<std::int64_t>(3));
        comments.push_back({.id = row.get<EarlyCommentId>(0),
                            .by = row.get<AccountId>(1),
                            .quote = std::move(quote),
                            .passage = passage,
                            .text = row.get<std::string>(4),
                            .resolved_at = row.get<std::optional<Time>>(5),
                            .created_at = row.get<Time>(6)});
    }
    return comments;
}

Result<EarlyCommentId> comment_early(db::Transaction& tx, const EarlyDraft& draft, AccountId by, const CommentDraft& comment,
                                     Time now)
{
    if (draft.settled) return refuse(ErrorCode::Conflict, "early.settled");
    if (comment.text.find_first_not_of(" \t\r\n") == std::string::npos) return refuse(ErrorCode::Invalid, "early.comment_empty");
    if (grapheme_count(comment.text) > max_comment_length)
        return refuse(ErrorCode::Invalid, "early.comment_too_long", {{"max", std::to_string(max_comment_length)}});
    if (!comment.quote.empty() && !find_passage(draft.words.text, comment.quote, comment.position))
        return refuse(ErrorCode::Invalid, "early.passage_missing");
    auto there = tx.value<std::int64_t>("SELECT count(*) FROM early_comments WHERE draft_id = $1", draft.id).value_or(0);
    if (there >= max_comments)
        return refuse(ErrorCode::TooMany, "early.too_many_comments", {{"max", std::to_string(max_comments)}});
    auto id = tx.new_id<EarlyCommentId>(now);
    tx.run("INSERT INTO early_comments (id, draft_id, account_id, quote, position, text, resolved_at, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)",
           id, draft.id, by, comment.quote, comment.position, comment.text, now);
    return id;
}

Result<void> resolve_comment(db::Transaction& tx, const EarlyDraft& draft, AccountId by, EarlyCommentId id, bool resolved,
                             Time now)
{
    if (!keeps(tx, draft, by)) return refuse(ErrorCode::Forbidden, "early.not_yours");
    auto since = resolved ? std::optional{now} : std::nullopt;
    if (tx.run("UPDATE early_comments SET resolved_at = $3 WHERE id = $1 AND draft_id = $2", id, draft.id, since) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

Result<void> delete_comment(db::Transaction& tx, const EarlyDraft& draft, AccountId by, EarlyCommentId id)
{
    auto author = tx.value<AccountId>("SELECT account_id FROM early_comments WHERE id = $1 AND draft_id = $2", id, draft.id);
    if (!author) return refuse(ErrorCode::NotFound, "record.not_found");
    if (*author != by && !keeps(tx, draft, by)) return refuse(ErrorCode::Forbidden, "early.not_yours");
    tx.run("DELETE FROM early_comments WHERE id = $1", id);
    return {};
}

}  // namespace favilla::community
