// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "base/language.h"
#include "social/polls.h"
#include "social/posting.h"
#include "social/quotes.h"
#include "social/relations.h"

namespace favilla::social {

namespace {

void remember_posting(db::Transaction& tx, AccountId author, const std::string& key, StatusId status, Time now)
{
    if (key.empty()) return;
    tx.run("DELETE FROM idempotency_keys WHERE created_at <= $1", now - idempotency_lasts);
    tx.run("INSERT INTO idempotency_keys (account_id, key, status_id, created_at) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (account_id, key) DO UPDATE SET status_id = excluded.status_id, created_at = excluded.created_at",
           author, key, status, now);
}

// None: the status opens a conversation of its own.
Result<std::optional<Status>> find_parent(db::Transaction& tx, AccountId author, const StatusDraft& draft)
{
    if (!draft.in_reply_to) return std::optional<Status>{};
    auto parent = find_status(tx, *draft.in_reply_to, author);
    // A boost has no words to answer: the answer goes to what it shows.
    if (parent && parent->boost_of) parent = find_status(tx, *parent->boost_of, author);
    // A parent the author may not see is answered as if it did not exist: the refusal must not leak it.
    if (!parent) return refuse(ErrorCode::NotFound, "status.parent_missing");
    auto state = tx.value<std::string>("SELECT state FROM conversations WHERE id = $1", *parent->conversation);
    if (state == "closed") return refuse(ErrorCode::Forbidden, "conversation.closed");
    // Who has left reads what they wrote there, and answers nothing.
    if (parent->audience && !is_following(tx, author, *parent->audience))
        return refuse(ErrorCode::NotFound, "status.parent_missing");
    CHECKED(check_answer(tx, *parent, author));
    return parent;
}

std::optional<std::string> language_of(const StatusDraft& draft, const Writer& writer, std::string_view text)
{
    if (draft.language)
        if (auto named = normal_language(*draft.language)) return named;
    if (auto detected = detect_language(text, writer.default_language.value_or(""))) return detected;
    return writer.default_language;
}

// An answer is for those who read what it answers, unless it is said to a few by name.
std::optional<AccountId> audience_of(const StatusDraft& draft, const std::optional<Status>& parent)
{
    if (!parent) return draft.audience;
    return draft.visibility == Visibility::Direct ? std::nullopt : parent->audience;
}

Status make_status(db::Transaction& tx, const Writer& writer, const StatusDraft& draft, Words words, const Rendered& rendered,
                   const std::optional<Status>& parent, Time now)
{
    auto id = tx.new_id<StatusId>(now);
    Status status{.id = id,
                  .author = writer.id,
                  .domain = writer.domain,
                  .visibility = draft.visibility.value_or(writer.default_visibility),
                  .html = rendered.html,
                  .sensitive = draft.sensitive.value_or(writer.default_sensitive) || !words.content_warning.empty(),
                  .language = language_of(draft, writer, words.text),
                  .application = draft.application,
                  .person = draft.person,
                  .is_signed = draft.is_signed,
                  .uri = writer.uri + "/statuses/" + to_string(id),
                  .url = writer.url + "/" + to_string(id),
                  .has_mentions = !rendered.mentions.empty(),
                  .has_tags = !rendered.tags.empty(),
                  .reply_policy = draft.reply_policy,
                  .has_media = !draft.media.empty(),
                  .created_at = now};
    status.text = std::move(words.text);
    status.content_warning = std::move(words.content_warning);
    status.audience = audience_of(draft, parent);
    if (status.audience) status.visibility = Visibility::Private;
    if (parent) {
        status.in_reply_to = parent->id;
        status.in_reply_to_author = parent->author;
    }
    status.conversation = join_conversation(tx, status, parent, now);
    return status;
}

// What only some may read stays with them: what quotes it is read by no more, and it is quoted by nobody else.
void set_quoting(Status& status, const StatusDraft& draft, const Writer& writer, const std::optional<Status>& quoted)
{
    if (quoted && quoted->visibility >= Visibility::Private) status.visibility = std::max(status.visibility, quoted->visibility);
    auto policy = draft.quote_policy.value_or(writer.default_quote_policy);
    status.quote_policy = status.visibility >= Visibility::Private ? 0 : policy.stored();
    status.has_quote = quoted.has_value();
}

Result<std::optional<Status>> find_quoted(db::Transaction& tx, AccountId author, const StatusDraft& draft)
{
    if (!draft.quotes) return std::optional<Status>{};
    TRY(auto quoted, find_quotable(tx, author, *draft.quotes));
    return quoted;
}

// In a message to a few people their words are shown to whom they concern only.
Result<void> check_named(const Status& status, const std::optional<Status>& quoted, const Rendered& rendered)
{
    if (!quoted || status.visibility != Visibility::Direct || quoted->author == status.author) return {};
    if (std::ranges::find(rendered.mentions, quoted->author) == rendered.mentions.end())
        return refuse(ErrorCode::Invalid, "status.quoted_not_mentioned");
    return {};
}

// Answers for the members of a group ask for one: it is written in one, to one by its name, or answers what stands in one.
Result<void> check_group(db::Reader& reader, const StatusDraft& draft, const std::optional<Status>& parent,
                         const Rendered& rendered)
{
    if (draft.reply_policy != ReplyPolicy::Group || audience_of(draft, parent)) return {};
    if (parent && reader.row("SELECT 1 FROM status_groups WHERE status_id = $1", parent->id)) return {};
    if (reader.row("SELECT 1 FROM accounts WHERE kind = 'group' AND id IN EACH($1)", db::list_of(rendered.mentions))) return {};
    return refuse(ErrorCode::Invalid, "status.answers_no_group");
}

// To a group that is known to its members alone. What others write to their followers is for those of its author.
bool belongs_to(db::Reader& reader, AccountId author, AccountId audience)
{
    return reader
        .row("SELECT 1 FROM follows f JOIN accounts a ON a.id = f.target_id WHERE f.account_id = $1 AND f.target_id = $2 "
             "AND a.kind = 'group' AND a.admitted_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
             author, audience)
        .has_value();
}

}  // namespace

std::optional<Status> earlier_posting(db::Reader& reader, AccountId author, const std::string& key, Time now)
{
    if (key.empty()) return std::nullopt;
    auto id =
        reader.value<StatusId>("SELECT status_id FROM idempotency_keys WHERE account_id = $1 AND key = $2 AND created_at > $3",
                               author, key, now - idempotency_lasts);
    if (!id) return std::nullopt;
    return find_status(reader, *id, author);
}

Result<CheckedDraft> check_draft(db::Transaction& tx, AccountId author, const StatusDraft& draft)
{
    TRY(auto writer, find_writer(tx, author));
    TRY(auto words, check_words({draft.text, draft.content_warning},
                                draft.poll || draft.quotes || !draft.media.empty() ? Beside::Something : Beside::Nothing));
    if (draft.poll) CHECKED(check_poll(*draft.poll));
    TRY(auto media, check_attachable(tx, author, draft.media, std::nullopt));
    TRY(auto parent, find_parent(tx, author, draft));
    TRY(auto quoted, find_quoted(tx, author, draft));
    if (draft.audience && !parent && !belongs_to(tx, author, *draft.audience))
        return refuse(ErrorCode::NotFound, "status.audience_missing");
    return CheckedDraft{std::move(writer), std::move(words), std::move(media), std::move(parent), std::move(quoted)};
}

Result<Status> post_status(db::Transaction& tx, AccountId author, const StatusDraft& draft, Time now)
{
    if (auto earlier = earlier_posting(tx, author, draft.idempotency_key, now)) return *earlier;
    TRY(auto checked, check_draft(tx, author, draft));
    const auto& [writer, words, media, parent, quoted] = checked;

    auto rendered = render_words(tx, writer, words.text);
    CHECKED(check_tags(tx, writer, rendered));
    CHECKED(check_group(tx, draft, parent, rendered));
    keep_to_audience(tx, audience_of(draft, parent), rendered);
    auto status = make_status(tx, writer, draft, words, rendered, parent, now);
    set_quoting(status, draft, writer, quoted);
    CHECKED(check_named(status, quoted, rendered));
    if (draft.poll) status.poll = add_poll(tx, status.id, author, *draft.poll, now);
    store_posting(tx, status, parent, rendered, now);
    if (quoted) store_quote(tx, status, *quoted, now);
    attach_media(tx, status.id, media);
    remember_posting(tx, author, draft.idempotency_key, status.id, now);
    return status;
}

}  // namespace favilla::social
