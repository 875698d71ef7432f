// SPDX-License-Identifier: AGPL-3.0-or-later
// social/statuses.h — what people write. A status has one author and one conversation; a reply joins the conversation
// of its parent. Text is kept as typed and rendered once, on posting. A boost is a status without words that points to
// another. A deleted status keeps its place in the tree and loses its words.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/media.h"
#include "social/quote_policy.h"
#include "social/reply_policy.h"
#include "social/visibility.h"

namespace favilla::social {

struct Status {
    StatusId id;
    AccountId author;
    std::optional<DomainId> domain;              // the author's hosted domain; none: a remote author
    std::optional<ConversationId> conversation;  // none: a boost
    std::optional<StatusId> in_reply_to;
    std::optional<AccountId> in_reply_to_author;
    std::optional<StatusId> boost_of;
    Visibility visibility = Visibility::Public;
    // Who follows this account reads it, and nobody else; it is Private then. Withheld, where it is the author's own: nobody else at all.
    std::optional<AccountId> audience;
    std::string text;  // as typed
    std::string html;  // as rendered
    std::string content_warning;
    bool sensitive = false;
    std::optional<std::string> language;
    std::optional<ApplicationId> application;
    std::optional<AccountId> person;  // who wrote it in the author's voice; none: the author
    bool is_signed = false;           // whether everybody is told so
    std::optional<PollId> poll;
    std::string uri;
    std::string url;
    std::int64_t replies_count = 0;
    std::int64_t boosts_count = 0;
    std::int64_t favourites_count = 0;
    bool has_mentions = false;  // so that a page without any asks for none
    bool has_tags = false;
    std::int64_t quote_policy = 0;  // social/quote_policy.h
    ReplyPolicy reply_policy = ReplyPolicy::Everyone;
    std::int64_t quotes_count = 0;
    bool has_quote = false;
    bool has_media = false;
    std::string emojis;  // of another server's: social/remote_emojis.h
    Time created_at;
    std::optional<Time> edited_at;
    std::optional<Time> deleted_at;
};

struct PollDraft {
    std::vector<std::string> options;
    Duration lasts;
    bool multiple = false;
    bool hide_totals = false;
};

struct StatusDraft {  // what a client asks us to post
    std::string text;
    std::optional<StatusId> in_reply_to;
    std::optional<Visibility> visibility;  // none: the author's own default
    std::string content_warning;
    std::optional<bool> sensitive;        // none: the author's own default
    std::optional<std::string> language;  // none: detected
    std::optional<PollDraft> poll;
    std::vector<MediaId> media;  // the author's own, each attached to nothing yet
    std::optional<ApplicationId> application;
    std::string idempotency_key;  // empty: none
    std::optional<StatusId> quotes;
    std::optional<QuotePolicy> quote_policy;  // none: the author's own default
    ReplyPolicy reply_policy = ReplyPolicy::Everyone;
    std::optional<AccountId> audience;     // an answer has its parent's, whatever is said here
    std::optional<AccountId> person = {};  // as in Status
    bool is_signed = false;
};

struct StatusRevision {  // what is not given stays as it is
    std::optional<std::string> text;
    std::optional<std::string> content_warning;
    std::optional<bool> sensitive;
    std::optional<std::string> language;
    std::optional<PollDraft> poll;
    std::optional<QuotePolicy> quote_policy;
    std::optional<ReplyPolicy> reply_policy;
    std::optional<std::vector<MediaId>> media;
    std::vector<MediaWords> media_words;
};

struct StatusEdit {  // one version of a status, the first being the original
    std::string html;
    std::string content_warning;
    bool sensitive = false;
    std::vector<std::string> poll_options;
    std::vector<Media> media;
    Time created_at;
};

inline constexpr std::size_t max_status_length = 5000;
inline constexpr std::size_t max_status_bytes = 100'000;  // links are counted short, but not everything goes
inline constexpr std::size_t max_mentions = 50;           // further ones stay text
inline constexpr std::size_t max_tags = 60;
inline constexpr Duration idempotency_lasts = hours(24);

// None when there is no such status, it was deleted, or the viewer may not see it.
std::optional<Status> find_status(db::Reader&, StatusId, Viewer);
// Those of them the viewer may see, in the order asked for.
std::vector<Status> find_statuses(db::Reader&, std::span<const StatusId>, Viewer);

// Refuses: Invalid (empty, too long, a bad poll), NotFound (the parent or the quoted post, also when the author
// may not see it; an audience the author does not belong to), Forbidden (the conversation is closed, or
// its author chose others who may answer).
Result<Status> post_status(db::Transaction&, AccountId author, const StatusDraft&, Time now);
// What was posted under that key not long ago.
std::optional<Status> earlier_posting(db::Reader&, AccountId author, const std::string& key, Time now);
// Publishes StatusEdited. Refuses: NotFound (not there, or another's), Invalid.
Result<Status> edit_status(db::Transaction&, AccountId author, StatusId, const StatusRevision&, Time now);
// What has an audience has none but its author any more.
void withhold(db::Transaction&, StatusId);
// Publishes StatusDeleted; answers with what it was before. Refuses: NotFound (not there, or another's).
Result<Status> delete_status(db::Transaction&, AccountId author, StatusId, Time now);
// The same for a moderator's hand or an account's end.
void remove_status(db::Transaction&, const Status&, Time now);

// Every version, oldest first; the status itself when it was never edited.
std::vector<StatusEdit> history(db::Reader&, const Status&);

// For queries of social/ that select statuses as `s`.
inline constexpr std::string_view status_columns =
    "s.id, s.account_id, s.domain_id, s.conversation_id, s.in_reply_to_id, s.in_reply_to_account_id, s.boost_of_id, "
    "s.visibility, s.text, s.html, s.content_warning, s.sensitive, s.language, s.application_id, s.poll_id, s.uri, s.url, "
    "s.replies_count, s.boosts_count, s.favourites_count, s.has_mentions, s.has_tags, s.created_at, s.edited_at, s.deleted_at, "
    "s.quote_policy, s.quotes_count, s.has_quote, s.has_media, s.audience_id, s.person_id, s.is_signed, s.emojis, s.reply_policy";
inline constexpr int status_column_count = 34;
Status read_status(const db::Row&);  // a row that begins with those columns

}  // namespace favilla::social
