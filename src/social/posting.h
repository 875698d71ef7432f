// SPDX-License-Identifier: AGPL-3.0-or-later
// social/posting.h — what posting, editing, boosting and deleting share. For social/ alone.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "social/statuses.h"

namespace favilla::social {

// The author as posting needs to know them.
struct Writer {
    AccountId id;
    std::optional<DomainId> domain;
    std::string host;
    std::string uri;
    std::string url;
    Visibility default_visibility = Visibility::Public;
    bool default_sensitive = false;
    std::optional<std::string> default_language;
    QuotePolicy default_quote_policy = quotable_by_nobody;
};

// Refuses Forbidden for somebody suspended or gone.
Result<Writer> find_writer(db::Reader&, AccountId);

struct Rendered {
    std::string html;
    std::vector<AccountId> mentions;                        // each once, in the order of the text
    std::vector<std::pair<std::string, std::string>> tags;  // folded name, as written; each once
};
// Mentions are looked for among the accounts known here.
Rendered render_words(db::Reader&, const Writer&, std::string_view text);
// A tag that the organisation does not want is refused Invalid "status.tag_unusable".
Result<void> check_tags(db::Reader&, const Writer&, const Rendered&);
// Of those named, only who reads it anyway is told.
void keep_to_audience(db::Reader&, std::optional<AccountId> audience, Rendered&);

// Publishes StatusPosted or StatusBoosted by its caller; keeps the author's counter.
enum class Listed { No, Yes };
void insert_status(db::Transaction&, const Status&, Listed);
void count_status(db::Transaction&, const Status&, int change, Time now);  // in the author's counter

// In the parent's replies_count: what only some may read is not counted before everybody's eyes.
inline bool counts_as_reply(const Status& status) { return status.visibility <= Visibility::Unlisted; }

void set_mentions(db::Transaction&, StatusId, const std::vector<AccountId>&);
void set_tags(db::Transaction&, const Status&, const Rendered&, Time now);

void remove_tags(db::Transaction&, const Status&);

struct Words {  // of a draft or a revision, made ready
    std::string text;
    std::string content_warning;
};
// Trimmed; a warning without words becomes the words. Refuses Invalid: empty with nothing beside the words, too long, no UTF-8.
enum class Beside { Nothing, Something };  // a poll, a quoted post, media
Result<Words> check_words(Words, Beside);

// A draft that nothing speaks against.
struct CheckedDraft {
    Writer writer;
    Words words;
    std::vector<Media> media;
    std::optional<Status> parent, quoted;
};
// Whether it could be posted now.
Result<CheckedDraft> check_draft(db::Transaction&, AccountId author, const StatusDraft&);

// The parent's conversation, or one that this status opens.
ConversationId join_conversation(db::Transaction&, const Status&, const std::optional<Status>& parent, Time now);
void notify_mentioned(db::Transaction&, const Status&, AccountId, Time now);
// What posting leaves behind, wherever it was written: the row, the names in it, the counters, who is told, the homes. Publishes StatusPosted.
void store_posting(db::Transaction&, const Status&, const std::optional<Status>& parent, const Rendered&, Time now);

// What an edit leaves behind: the versions, the names in it, who is told. `change_rest` changes poll and media, and is called when
// the old version has been kept; empty when both stay. Publishes StatusEdited, unless nothing differs.
void store_revision(db::Transaction&, const Status& before, Status& after, const Rendered&,
                    const std::function<void()>& change_rest, Time edited, Time now);

// Inserts a boost that may be made, counts it, tells the author and brings it home. Publishes StatusBoosted.
void add_boost(db::Transaction&, const Status& boost, const Status& shown, Time now);

// Follow-up work at the end of a posting: the homes and lists of those who follow (social/deliveries.cpp).
void deliver(db::Transaction&, const Status&, Time now);

}  // namespace favilla::social
