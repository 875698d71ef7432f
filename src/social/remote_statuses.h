// SPDX-License-Identifier: AGPL-3.0-or-later
// social/remote_statuses.h — what people of other servers write. It stands in the same tables, conversations, homes and measures
// as what is written here; its HTML was sanitised on the way in and is kept as it came, since only its server has the text.
#pragma once
#include "base/html.h"
#include "social/polls.h"
#include "social/quotes.h"
#include "social/remote_emojis.h"
#include "social/statuses.h"

namespace favilla::social {

struct RemotePoll {
    std::vector<PollOption> options;  // with the counts that its server gives
    bool multiple = false;
    std::optional<Time> expires_at;
    std::int64_t voters_count = 0;
};

// A page that its author names beside the words (FEP-8967). With a title it is the preview itself, in the author's own words.
struct AttachedLink {
    std::string url;
    std::string title, description;  // plain text, bounded; may be empty
};

struct RemoteStatus {
    std::string uri;
    std::string url;  // for people to open; empty: the URI
    AccountId author;
    std::optional<StatusId> in_reply_to;
    Visibility visibility = Visibility::Public;
    SafeHtml html;
    std::string content_warning;
    bool sensitive = false;
    std::optional<std::string> language;
    std::vector<AccountId> mentions;
    std::vector<std::string> tags;  // as written, without "#"
    std::optional<RemotePoll> poll;
    std::optional<AttachedLink> link;
    std::optional<bool> searchable;  // by everybody (FEP-268d); none: as its author wishes
    QuotePolicy quote_policy;
    ReplyPolicy reply_policy = ReplyPolicy::Everyone;
    std::optional<RemoteQuote> quote;
    std::vector<RemoteMedia> media;
    std::vector<RemoteEmoji> emojis;
    Time published;
    std::optional<Time> updated;
};

inline constexpr std::size_t max_remote_poll_options = 500;

// The one that is known already, or a new one; publishes StatusPosted for that. An answer to what the author may not see or
// what is not known stands alone. Refuses Forbidden for a suspended author and a closed conversation.
Result<Status> receive_status(db::Transaction&, const RemoteStatus&, Time now);

// Publishes StatusEdited when people see a difference; new counts of a poll alone are no edit. Refuses NotFound when it
// is not there or another's. An older version than the one that is there changes nothing.
Result<Status> receive_edit(db::Transaction&, const RemoteStatus&, Time now);

// What somebody of another server has pinned, in their order; what is not theirs or not open is left out.
void receive_pins(db::Transaction&, AccountId, std::span<const StatusId>, Time now);

struct RemoteBoost {
    std::string uri;
    AccountId author;
    StatusId boosted;
    Visibility visibility = Visibility::Public;
};
// Once an author and status. Refuses NotFound for what the booster may not boost.
Result<Status> receive_boost(db::Transaction&, const RemoteBoost&, Time now);

// The answers to a status, and what a conversation of this hosted domain holds, as far as everybody may see them.
std::vector<std::string> uris_of_replies(db::Reader&, StatusId, int at_most);
struct ConversationUris {
    std::string opener;
    std::vector<std::string> statuses;  // the root first
};
std::optional<ConversationUris> uris_of_conversation(db::Reader&, ConversationId, DomainId);
bool is_opened_in(db::Reader&, ConversationId, DomainId);  // so that there is something to give

struct AuthorAndUri {
    AccountId author;
    std::string uri;
};
std::optional<AuthorAndUri> author_and_uri(db::Reader&, StatusId);
std::optional<AccountId> author_of_private(db::Reader&, StatusId);  // of one of ours that is for followers; none otherwise
std::string uri_of_status(db::Reader&, StatusId);                   // of one that was deleted as well
std::optional<Status> find_status_by_uri(db::Reader&, std::string_view uri);  // whoever looks; not the deleted ones

}  // namespace favilla::social
