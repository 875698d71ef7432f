// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/posting.h"

#include <algorithm>
#include <map>

#include "base/status_text.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "jobs/events.h"
#include "social/branches.h"
#include "social/direct_conversations.h"
#include "social/notifications.h"
#include "social/past_ids.h"
#include "social/relations.h"
#include "social/search_index.h"
#include "social/status_events.h"
#include "social/tags.h"
#include "social/trend_reviews.h"

namespace favilla::social {

namespace {

// "https://example.org" of "https://example.org/@ada".
std::string origin_of(std::string_view url)
{
    auto host = url.find("://");
    if (host == std::string_view::npos) return {};
    return std::string{url.substr(0, url.find('/', host + 3))};
}

struct Named {
    AccountId id;
    MentionTarget target;
};

std::optional<Named> find_named(db::Reader& reader, const std::string& username, const std::string& host)
{
    auto row = reader.row("SELECT id, url, username, host FROM accounts WHERE username_key = $1 AND host = $2 "
                          "AND admitted_at IS NOT NULL AND suspended_at IS NULL AND deleted_at IS NULL",
                          username, host);
    if (!row) return std::nullopt;
    auto name = row->get<std::string>(2);
    return Named{row->get<AccountId>(0), {row->get<std::string>(1), name, name + "@" + row->get<std::string>(3)}};
}

}  // namespace

Result<Writer> find_writer(db::Reader& reader, AccountId id)
{
    auto row =
        reader.row("SELECT a.domain_id, a.host, a.uri, a.url, coalesce(u.default_visibility, p.visibility), u.default_sensitive, "
                   "coalesce(u.default_language, p.language), u.default_quote_policy "
                   "FROM accounts a LEFT JOIN users u ON u.account_id = a.id LEFT JOIN page_preferences p ON p.account_id = a.id "
                   "WHERE a.id = $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
                   id);
    if (!row) return refuse(ErrorCode::Forbidden, "status.author_suspended");
    return Writer{.id = id,
                  .domain = row->get<std::optional<DomainId>>(0),
                  .host = row->get<std::string>(1),
                  .uri = row->get<std::string>(2),
                  .url = row->get<std::string>(3),
                  .default_visibility = Visibility(row->get<std::optional<int>>(4).value_or(0)),
                  .default_sensitive = row->get<std::optional<bool>>(5).value_or(false),
                  .default_language = row->get<std::optional<std::string>>(6),
                  .default_quote_policy =
                      QuotePolicy::from(row->get<std::optional<std::int64_t>>(7).value_or(quotable_by_all.stored()))};
}

void keep_to_audience(db::Reader& reader, std::optional<AccountId> audience, Rendered& rendered)
{
    if (audience) std::erase_if(rendered.mentions, [&](AccountId named) { return !is_following(reader, named, *audience); });
}

Rendered render_words(db::Reader& reader, const Writer& writer, std::string_view text)
{
    Rendered rendered;
    std::map<std::pair<std::string, std::string>, std::optional<Named>> known;  // each name is looked up once
    std::map<std::string, std::size_t> tag_places;
    auto origin = origin_of(writer.url);
    StatusLinks links{.mention = [&](std::string_view user, std::string_view host) -> std::optional<MentionTarget> {
                          std::pair key{fold(user), host.empty() ? writer.host : fold(host)};
                          auto found = known.find(key);
                          if (found == known.end()) {
                              if (known.size() >= max_mentions) return std::nullopt;
                              found = known.emplace(key, find_named(reader, key.first, key.second)).first;
                              if (found->second) rendered.mentions.push_back(found->second->id);
                          }
                          if (!found->second) return std::nullopt;
                          return found->second->target;
                      },
                      .tag_url =
                          [&](std::string_view tag) {
                              auto folded = fold(tag);
                              if (rendered.tags.size() < max_tags && tag_places.emplace(folded, rendered.tags.size()).second)
                                  rendered.tags.emplace_back(folded, std::string{tag});
                              return origin + "/tags/" + folded;
                          }};
    rendered.html = render_status(text, links).text;
    return rendered;
}

void insert_status(db::Transaction& tx, const Status& status, Listed listed)
{
    tx.run(
        "INSERT INTO statuses (id, account_id, domain_id, conversation_id, in_reply_to_id, in_reply_to_account_id, boost_of_id, "
        "visibility, listed, text, html, content_warning, sensitive, language, application_id, poll_id, uri, url, "
        "replies_count, boosts_count, favourites_count, has_mentions, has_tags, created_at, edited_at, deleted_at, "
        "quote_policy, quotes_count, has_quote, has_media, audience_id, person_id, is_signed, reply_policy) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, 0, 0, $19, $20, $21, NULL, NULL, "
        "$22, 0, $23, $24, $25, $26, $27, $28)",
        status.id, status.author, status.domain, status.conversation, status.in_reply_to, status.in_reply_to_author,
        status.boost_of, int(status.visibility), listed == Listed::Yes, status.text, status.html, status.content_warning,
        status.sensitive, status.language, status.application, status.poll, status.uri, status.url, status.has_mentions,
        status.has_tags, status.created_at, status.quote_policy, status.has_quote, status.has_media, status.audience,
        status.person, status.is_signed, int(status.reply_policy));
}

void count_status(db::Transaction& tx, const Status& status, int change, Time now)
{
    if (status.visibility == Visibility::Direct || status.audience || is_past(status.id))
        return;  // how much somebody writes in private is nobody's business
    if (change > 0)
        tx.run("UPDATE accounts SET statuses_count = statuses_count + $2, last_status_at = $3 WHERE id = $1", status.author,
               change, now);
    else
        tx.run("UPDATE accounts SET statuses_count = statuses_count + $2 WHERE id = $1", status.author, change);
}

void set_mentions(db::Transaction& tx, StatusId status, const std::vector<AccountId>& accounts)
{
    for (auto account : accounts)
        tx.run("INSERT INTO mentions (status_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", status, account);
}

void set_tags(db::Transaction& tx, const Status& status, const Rendered& rendered, Time now)
{
    bool counts = status.visibility == Visibility::Public && !is_past(status.id);
    for (const auto& [name, display] : rendered.tags) {
        auto tag = tx.value<TagId>("SELECT id FROM tags WHERE name = $1", name);
        if (!tag) {
            tag = tx.new_id<TagId>(now);
            tx.run("INSERT INTO tags (id, name, display, created_at) VALUES ($1, $2, $3, $4)", *tag, name, display, now);
        }
        tx.run("INSERT INTO status_tags (tag_id, status_id, account_id, public) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
               *tag, status.id, status.author, counts);
        if (counts)
            tx.run("INSERT INTO tag_uses (tag_id, day, account_id, uses) VALUES ($1, $2, $3, 1) "
                   "ON CONFLICT (tag_id, day, account_id) DO UPDATE SET uses = tag_uses.uses + 1",
                   *tag, day_of(status.created_at), status.author);
    }
}

void remove_tags(db::Transaction& tx, const Status& status)
{
    auto day = day_of(status.created_at);
    tx.run("UPDATE tag_uses SET uses = uses - 1 WHERE account_id = $2 AND day = $3 "
           "AND tag_id IN (SELECT tag_id FROM status_tags WHERE status_id = $1 AND public = 1)",
           status.id, status.author, day);
    tx.run("DELETE FROM tag_uses WHERE account_id = $2 AND day = $3 AND uses = 0 "
           "AND tag_id IN (SELECT tag_id FROM status_tags WHERE status_id = $1)",
           status.id, status.author, day);
    tx.run("DELETE FROM status_tags WHERE status_id = $1", status.id);
}

Result<void> check_tags(db::Reader& reader, const Writer& writer, const Rendered& rendered)
{
    if (!writer.domain) return {};
    std::vector<std::string> names;
    for (const auto& [name, display] : rendered.tags) names.push_back(name);
    if (auto unusable = unusable_tag(reader, *writer.domain, names))
        return refuse(ErrorCode::Invalid, "status.tag_unusable", {{"name", *unusable}});
    return {};
}

Result<Words> check_words(Words words, Beside beside)
{
    if (words.text.size() + words.content_warning.size() > max_status_bytes)
        return refuse(ErrorCode::Invalid, "status.too_long", {{"max", std::to_string(max_status_length)}});
    for (const auto* text : {&words.text, &words.content_warning})
        if (!is_valid_utf8(*text) || text->find('\0') != std::string::npos) return refuse(ErrorCode::Invalid, "status.not_text");
    words.text = std::string{trimmed(words.text)};
    words.content_warning = std::string{trimmed(words.content_warning)};
    if (words.text.empty()) std::swap(words.text, words.content_warning);
    if (words.text.empty() && beside == Beside::Nothing) return refuse(ErrorCode::Invalid, "status.empty");
    if (counted_length(words.text) + grapheme_count(words.content_warning) > max_status_length)
        return refuse(ErrorCode::Invalid, "status.too_long", {{"max", std::to_string(max_status_length)}});
    return words;
}

ConversationId join_conversation(db::Transaction& tx, const Status& status, const std::optional<Status>& parent, Time now)
{
    if (parent) {
        tx.run("UPDATE conversations SET statuses_count = statuses_count + 1, last_status_at = $2 WHERE id = $1",
               *parent->conversation, now);
        return *parent->conversation;
    }
    auto id = tx.new_id<ConversationId>(now);
    tx.run("INSERT INTO conversations (id, opener_id, root_id, state, statuses_count, created_at, last_status_at) "
           "VALUES ($1, $2, $3, 'open', 1, $4, $4)",
           id, status.author, status.id, now);
    return id;
}

void notify_mentioned(db::Transaction& tx, const Status& status, AccountId account, Time now)
{
    notify(tx,
           {.to = account,
            .kind = NotificationKind::Mention,
            .from = status.author,
            .status = status.id,
            .conversation = status.conversation},
           now);
}

namespace {

// The answered author is told even where nobody typed their name, if they may read the answer.
void notify_named(db::Transaction& tx, const Status& status, std::vector<AccountId> named, Time now)
{
    if (status.in_reply_to_author && std::ranges::find(named, *status.in_reply_to_author) == named.end()
        && *status.in_reply_to_author != status.author && may_see(tx, status, *status.in_reply_to_author))
        named.push_back(*status.in_reply_to_author);
    for (auto account : named) notify_mentioned(tx, status, account, now);
}

}  // namespace

void store_posting(db::Transaction& tx, const Status& status, const std::optional<Status>& parent, const Rendered& rendered,
                   Time now)
{
    bool to_others = parent && parent->author != status.author;
    insert_status(tx, status, to_others ? Listed::No : Listed::Yes);
    set_mentions(tx, status.id, rendered.mentions);
    set_tags(tx, status, rendered, now);
    index_status(tx, status);
    count_status(tx, status, +1, now);
    if (parent && counts_as_reply(status))
        tx.run("UPDATE statuses SET replies_count = replies_count + 1 WHERE id = $1", parent->id);
    notify_named(tx, status, rendered.mentions, now);
    tell_followers_of_branch(tx, status, now);
    keep_direct(tx, status, now);
    deliver(tx, status, now);
    jobs::publish(tx, StatusPosted{status.id});
}

}  // namespace favilla::social
