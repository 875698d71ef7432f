// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/past_posting.h"

#include <algorithm>

#include "base/text.h"
#include "social/media.h"
#include "social/past_ids.h"
#include "social/search_index.h"
#include "social/trend_reviews.h"

namespace favilla::social {

namespace {

// Of that second; none when it is full.
std::optional<StatusId> next_past_id(db::Reader& reader, Time written)
{
    auto first = first_past_id(written), end = first + (std::int64_t{1} << id_time_shift);
    auto last = reader.value<std::int64_t>("SELECT max(id) FROM statuses WHERE id >= $1 AND id < $2", first, end);
    auto next = last ? *last + 1 : first;
    return next < end ? std::optional{StatusId{next}} : std::nullopt;
}

std::optional<Status> find_past(db::Reader& reader, AccountId account, const std::string& uri)
{
    auto id = uri.empty()
                ? std::nullopt
                : reader.value<StatusId>("SELECT status_id FROM past_statuses WHERE account_id = $1 AND uri = $2", account, uri);
    return id ? find_status(reader, *id, account) : std::nullopt;
}

// Tags that the organisation does not want are words like others.
Rendered rendered_of(db::Reader& reader, const Writer& writer, const PastWords& words)
{
    Rendered rendered{.html = words.html.text, .mentions = {}, .tags = {}};
    for (const auto& tag : words.tags) {
        auto folded = fold(tag);
        bool known = std::ranges::find(rendered.tags, folded, &std::pair<std::string, std::string>::first) != rendered.tags.end();
        if (folded.empty() || known || rendered.tags.size() >= max_tags) continue;
        if (!unusable_tag(reader, *writer.domain, {folded})) rendered.tags.emplace_back(folded, tag);
    }
    return rendered;
}

Status make_past(const PastWords& words, const Writer& writer, const Rendered& rendered, StatusId id,
                 const std::optional<Status>& parent)
{
    bool withheld = words.visibility == Visibility::Private;
    Status status{.id = id,
                  .author = writer.id,
                  .domain = writer.domain,
                  .visibility = words.visibility,
                  .text = html_to_text(words.html.text),
                  .html = words.html.text,
                  .content_warning = words.content_warning,
                  .sensitive = words.sensitive || !words.content_warning.empty(),
                  .language = words.language,
                  .uri = writer.uri + "/statuses/" + to_string(id),
                  .url = writer.url + "/" + to_string(id),
                  .has_tags = !rendered.tags.empty(),
                  .created_at = words.written};
    // Who follows them here is not who followed them there.
    if (withheld) status.audience = writer.id;
    if (parent) {
        status.in_reply_to = parent->id;
        status.in_reply_to_author = parent->author;
    }
    return status;
}

ConversationId join_past(db::Transaction& tx, const Status& status, const std::optional<Status>& parent)
{
    if (parent) {
        tx.run("UPDATE conversations SET statuses_count = statuses_count + 1, "
               "last_status_at = CASE WHEN last_status_at < $2 THEN $2 ELSE last_status_at END WHERE id = $1",
               *parent->conversation, status.created_at);
        return *parent->conversation;
    }
    ConversationId id{status.id.value};
    tx.run("INSERT INTO conversations (id, opener_id, root_id, state, statuses_count, created_at, last_status_at) "
           "VALUES ($1, $2, $3, 'open', 1, $4, $4)",
           id, status.author, status.id, status.created_at);
    return id;
}

// Who voted it does not always say.
std::int64_t voters_of(const RemotePoll& poll)
{
    if (poll.voters_count > 0) return poll.voters_count;
    std::int64_t all = 0, most = 0;
    for (const auto& option : poll.options) {
        all += option.votes_count;
        most = std::max(most, option.votes_count);
    }
    return poll.multiple ? most : all;
}

// Over, with the numbers of the archive, which no vote stands behind. Its end is announced to nobody.
PollId add_past_poll(db::Transaction& tx, const Status& status, const RemotePoll& poll, Time now)
{
    auto id = tx.new_id<PollId>(now);
    auto ended = std::min(poll.expires_at.value_or(now), now);
    tx.run("INSERT INTO polls (id, status_id, account_id, multiple, hide_totals, expires_at, voters_count, closed_at) "
           "VALUES ($1, $2, $3, $4, 0, $5, $6, $7)",
           id, status.id, status.author, poll.multiple, ended, voters_of(poll), now);
    std::int64_t position = 0;
    for (const auto& option : poll.options)
        tx.run("INSERT INTO poll_options (poll_id, position, title, votes_count) VALUES ($1, $2, $3, $4)", id, position++,
               option.title, option.votes_count);
    return id;
}

// The files are held from here on, and the words are those of the archive, however long.
void attach_past_media(db::Transaction& tx, const Status& status, const std::vector<Media>& taken, Time now)
{
    std::vector<Media> media;
    for (const auto& one : taken) {
        auto added = one;
        added.account = status.author;
        added.description.clear();
        added = add_media(tx, std::move(added), now).value();
        added.description = one.description;
        media.push_back(std::move(added));
    }
    attach_media(tx, status.id, media);
}

// One's own of the past, or one that everybody may read here. Nobody is asked for others: what they would bring is of today.
std::optional<Status> find_boosted(db::Reader& reader, AccountId account, const std::string& uri)
{
    auto found = find_past(reader, account, uri);
    if (!found)
        if (auto known = find_status_by_uri(reader, uri)) found = find_status(reader, known->id, account);
    bool is_open =
        found && !found->boost_of && !found->deleted_at && !found->audience && found->visibility <= Visibility::Unlisted;
    return is_open ? found : std::nullopt;
}

void note_past(db::Transaction& tx, PastImport& import, const Status& status, const PastWords& words)
{
    tx.run("INSERT INTO past_statuses (status_id, account_id, import_id, uri, url) VALUES ($1, $2, $3, $4, $5)", status.id,
           import.account, import.id, words.uri, words.url);
    ++import.brought;
    import.withheld += status.audience ? 1 : 0;
}

// Listed nowhere, told to nobody, and in no count of what it boosts.
Result<StatusId> bring_boost_in(db::Transaction& tx, PastImport& import, const Writer& writer, const PastWords& words,
                                StatusId id)
{
    auto shown = find_boosted(tx, import.account, words.boosts);
    if (!shown) return refuse(ErrorCode::Invalid, "past.boost_unknown");
    if (tx.row("SELECT 1 FROM statuses WHERE boost_of_id = $1 AND account_id = $2", shown->id, import.account))
        return refuse(ErrorCode::Invalid, "past.known");
    Status boost{.id = id,
                 .author = writer.id,
                 .domain = writer.domain,
                 .boost_of = shown->id,
                 .visibility = words.visibility,
                 .uri = writer.uri + "/statuses/" + to_string(id) + "/activity",
                 .url = shown->url,
                 .created_at = words.written};
    if (words.visibility == Visibility::Private) boost.audience = writer.id;
    insert_status(tx, boost, Listed::No);
    note_past(tx, import, boost, words);
    ++import.boosts;
    return id;
}

}  // namespace

bool is_past_known(db::Reader& reader, AccountId account, const std::string& uri)
{
    return reader.row("SELECT 1 FROM past_statuses WHERE account_id = $1 AND uri = $2", account, uri)
        || reader.row("SELECT 1 FROM statuses WHERE uri = $1 AND account_id = $2", uri, account);
}

Result<StatusId> bring_past_in(db::Transaction& tx, PastImport& import, const Writer& writer, const PastWords& words,
                               const TakenMedia& taken, Time now)
{
    auto left_out = [](std::string_view reason) { return refuse(ErrorCode::Invalid, std::string{reason}); };
    if (is_past_known(tx, import.account, words.uri)) return left_out("past.known");
    bool says_nothing = html_to_text(words.html.text).empty() && words.content_warning.empty();
    if (says_nothing && taken.media.empty() && !words.poll && words.boosts.empty())
        return left_out(words.media.empty() ? "past.not_post" : "past.only_media");
    auto id = words.written.milliseconds >= 1000 && words.written <= now ? next_past_id(tx, words.written) : std::nullopt;
    if (!id) return left_out("past.no_date");
    if (!words.boosts.empty()) return bring_boost_in(tx, import, writer, words, *id);
    auto parent = find_past(tx, import.account, words.answers);
    auto rendered = rendered_of(tx, writer, words);
    auto status = make_past(words, writer, rendered, *id, parent);
    status.conversation = join_past(tx, status, parent);
    status.has_media = !taken.media.empty();
    if (words.poll) status.poll = add_past_poll(tx, status, *words.poll, now);
    insert_status(tx, status, Listed::No);
    attach_past_media(tx, status, taken.media, now);
    set_tags(tx, status, rendered, now);
    index_status(tx, status);
    if (parent && counts_as_reply(status))
        tx.run("UPDATE statuses SET replies_count = replies_count + 1 WHERE id = $1", parent->id);
    note_past(tx, import, status, words);
    import.without_media += taken.left_out.empty() ? 0 : 1;
    import.media += static_cast<std::int64_t>(taken.media.size());
    import.polls += words.poll ? 1 : 0;
    import.alone += !words.answers.empty() && !parent ? 1 : 0;
    return status.id;
}

}  // namespace favilla::social
