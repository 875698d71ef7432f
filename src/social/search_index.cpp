// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/search_index.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/search_text.h"
#include "base/status_text.h"
#include "base/text.h"
#include "jobs/queue.h"

namespace favilla::social {

namespace {

constexpr int remaining_at_once = 200;
constexpr std::string_view statuses_remain = "statuses", accounts_remain = "accounts";

bool has_link(std::string_view text)
{
    return std::ranges::any_of(find_entities(text),
                               [](const TextEntity& entity) { return entity.kind == TextEntity::Kind::Link; });
}

std::vector<std::string> marks_of(db::Reader& reader, const Status& status)
{
    std::vector<std::string> marks{author_mark(status.author)};
    if (status.domain) marks.push_back(domain_mark(*status.domain));
    if (status.language) marks.push_back(language_mark(*status.language));
    if (status.poll) marks.emplace_back(poll_mark);
    if (has_link(status.text)) marks.emplace_back(link_mark);
    for (const auto& row : reader.rows("SELECT group_id FROM status_groups WHERE status_id = $1", status.id))
        marks.push_back(group_mark(row.get<AccountId>(0)));
    if (status.has_tags)
        for (const auto& row :
             reader.rows("SELECT t.name FROM status_tags x JOIN tags t ON t.id = x.tag_id WHERE x.status_id = $1", status.id))
            marks.push_back(tag_mark(row.get<std::string_view>(0)));
    return marks;
}

// SQLite reads terms as they follow each other; PostgreSQL's literal says where each stands.
std::string stored(db::Engine engine, const std::vector<std::string>& terms, const std::vector<std::string>& marks)
{
    std::string text;
    for (std::size_t at = 0; at < terms.size(); ++at) {
        text += terms[at];
        if (engine == db::Engine::Postgresql) text.append(":").append(std::to_string(at + 1));
        text += ' ';
    }
    for (const auto& mark : marks) text.append(mark).append(" ");
    return text;
}

std::vector<Status> statuses_below(db::Reader& reader, std::int64_t below)
{
    static const std::string query =
        "SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.id < $1 ORDER BY s.id DESC LIMIT $2";
    std::vector<Status> statuses;
    for (const auto& row : reader.rows(query, below, remaining_at_once)) statuses.push_back(read_status(row));
    return statuses;
}

std::vector<Account> accounts_below(db::Reader& reader, std::int64_t below)
{
    static const std::string query =
        "SELECT " + std::string{account_columns} + " FROM accounts a WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2";
    std::vector<Account> accounts;
    for (const auto& row : reader.rows(query, below, remaining_at_once)) accounts.push_back(read_account(row));
    return accounts;
}

void set_remaining(db::Transaction& tx, std::string_view what, std::optional<std::int64_t> below)
{
    tx.run("DELETE FROM search_remaining WHERE what = $1", what);
    if (below) tx.run("INSERT INTO search_remaining (what, below) VALUES ($1, $2)", what, *below);
}

std::optional<std::int64_t> remaining(db::Reader& reader, std::string_view what)
{
    return reader.value<std::int64_t>("SELECT below FROM search_remaining WHERE what = $1", what);
}

}  // namespace

std::string author_mark(AccountId id) { return "0a" + to_string(id); }
std::string group_mark(AccountId id) { return "0g" + to_string(id); }
std::string domain_mark(DomainId id) { return "0d" + to_string(id); }
std::string tag_mark(std::string_view folded_name) { return "0t" + to_hex(folded_name); }
std::string language_mark(std::string_view tag) { return "0i" + to_hex(fold(tag.substr(0, tag.find('-')))); }
std::string handle_term(std::string_view username) { return "@" + fold(username); }

std::string searched_words(db::Reader& reader, const Status& status)
{
    auto words = status.content_warning + "\n" + (status.text.empty() ? html_to_text(status.html) : status.text);
    if (status.poll)
        for (const auto& row : reader.rows("SELECT title FROM poll_options WHERE poll_id = $1 ORDER BY position", *status.poll))
            words.append("\n").append(row.get<std::string_view>(0));
    return words;
}

void index_status(db::Transaction& tx, const Status& status)
{
    if (status.boost_of || status.deleted_at) return;
    auto terms = index_terms(searched_words(tx, status), status.language.value_or(""));
    tx.before_commit([id = status.id, words = stored(tx.engine(), terms, marks_of(tx, status))](db::Transaction& end) {
        end.run(end.pick("INSERT INTO status_search (rowid, terms) VALUES ($1, $2)",
                         "INSERT INTO status_search (status_id, terms) VALUES ($1, $2::tsvector)"),
                id, words);
    });
}

void reindex_status(db::Transaction& tx, const Status& status)
{
    unindex_status(tx, status.id);
    index_status(tx, status);
}

void unindex_status(db::Transaction& tx, StatusId id)
{
    tx.before_commit([id](db::Transaction& end) {
        end.run(end.pick("DELETE FROM status_search WHERE rowid = $1", "DELETE FROM status_search WHERE status_id = $1"), id);
    });
}

void mark_group(db::Transaction& tx, StatusId id, std::optional<AccountId> group)
{
    tx.run("DELETE FROM status_groups WHERE status_id = $1", id);
    if (group) tx.run("INSERT INTO status_groups (status_id, group_id) VALUES ($1, $2)", id, *group);
    static const std::string query = "SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.id = $1";
    if (auto row = tx.row(query, id)) reindex_status(tx, read_status(*row));
}

void index_account(db::Transaction& tx, const Account& account)
{
    auto terms = index_terms(account.username + " " + account.display_name, "");
    terms.push_back(handle_term(account.username));
    unindex_account(tx, account.id);
    for (const auto& term : terms)
        tx.run("INSERT INTO account_terms (account_id, term) VALUES ($1, $2) ON CONFLICT DO NOTHING", account.id, term);
}

void unindex_account(db::Transaction& tx, AccountId id) { tx.run("DELETE FROM account_terms WHERE account_id = $1", id); }

bool index_remaining(db::Transaction& tx)
{
    if (auto below = remaining(tx, accounts_remain)) {
        auto accounts = accounts_below(tx, *below);
        for (const auto& account : accounts) index_account(tx, account);
        set_remaining(tx, accounts_remain, accounts.empty() ? std::nullopt : std::optional{accounts.back().id.value});
        return true;
    }
    auto below = remaining(tx, statuses_remain);
    if (!below) return false;
    // The newest first: they are what people look for. One that was edited meanwhile stands there already.
    auto statuses = statuses_below(tx, *below);
    for (const auto& status : statuses) reindex_status(tx, status);
    set_remaining(tx, statuses_remain, statuses.empty() ? std::nullopt : std::optional{statuses.back().id.value});
    return true;
}

void begin_reindexing(db::Transaction& tx)
{
    for (auto [what, newest] : {std::pair{accounts_remain, "SELECT max(id) FROM accounts"},
                                std::pair{statuses_remain, "SELECT max(id) FROM statuses"}}) {
        auto top = tx.value<std::int64_t>(newest);
        set_remaining(tx, what, top ? std::optional{*top + 1} : std::nullopt);
    }
}

std::vector<StatusId> unindexed_statuses(db::Reader& reader, int at_most)
{
    std::vector<StatusId> ids;
    if (remaining(reader, statuses_remain)) return ids;
    // Reads every row on purpose, as all that is asked for by hand.
    for (const auto& row :
         reader.rows(reader.pick("SELECT s.id FROM statuses s LEFT JOIN status_search x ON x.rowid = s.id "
                                 "WHERE x.rowid IS NULL AND s.deleted_at IS NULL AND s.boost_of_id IS NULL LIMIT $1",
                                 "SELECT s.id FROM statuses s LEFT JOIN status_search x ON x.status_id = s.id "
                                 "WHERE x.status_id IS NULL AND s.deleted_at IS NULL AND s.boost_of_id IS NULL LIMIT $1"),
                     at_most))
        ids.push_back(row.get<StatusId>(0));
    return ids;
}

void add_search_work(jobs::Workers& workers, db::Database& database, const Clock& clock)
{
    workers.handle(std::string{search_queue}, std::string{rebuild_job}, [&database](std::string_view) {
        while (database.write([](db::Transaction& tx) { return index_remaining(tx); })) {}
    });
    bool remains = database.read([](db::Reader& reader) {
        return remaining(reader, accounts_remain).has_value() || remaining(reader, statuses_remain).has_value();
    });
    // One that was left by an earlier start finds nothing more to do when this one is done.
    if (remains) database.write([&](db::Transaction& tx) { jobs::enqueue(tx, search_queue, rebuild_job, "", clock(), clock()); });
}

}  // namespace favilla::social
