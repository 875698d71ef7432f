// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "base/language.h"
#include "jobs/events.h"
#include "social/direct_conversations.h"
#include "social/notifications.h"
#include "social/past_ids.h"
#include "social/poll_titles.h"
#include "social/polls.h"
#include "social/posting.h"
#include "social/quotes.h"
#include "social/search_index.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

constexpr int boosters_told = 500;  // of an edit, by a notification

// Nothing an editor could have meant to change: titles in their order and how they are chosen.
bool same_poll(db::Reader& reader, const Status& status, const PollDraft& draft)
{
    if (!status.poll) return false;
    auto polls = polls_among(reader, {&*status.poll, 1}, status.author);
    auto found = polls.find(*status.poll);
    if (found == polls.end()) return false;
    std::vector<std::string> titles;
    for (const auto& option : found->second.options) titles.push_back(option.title);
    return titles == draft.options && found->second.multiple == draft.multiple;
}

std::string poll_titles(db::Reader& reader, const Status& status)
{
    std::vector<std::string> titles;
    if (status.poll)
        for (const auto& row : reader.rows("SELECT title FROM poll_options WHERE poll_id = $1 ORDER BY position", *status.poll))
            titles.push_back(row.get<std::string>(0));
    return stored_titles(titles);
}

void keep_version(db::Transaction& tx, const Status& status, Time when, Time now)
{
    tx.run(
        "INSERT INTO status_edits (id, status_id, text, html, content_warning, sensitive, poll_options, created_at, media_ids) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.new_id<StatusEditId>(now), status.id, status.text, status.html, status.content_warning, status.sensitive,
        poll_titles(tx, status), when, media_ids_text(media_of(tx, {&status.id, 1})[status.id]));
}

void revise_poll(db::Transaction& tx, Status& status, const std::optional<PollDraft>& draft, Time now)
{
    if (!draft || same_poll(tx, status, *draft)) return;
    if (status.poll) return replace_poll(tx, *status.poll, *draft, now);
    status.poll = add_poll(tx, status.id, status.author, *draft, now);
}

void revise_names(db::Transaction& tx, const Status& status, const Rendered& rendered, Time now)
{
    std::vector<AccountId> before;
    for (const auto& row : tx.rows("SELECT account_id FROM mentions WHERE status_id = $1", status.id))
        before.push_back(row.get<AccountId>(0));
    tx.run("DELETE FROM mentions WHERE status_id = $1", status.id);
    remove_tags(tx, status);
    set_mentions(tx, status.id, rendered.mentions);
    set_tags(tx, status, rendered, now);
    for (auto account : rendered.mentions)
        if (std::ranges::find(before, account) == before.end()) notify_mentioned(tx, status, account, now);
}

void tell_boosters(db::Transaction& tx, const Status& status, Time now)
{
    if (status.boosts_count == 0) return;
    for (const auto& row : tx.rows("SELECT account_id FROM statuses WHERE boost_of_id = $1 AND id >= $3 LIMIT $2", status.id,
                                   boosters_told, first_present_id))
        notify(tx,
               {.to = row.get<AccountId>(0),
                .kind = NotificationKind::Update,
                .from = status.author,
                .status = status.id,
                .conversation = status.conversation},
               now);
}

// What is to be attached, with the words about it.
Result<std::vector<Media>> revised_media(db::Reader& reader, const Status& status, const StatusRevision& revision)
{
    std::vector<Media> media = media_of(reader, {&status.id, 1})[status.id];
    if (revision.media) {
        TRY(media, check_attachable(reader, status.author, *revision.media, status.id));
        for (auto& one : media) one.status = status.id;
    }
    return with_words(std::move(media), revision.media_words);
}

}  // namespace

Result<Status> edit_status(db::Transaction& tx, AccountId author, StatusId id, const StatusRevision& revision, Time now)
{
    auto found = find_status(tx, id, author);
    if (!found || found->author != author || found->boost_of) return refuse(ErrorCode::NotFound, "status.missing");
    // It says when and where it was first published: with other words that would no longer be so.
    if (is_past(id)) return refuse(ErrorCode::Invalid, "past.not_edited");
    TRY(auto writer, find_writer(tx, author));
    auto before = *found;
    auto& status = *found;
    TRY(auto media, revised_media(tx, status, revision));
    TRY(auto words,
        check_words({revision.text.value_or(status.text), revision.content_warning.value_or(status.content_warning)},
                    status.poll || revision.poll || status.has_quote || !media.empty() ? Beside::Something : Beside::Nothing));
    if (revision.poll) CHECKED(check_poll(*revision.poll));

    status.text = std::move(words.text);
    status.content_warning = std::move(words.content_warning);
    status.sensitive = revision.sensitive.value_or(status.sensitive) || !status.content_warning.empty();
    if (revision.language)
        if (auto language = normal_language(*revision.language)) status.language = language;
    bool poll_changes = revision.poll && !same_poll(tx, status, *revision.poll);
    auto rendered = render_words(tx, writer, status.text);
    if (revision.text) CHECKED(check_tags(tx, writer, rendered));
    keep_to_audience(tx, status.audience, rendered);
    status.html = rendered.html;
    status.has_mentions = !rendered.mentions.empty();
    status.has_tags = !rendered.tags.empty();
    status.has_media = !media.empty();
    bool media_change = media != media_of(tx, {&id, 1})[id];
    std::function<void()> change_rest;
    if (poll_changes || media_change)
        change_rest = [&] {
            if (poll_changes) revise_poll(tx, status, revision.poll, now);
            if (media_change) attach_media(tx, id, media);
        };
    store_revision(tx, before, status, rendered, change_rest, now, now);
    if (revision.reply_policy) {
        TRY(auto reopened, change_reply_policy(tx, author, id, *revision.reply_policy, now));
        status.reply_policy = reopened.reply_policy;
    }
    if (!revision.quote_policy) return status;
    TRY(auto reopened, change_quote_policy(tx, author, id, *revision.quote_policy, now));
    status.quote_policy = reopened.quote_policy;
    return status;
}

void store_revision(db::Transaction& tx, const Status& before, Status& status, const Rendered& rendered,
                    const std::function<void()>& change_rest, Time edited, Time now)
{
    bool shows = status.text != before.text || status.html != before.html || status.content_warning != before.content_warning
              || status.sensitive != before.sensitive || change_rest;
    if (!shows && status.language == before.language) return;
    if (shows && !before.edited_at) keep_version(tx, before, before.created_at, now);
    if (change_rest) change_rest();
    if (shows) status.edited_at = edited;
    tx.run("UPDATE statuses SET text = $2, html = $3, content_warning = $4, sensitive = $5, language = $6, poll_id = $7, "
           "has_mentions = $8, has_tags = $9, edited_at = $10, has_media = $11 WHERE id = $1",
           status.id, status.text, status.html, status.content_warning, status.sensitive, status.language, status.poll,
           status.has_mentions, status.has_tags, status.edited_at, status.has_media);
    if (shows) keep_version(tx, status, edited, now);
    revise_names(tx, status, rendered, now);
    revise_direct(tx, status, now);
    reindex_status(tx, status);
    if (shows) tell_boosters(tx, status, now);
    if (shows) tell_quoters(tx, status, now);
    jobs::publish(tx, StatusEdited{status.id});
}

void withhold(db::Transaction& tx, StatusId id)
{
    tx.run("UPDATE statuses SET audience_id = account_id WHERE id = $1 AND audience_id IS NOT NULL", id);
}

}  // namespace favilla::social
