// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening.h"

#include <algorithm>

#include "base/search_text.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "base/web_page.h"
#include "base/web_url.h"
#include "jobs/queue.h"
#include "social/accounts.h"
#include "social/past_ids.h"
#include "social/search_index.h"

namespace favilla::conversations {

namespace {

constexpr int looked_at_once = 300, looks_of_a_job = 10;
constexpr std::size_t links_looked_at = 50;
constexpr std::string_view columns =
    "q.id, q.page_id, q.changed_by, q.name, q.words, q.created_at, q.changed_at, q.since, q.top, q.below";

Listening read_listening(const db::Row& row)
{
    return {.id = row.get<ListeningId>(0),
            .page = row.get<AccountId>(1),
            .changed_by = row.get<AccountId>(2),
            .name = row.get<std::string>(3),
            .words = row.get<std::string>(4),
            .created_at = row.get<Time>(5),
            .changed_at = row.get<Time>(6),
            .since = row.get<Time>(7),
            .top = row.get<std::int64_t>(8),
            .below = row.get<std::optional<std::int64_t>>(9)};
}

std::vector<Listening> read_all(const db::Rows& rows)
{
    std::vector<Listening> found;
    for (const auto& row : rows) found.push_back(read_listening(row));
    return found;
}

Result<Listening> checked(db::Reader& reader, Listening listening)
{
    listening.name = std::string{trimmed(listening.name)};
    listening.words = std::string{trimmed(listening.words)};
    if (listening.name.empty()) return refuse(ErrorCode::Invalid, "listening.name_blank");
    if (grapheme_count(listening.name) > max_listening_name_length)
        return refuse(ErrorCode::Invalid, "listening.name_too_long", {{"max", std::to_string(max_listening_name_length)}});
    if (auto query = parse_listening(listening.words); !query) return std::unexpected(query.error());
    auto namesake = reader.value<ListeningId>("SELECT id FROM listening_queries WHERE page_id = $1 AND name_key = $2",
                                              listening.page, fold(listening.name));
    if (namesake && *namesake != listening.id)
        return refuse(ErrorCode::Conflict, "listening.name_taken", {{"name", listening.name}});
    return listening;
}

// The first day of which this place knows anything, and not longer ago than is looked back.
Time first_day(db::Reader& reader, Time now)
{
    auto oldest = reader.value<std::int64_t>("SELECT min(id) FROM statuses WHERE id >= $1", social::first_present_id);
    auto reached = now - listening_reach;
    return start_of_day(std::max(reached, oldest ? std::min(time_of_id(*oldest), now) : now));
}

// From now on it is met by what comes; what was there is looked at by a job.
void begin_hearing(db::Transaction& tx, Listening& listening, Time now)
{
    auto newest = tx.value<std::int64_t>("SELECT max(id) FROM statuses").value_or(0);
    listening.since = first_day(tx, now);
    listening.top = newest + 1;
    listening.below = listening.top;
    auto query = parse_listening(listening.words).value();
    tx.run("UPDATE listening_queries SET since = $2, top = $3, below = $4, compiled = $5 WHERE id = $1", listening.id,
           listening.since, listening.top, listening.below, compiled(query));
    tx.run("DELETE FROM listening_hits WHERE query_id = $1", listening.id);
    tx.run("DELETE FROM listening_keys WHERE query_id = $1", listening.id);
    for (const auto& key : keys_of(query))
        tx.run("INSERT INTO listening_keys (listening_key, query_id) VALUES ($1, $2)", key, listening.id);
    jobs::enqueue(tx, listening_queue, listening_job, "", now, now);
}

// Nobody but those it was meant for reads anything else, and a boost says nothing of its own.
bool may_be_heard(const social::Status& status)
{
    return status.visibility == social::Visibility::Public && !status.boost_of && !status.deleted_at;
}

void keep(db::Transaction& tx, ListeningId query, const social::Status& status)
{
    tx.run("INSERT INTO listening_hits (query_id, status_id, account_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
           query, status.id, status.author, status.created_at);
}

// Those of before have their words alone.
std::optional<ListeningQuery> read_query(std::string_view text, std::string_view words)
{
    if (auto query = read_compiled(text)) return query;
    auto parsed = parse_listening(words);
    return parsed ? std::optional{std::move(*parsed)} : std::nullopt;
}

std::optional<social::Status> load(db::Reader& reader, StatusId id)
{
    static const std::string query = "SELECT " + std::string{social::status_columns} + " FROM statuses s WHERE s.id = $1";
    auto row = reader.row(query, id);
    return row ? std::optional{social::read_status(*row)} : std::nullopt;
}

}  // namespace

double Listening::progress() const
{
    if (!below) return 1;
    auto all = time_of_id(top) - since;
    auto done = time_of_id(top) - time_of_id(*below);
    return all.milliseconds <= 0
             ? 0
             : std::clamp(static_cast<double>(done.milliseconds) / static_cast<double>(all.milliseconds), 0.0, 1.0);
}

std::vector<Listening> listenings_of(db::Reader& reader, AccountId page)
{
    static const std::string query =
        "SELECT " + std::string{columns} + " FROM listening_queries q WHERE q.page_id = $1 ORDER BY q.name_key";
    return read_all(reader.rows(query, page));
}

std::optional<Listening> find_listening(db::Reader& reader, ListeningId id)
{
    static const std::string query = "SELECT " + std::string{columns} + " FROM listening_queries q WHERE q.id = $1";
    auto row = reader.row(query, id);
    return row ? std::optional{read_listening(*row)} : std::nullopt;
}

Result<Listening> save_listening(db::Transaction& tx, Listening listening, Time now)
{
    TRY(auto ready, checked(tx, std::move(listening)));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM listening_queries WHERE page_id = $1", ready.page).value_or(0);
    if (count >= most_listenings)
        return refuse(ErrorCode::Conflict, "listening.too_many_saved", {{"max", std::to_string(most_listenings)}});
    ready.id = tx.new_id<ListeningId>(now);
    ready.created_at = ready.changed_at = now;
    tx.run("INSERT INTO listening_queries (id, page_id, name, name_key, words, changed_by, created_at, changed_at, since, top) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, 0)",
           ready.id, ready.page, ready.name, fold(ready.name), ready.words, ready.changed_by, now);
    begin_hearing(tx, ready, now);
    return ready;
}

Result<Listening> change_listening(db::Transaction& tx, const Listening& listening, Time now)
{
    auto before = find_listening(tx, listening.id);
    if (!before) return refuse(ErrorCode::NotFound, "record.not_found");
    auto wished = *before;
    wished.name = listening.name;
    wished.words = listening.words;
    wished.changed_by = listening.changed_by;
    TRY(auto ready, checked(tx, std::move(wished)));
    if (ready.words != before->words) ready.changed_at = now;
    tx.run("UPDATE listening_queries SET name = $2, name_key = $3, words = $4, changed_by = $5, changed_at = $6 WHERE id = $1",
           ready.id, ready.name, fold(ready.name), ready.words, ready.changed_by, ready.changed_at);
    if (ready.words != before->words) begin_hearing(tx, ready, now);
    return ready;
}

void end_listening(db::Transaction& tx, ListeningId id)
{
    tx.run("DELETE FROM listening_hits WHERE query_id = $1", id);
    tx.run("DELETE FROM listening_keys WHERE query_id = $1", id);
    tx.run("DELETE FROM listening_alerts WHERE query_id = $1", id);
    social::forget_notifications(tx, id);
    tx.run("DELETE FROM listening_queries WHERE id = $1", id);
}

void forget_listening_of_deleted(db::Transaction& tx, AccountId page)
{
    auto gone = social::find_account(tx, page);
    if (!gone || !gone->deleted_at) return;
    for (const auto& listening : listenings_of(tx, page)) end_listening(tx, listening.id);
}

Heard heard_of(db::Reader& reader, const social::Status& status)
{
    Heard heard;
    auto words = social::searched_words(reader, status);
    heard.stems = index_terms(words, status.language.value_or(""));
    heard.plain = index_terms(words, "");
    if (status.has_tags)
        for (const auto& row :
             reader.rows("SELECT t.name FROM status_tags x JOIN tags t ON t.id = x.tag_id WHERE x.status_id = $1", status.id))
            heard.tags.push_back(row.get<std::string>(0));
    if (status.has_mentions)
        for (const auto& row : reader.rows(
                 "SELECT a.username_key, a.host FROM mentions m JOIN accounts a ON a.id = m.account_id WHERE m.status_id = $1",
                 status.id))
            heard.names.push_back({row.get<std::string>(0), row.get<std::string>(1)});
    for (const auto& link : links_in(status.html, links_looked_at)) {
        // Who and what is named has a link as well, but leads nobody anywhere.
        if (link.classes.find("mention") != std::string::npos || link.classes.find("hashtag") != std::string::npos) continue;
        auto url = parse_web_url(link.href);
        if (!url) continue;
        std::string path = url->target.substr(0, url->target.find_first_of("?#"));
        while (path.ends_with('/')) path.pop_back();
        heard.links.push_back({url->host, std::move(path)});
    }
    return heard;
}

void hear(db::Transaction& tx, StatusId id)
{
    // Where nobody listens, nothing of the post is looked at.
    if (!tx.row("SELECT 1 FROM listening_keys WHERE listening_key >= '' LIMIT 1")) return;
    tx.run("DELETE FROM listening_hits WHERE status_id = $1", id);
    auto status = load(tx, id);
    if (!status || !may_be_heard(*status)) return;
    auto heard = heard_of(tx, *status);
    auto keys = keys_of(heard);
    for (const auto& row : tx.rows("SELECT q.id, q.compiled, q.words FROM listening_queries q WHERE q.id IN "
                                   "(SELECT k.query_id FROM listening_keys k WHERE k.listening_key IN TEXTS($1))",
                                   db::list_of_texts(keys)))
        if (auto query = read_query(row.get<std::string_view>(1), row.get<std::string_view>(2)); query && meets(heard, *query))
            keep(tx, row.get<ListeningId>(0), *status);
}

void unhear(db::Transaction& tx, StatusId id) { tx.run("DELETE FROM listening_hits WHERE status_id = $1", id); }

bool hear_remaining(db::Transaction& tx)
{
    static const std::string remaining =
        "SELECT " + std::string{columns} + " FROM listening_queries q WHERE q.below IS NOT NULL ORDER BY q.below DESC LIMIT 1";
    static const std::string next = "SELECT " + std::string{social::status_columns}
                                  + " FROM statuses s WHERE s.id < $1 AND s.id >= $2 ORDER BY s.id DESC LIMIT $3";
    auto row = tx.row(remaining);
    if (!row) return false;
    auto listening = read_listening(*row);
    auto query = parse_listening(listening.words);
    auto rows = tx.rows(next, *listening.below, first_id_at(listening.since), looked_at_once);
    std::optional<std::int64_t> below;
    for (const auto& found : rows) {
        auto status = social::read_status(found);
        if (query && may_be_heard(status) && meets(heard_of(tx, status), *query)) keep(tx, listening.id, status);
        below = status.id.value;
    }
    tx.run("UPDATE listening_queries SET below = $2 WHERE id = $1", listening.id, below);
    return true;
}

void add_listening_work(jobs::Workers& workers, db::Database& database, Clock clock)
{
    workers.handle(
        std::string{listening_queue}, std::string{listening_job}, [&database, clock = std::move(clock)](std::string_view) {
            for (int looks = 0; looks < looks_of_a_job; ++looks)
                if (!database.write([](db::Transaction& tx) { return hear_remaining(tx); })) return;
            // The rest is another's: who stops the server does not wait for a history of years.
            auto now = clock();
            database.write([&](db::Transaction& tx) { jobs::enqueue(tx, listening_queue, listening_job, "", now, now); });
        });
}

}  // namespace favilla::conversations
