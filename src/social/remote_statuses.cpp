// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/remote_statuses.h"

#include <algorithm>

#include "base/quote_inline.h"
#include "base/text.h"
#include "social/posting.h"
#include "social/previews.h"

namespace favilla::social {

namespace {

Rendered rendered_of(const RemoteStatus& remote)
{
    Rendered rendered{.html = remote.html.text, .mentions = {}, .tags = {}};
    for (auto mention : remote.mentions)
        if (rendered.mentions.size() < max_mentions && std::ranges::find(rendered.mentions, mention) == rendered.mentions.end())
            rendered.mentions.push_back(mention);
    for (const auto& tag : remote.tags) {
        auto folded = fold(tag);
        if (rendered.tags.size() < max_tags && !folded.empty()
            && std::ranges::find(rendered.tags, folded, &std::pair<std::string, std::string>::first) == rendered.tags.end())
            rendered.tags.emplace_back(folded, tag);
    }
    return rendered;
}

// None: it stands alone.
Result<std::optional<Status>> find_answered(db::Transaction& tx, const RemoteStatus& remote)
{
    if (!remote.in_reply_to) return std::optional<Status>{};
    auto parent = find_status(tx, *remote.in_reply_to, remote.author);
    if (!parent || parent->boost_of) return std::optional<Status>{};
    // Whoever closed one on their own server may go on in it, unless it is a group that closed it.
    if (tx.row("SELECT 1 FROM conversations c WHERE c.id = $1 AND c.state = 'closed' AND (c.opener_id <> $2 "
               "OR EXISTS (SELECT 1 FROM status_groups g WHERE g.status_id = c.root_id))",
               *parent->conversation, remote.author))
        return refuse(ErrorCode::Forbidden, "conversation.closed");
    CHECKED(check_answer(tx, *parent, remote.author));
    return parent;
}

void set_counts(db::Transaction& tx, PollId poll, const RemotePoll& remote)
{
    int position = 0;
    for (const auto& option : remote.options)
        tx.run("UPDATE poll_options SET votes_count = $3 WHERE poll_id = $1 AND position = $2", poll, position++,
               option.votes_count);
    tx.run("UPDATE polls SET voters_count = $2, expires_at = $3 WHERE id = $1", poll, remote.voters_count, remote.expires_at);
}

PollId add_remote_poll(db::Transaction& tx, StatusId status, AccountId author, const RemotePoll& remote, Time now)
{
    auto id = tx.new_id<PollId>(now);
    tx.run("INSERT INTO polls (id, status_id, account_id, multiple, hide_totals, expires_at, voters_count, closed_at) "
           "VALUES ($1, $2, $3, $4, 0, $5, $6, NULL)",
           id, status, author, remote.multiple, remote.expires_at, remote.voters_count);
    int position = 0;
    for (const auto& option : remote.options)
        tx.run("INSERT INTO poll_options (poll_id, position, title, votes_count) VALUES ($1, $2, $3, $4)", id, position++,
               option.title, option.votes_count);
    return id;
}

std::vector<std::string> titles_of(db::Reader& reader, PollId poll)
{
    std::vector<std::string> titles;
    for (const auto& row : reader.rows("SELECT title FROM poll_options WHERE poll_id = $1 ORDER BY position", poll))
        titles.push_back(row.get<std::string>(0));
    return titles;
}

bool same_options(db::Reader& reader, PollId poll, const RemotePoll& remote)
{
    return std::ranges::equal(titles_of(reader, poll), remote.options, {}, {}, &PollOption::title);
}

void replace_options(db::Transaction& tx, Status& status, const RemotePoll& poll, Time now)
{
    if (status.poll) social::remove_poll(tx, *status.poll);
    status.poll = add_remote_poll(tx, status.id, status.author, poll, now);
}

Status make_status(db::Transaction& tx, const RemoteStatus& remote, const Rendered& rendered, const std::optional<Status>& parent,
                   Time now)
{
    Status status{.id = tx.new_id<StatusId>(now),
                  .author = remote.author,
                  .visibility = remote.visibility,
                  .text = html_to_text(without_quote_inline(remote.html.text)),
                  .html = remote.html.text,
                  .content_warning = remote.content_warning,
                  .sensitive = remote.sensitive || !remote.content_warning.empty(),
                  .language = remote.language,
                  .uri = remote.uri,
                  .url = remote.url.empty() ? remote.uri : remote.url,
                  .has_mentions = !rendered.mentions.empty(),
                  .has_tags = !rendered.tags.empty(),
                  .quote_policy = remote.quote_policy.stored(),
                  .reply_policy = remote.reply_policy,
                  .has_quote = remote.quote.has_value(),
                  .has_media = !remote.media.empty(),
                  .created_at = std::min(remote.published, now)};
    if (parent) {
        status.in_reply_to = parent->id;
        status.in_reply_to_author = parent->author;
    }
    status.conversation = join_conversation(tx, status, parent, now);
    return status;
}

void set_searchable(db::Transaction& tx, StatusId id, std::optional<bool> searchable)
{
    auto stored = searchable ? std::optional<std::int64_t>{*searchable ? 1 : 0} : std::nullopt;
    tx.run("UPDATE statuses SET searchable = $2 WHERE id = $1", id, stored);
}

void set_emojis(db::Transaction& tx, Status& status, const RemoteStatus& remote, Time now)
{
    auto emojis = know_emojis(tx, remote.emojis, now);
    if (emojis == status.emojis) return;
    status.emojis = emojis;
    tx.run("UPDATE statuses SET emojis = $2 WHERE id = $1", status.id, emojis);
}

}  // namespace

namespace {

constexpr int most_of_conversation = 1000;

std::vector<std::string> texts(const db::Rows& rows)
{
    std::vector<std::string> found;
    for (const auto& row : rows) found.push_back(row.get<std::string>(0));
    return found;
}

}  // namespace

std::vector<std::string> uris_of_replies(db::Reader& reader, StatusId id, int at_most)
{
    return texts(reader.rows("SELECT s.uri FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.in_reply_to_id = $1 "
                             "AND s.visibility <= 1 AND s.deleted_at IS NULL AND a.suspended_at IS NULL ORDER BY s.id LIMIT $2",
                             id, at_most));
}

namespace {

std::optional<std::string> opener_of(db::Reader& reader, ConversationId id, DomainId domain)
{
    return reader.value<std::string>(
        "SELECT a.uri FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id "
        "WHERE c.id = $1 AND s.domain_id = $2 AND s.visibility <= 1 AND a.suspended_at IS NULL",
        id, domain);
}

}  // namespace

bool is_opened_in(db::Reader& reader, ConversationId id, DomainId domain) { return opener_of(reader, id, domain).has_value(); }

std::optional<ConversationUris> uris_of_conversation(db::Reader& reader, ConversationId id, DomainId domain)
{
    auto opener = opener_of(reader, id, domain);
    if (!opener) return std::nullopt;
    return ConversationUris{
        *std::move(opener),
        texts(reader.rows("SELECT s.uri FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.conversation_id = $1 "
                          "AND s.visibility <= 1 AND s.deleted_at IS NULL AND a.suspended_at IS NULL ORDER BY s.id LIMIT $2",
                          id, most_of_conversation))};
}

std::optional<AuthorAndUri> author_and_uri(db::Reader& reader, StatusId id)
{
    auto row = reader.row("SELECT account_id, uri FROM statuses WHERE id = $1", id);
    if (!row) return std::nullopt;
    return AuthorAndUri{row->get<AccountId>(0), row->get<std::string>(1)};
}

std::optional<AccountId> author_of_private(db::Reader& reader, StatusId id)
{
    return reader.value<AccountId>(
        "SELECT account_id FROM statuses WHERE id = $1 AND visibility = $2 AND audience_id IS NULL AND domain_id IS NOT NULL", id,
        static_cast<int>(Visibility::Private));
}

std::string uri_of_status(db::Reader& reader, StatusId id)
{
    return reader.value<std::string>("SELECT uri FROM statuses WHERE id = $1", id).value_or("");
}

std::optional<Status> find_status_by_uri(db::Reader& reader, std::string_view uri)
{
    auto row =
        reader.row("SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.uri = $1 AND s.deleted_at IS NULL", uri);
    if (!row) return std::nullopt;
    return read_status(*row);
}

Result<Status> receive_status(db::Transaction& tx, const RemoteStatus& remote, Time now)
{
    if (auto known = find_status_by_uri(tx, remote.uri)) return *known;
    if (tx.row("SELECT 1 FROM statuses WHERE uri = $1", remote.uri)) return refuse(ErrorCode::Gone, "status.missing");
    CHECKED(find_writer(tx, remote.author));
    TRY(auto parent, find_answered(tx, remote));

    auto rendered = rendered_of(remote);
    auto status = make_status(tx, remote, rendered, parent, now);
    if (remote.poll) status.poll = add_remote_poll(tx, status.id, remote.author, *remote.poll, now);
    store_posting(tx, status, parent, rendered, now);
    if (remote.searchable) set_searchable(tx, status.id, remote.searchable);
    set_emojis(tx, status, remote, now);
    attach_link(tx, status.id, remote.link, now);
    if (remote.quote) receive_quote(tx, status, *remote.quote, now);
    set_remote_media(tx, status.id, status.author, remote.media, now);
    return status;
}

Result<Status> receive_edit(db::Transaction& tx, const RemoteStatus& remote, Time now)
{
    auto found = find_status_by_uri(tx, remote.uri);
    if (!found || found->author != remote.author || found->boost_of) return refuse(ErrorCode::NotFound, "status.missing");
    auto before = *found;
    auto& status = *found;
    auto edited = remote.updated.value_or(now);
    if (before.edited_at && edited < *before.edited_at) return status;
    if (remote.quote)
        receive_quote(tx, status, *remote.quote, now);
    else if (status.has_quote)
        leave_quote(tx, status.id);
    status.has_quote = remote.quote.has_value();
    if (status.quote_policy != remote.quote_policy.stored()) {
        status.quote_policy = remote.quote_policy.stored();
        tx.run("UPDATE statuses SET quote_policy = $2 WHERE id = $1", status.id, status.quote_policy);
    }
    if (status.reply_policy != remote.reply_policy) {
        status.reply_policy = remote.reply_policy;
        tx.run("UPDATE statuses SET reply_policy = $2 WHERE id = $1", status.id, int(status.reply_policy));
    }
    auto rendered = rendered_of(remote);
    status.text = html_to_text(without_quote_inline(remote.html.text));
    status.html = remote.html.text;
    // The link that stands for what is quoted comes and goes with consent: that is no edit.
    if (status.html != before.html && without_quote_inline(status.html) == without_quote_inline(before.html)) {
        tx.run("UPDATE statuses SET html = $2 WHERE id = $1", status.id, status.html);
        before.html = status.html;
    }
    status.content_warning = remote.content_warning;
    status.sensitive = remote.sensitive || !remote.content_warning.empty();
    status.language = remote.language;
    status.has_mentions = !rendered.mentions.empty();
    status.has_tags = !rendered.tags.empty();
    // Other options begin another vote; the same ones have new counts.
    status.has_media = !remote.media.empty();
    bool media_change = shows_other_media(tx, status.id, remote.media);
    bool poll_change = false;
    if (remote.poll && status.poll && same_options(tx, *status.poll, *remote.poll))
        set_counts(tx, *status.poll, *remote.poll);
    else if (remote.poll)
        poll_change = true;
    std::function<void()> change_rest;
    if (poll_change || media_change)
        change_rest = [&] {
            if (poll_change) replace_options(tx, status, *remote.poll, now);
            if (media_change) set_remote_media(tx, status.id, status.author, remote.media, now);
        };
    store_revision(tx, before, status, rendered, change_rest, edited, now);
    set_searchable(tx, status.id, remote.searchable);
    set_emojis(tx, status, remote, now);
    attach_link(tx, status.id, remote.link, now);
    return status;
}

void receive_pins(db::Transaction& tx, AccountId account, std::span<const StatusId> pinned, Time now)
{
    tx.run("DELETE FROM pins WHERE account_id = $1", account);
    auto since = now;
    for (auto id : pinned) {
        auto status = find_status(tx, id, {});
        if (!status || status->author != account || status->boost_of) continue;
        since = since - milliseconds(1);  // the first is the newest
        tx.run("INSERT INTO pins (account_id, status_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", account, id,
               since);
    }
}

Result<Status> receive_boost(db::Transaction& tx, const RemoteBoost& remote, Time now)
{
    if (auto known = find_status_by_uri(tx, remote.uri)) return *known;
    auto shown = find_status(tx, remote.boosted, remote.author);
    if (!shown || shown->boost_of || shown->visibility == Visibility::Direct)
        return refuse(ErrorCode::NotFound, "status.missing");
    if (shown->visibility == Visibility::Private && shown->author != remote.author)
        return refuse(ErrorCode::NotFound, "status.missing");
    if (auto earlier =
            tx.value<StatusId>("SELECT id FROM statuses WHERE boost_of_id = $1 AND account_id = $2", shown->id, remote.author))
        return *find_status(tx, *earlier, remote.author);
    TRY(auto writer, find_writer(tx, remote.author));
    Status boost{.id = tx.new_id<StatusId>(now),
                 .author = remote.author,
                 .domain = writer.domain,
                 .boost_of = shown->id,
                 .visibility = std::max(remote.visibility,
                                        shown->visibility == Visibility::Private ? Visibility::Private : Visibility::Public),
                 .uri = remote.uri,
                 .url = shown->url,
                 .created_at = now};
    add_boost(tx, boost, *shown, now);
    return boost;
}

}  // namespace favilla::social
