// SPDX-License-Identifier: AGPL-3.0-or-later
// community/page_drafts.h — what the team of a page writes before it goes out: a draft, sent for review, published or sent back with a
// word. Where the page asks for review, nobody lets out what they wrote themselves, unless nobody else could.
#pragma once
#include "community/events.h"
#include "community/pages.h"
#include "social/draft_media.h"
#include "social/statuses.h"

namespace favilla::community {

using social::PageDraftId;

enum class DraftState { Draft, Review, Returned, Published };
std::string_view name_of(DraftState);  // "draft", …

struct DraftWords {
    std::string text, content_warning;
    std::optional<std::string> language;
    std::optional<social::Visibility> visibility;  // none, of what is to be kept: as the page's posts are; a kept one says it
    std::optional<StatusId> in_reply_to;
    std::optional<Time> at;  // goes out then; none: as soon as it is published
};

struct DraftBeside {                // what it takes along
    std::optional<bool> sensitive;  // none: as the page's posts are
    std::optional<social::PollDraft> poll;
    std::vector<social::MediaId> media;  // the page's own
    std::optional<StatusId> quotes;
    std::optional<social::QuotePolicy> quote_policy;  // none: as the page's posts are
    social::ReplyPolicy reply_policy = social::ReplyPolicy::Everyone;
};

struct BesideChange {  // what is not given stays as it is
    std::optional<bool> sensitive;
    std::optional<std::optional<social::PollDraft>> poll;  // given and none: taken away
    std::optional<std::vector<social::MediaId>> media;
    std::optional<StatusId> quotes;
    std::optional<social::QuotePolicy> quote_policy;
    std::optional<social::ReplyPolicy> reply_policy;
    bool is_event = false;  // its words are those of an event: community/event_drafts.h
};

struct TeamDraft {
    PageDraftId id;
    AccountId page, author;
    AccountId changed_by;  // whose words it ends with
    DraftState state = DraftState::Draft;
    std::int64_t revision = 1;  // grows with every change of its words
    DraftWords words;
    DraftBeside beside;
    std::optional<EventDraft> event = {};  // what it invites to, where it is to become an event
    std::vector<social::Media> media;      // those of beside; a published draft has left them to its post
    std::optional<AccountId> settled_by;   // who published it or sent it back
    std::string word;                      // of whoever sent it back
    std::optional<StatusId> status;        // what it became
    std::optional<ScheduledStatusId> scheduled;
    Time created_at, updated_at;
};

// Invalid "status.empty" (no words, nor media, nor a quote), "status.too_long".
Result<void> check_draft_words(const DraftWords&, const DraftBeside& = {});

inline constexpr std::size_t max_draft_word = 500;  // graphemes

std::optional<TeamDraft> find_draft(db::Reader&, AccountId page, PageDraftId);
enum class Drafts { Open, All };
social::Page<TeamDraft> drafts_of(db::Reader&, AccountId page, Drafts, const social::PageRequest&);  // newest first

// Not let out yet, and meant for that stretch; by their time.
std::vector<TeamDraft> drafts_between(db::Reader&, AccountId page, Time from, Time until);

struct OpenDrafts {
    std::int64_t all = 0, in_review = 0;
};
OpenDrafts count_open_drafts(db::Reader&, AccountId page);

enum class DraftActKind { Change, Delete, Send, Publish, SendBack };
// What the person may do with it as it stands.
bool may(db::Reader&, const Page&, const social::Voice&, const TeamDraft&, DraftActKind);

// All refuse NotFound to who is not of the team, Forbidden "page.not_allowed", "draft.own" (published by who wrote it), Conflict
// "draft.settled", "draft.not_in_review", Invalid "draft.is_event" (changed otherwise than by community/event_drafts), and as post_status
// and make_event do. Each is written down.
Result<TeamDraft> write_draft(db::Transaction&, AccountId page, AccountId by, const DraftWords&, const BesideChange&, Time now);
// Whatever it was before, it is a draft again.
Result<TeamDraft> change_draft(db::Transaction&, AccountId page, AccountId by, PageDraftId, const DraftWords&,
                               const BesideChange&, Time now);

// Another time for the same words: it stays as far as it has come, and whoever read it in review is told that it changed. As change_draft, and
// Invalid "draft.time_over", "draft.event_goes_at_once".
Result<TeamDraft> move_draft(db::Transaction&, AccountId page, AccountId by, PageDraftId, Time at, Time now);

struct DraftAct {
    AccountId page, by;
    PageDraftId draft;
    DraftActKind kind = DraftActKind::Send;
    std::optional<std::int64_t> revision;  // what was read; another than there is now: Conflict "draft.changed"
    std::string word;                      // of SendBack
    const EventTongue* tongue = nullptr;   // of Publish, for an event: where its page is, and in which words it is told
};
// Publish posts it, or sets its time where that is still to come; of two who publish one, the second is told that it is settled.
Result<std::optional<TeamDraft>> act_on_draft(db::Transaction&, const DraftAct&, Time now);  // none: deleted

}  // namespace favilla::community
