// SPDX-License-Identifier: AGPL-3.0-or-later
// community/early_drafts.h — a draft shown to a circle before it goes out: chosen people of this server, the members of a group, or both.
// They comment on passages; whoever shows it answers by changing the words, settles comments and publishes. Of a page, it is a draft of its
// team (community/page_drafts.h), which keeps its words and is published by the team's own rules.
#pragma once
#include "community/page_drafts.h"
#include "community/passages.h"

namespace favilla::community {

using EarlyDraftId = Id<struct EarlyDraftTag>;
using EarlyCommentId = Id<struct EarlyCommentTag>;

struct EarlyDraft {
    EarlyDraftId id;
    DomainId domain;
    AccountId by;
    std::optional<AccountId> page;  // whose team wrote it
    std::optional<PageDraftId> page_draft;
    std::optional<AccountId> group;
    std::vector<AccountId> readers;
    std::int64_t revision = 1;  // grows with every change of its words
    DraftWords words;
    std::optional<StatusId> status;  // what it became
    bool settled = false;            // published or planned: it takes no more comments
    Time created_at, updated_at;
};

struct Circle {
    std::vector<AccountId> readers;
    std::optional<AccountId> group;
};
inline constexpr std::size_t max_early_readers = 50;
inline constexpr std::size_t max_comment_length = 1000;  // graphemes
inline constexpr std::int64_t max_comments = 500;        // of a draft

// None also when it is not for them.
std::optional<EarlyDraft> find_early_draft(db::Reader&, EarlyDraftId, AccountId viewer);
bool keeps(db::Reader&, const EarlyDraft&, AccountId who);  // changes, settles, publishes it
enum class EarlyDrafts { Own, Shown };
social::Page<EarlyDraft> early_drafts_of(db::Reader&, AccountId, EarlyDrafts, const social::PageRequest&);  // newest first

// Refuse Invalid "early.no_circle", "early.too_many_readers" and as a draft of a page does, NotFound "early.reader_missing" (people of
// this server alone, who have not blocked whoever shows it), "group.missing" (one is a member of), Conflict "early.shown_already".
Result<EarlyDraft> show_early(db::Transaction&, AccountId by, const DraftWords&, const Circle&, Time now);
Result<EarlyDraft> show_page_draft(db::Transaction&, AccountId by, AccountId page, PageDraftId, const Circle&, Time now);
// Words none: they stay; of a page they are changed where its team does. Refuses Forbidden "early.not_yours", Conflict "early.settled",
// "draft.changed" (`seen` is another revision), Invalid "early.of_page".
Result<void> change_early(db::Transaction&, const EarlyDraft&, AccountId by, const std::optional<DraftWords>&,
                          const std::optional<Circle>&, std::optional<std::int64_t> seen, Time now);
Result<void> delete_early(db::Transaction&, const EarlyDraft&, AccountId by);
// With `credit` behind its words where that is not empty. Refuses besides as post_status does.
Result<StatusId> publish_early(db::Transaction&, const EarlyDraft&, AccountId by, std::string_view credit,
                               std::optional<std::int64_t> seen, Time now);

struct EarlyComment {
    EarlyCommentId id;
    AccountId by;
    std::string quote;               // of the whole draft: empty
    std::optional<Passage> passage;  // where it stands now; none: of the whole, or changed since
    std::string text;
    std::optional<Time> resolved_at;
    Time created_at;
};
std::vector<EarlyComment> comments_on(db::Reader&, const EarlyDraft&);  // oldest first
struct CommentDraft {
    std::string quote, text;
    std::int64_t position = 0;
};
// By whom it is shown to, and who keeps it. Refuses Invalid "early.comment_empty", "early.comment_too_long", "early.passage_missing",
// TooMany "early.too_many_comments", Conflict "early.settled".
Result<EarlyCommentId> comment_early(db::Transaction&, const EarlyDraft&, AccountId by, const CommentDraft&, Time now);
// By who keeps the draft. Refuse Forbidden "early.not_yours", NotFound.
Result<void> resolve_comment(db::Transaction&, const EarlyDraft&, AccountId by, EarlyCommentId, bool resolved, Time now);
Result<void> delete_comment(db::Transaction&, const EarlyDraft&, AccountId by, EarlyCommentId);  // also by who wrote it

void forget_early_of_page_draft(db::Transaction&, PageDraftId);
// Whose account was deleted: their drafts and comments go. For AccountSuspended, inside.
void forget_early_of_deleted(db::Transaction&, AccountId);

}  // namespace favilla::community
