// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/search.h"

#include <algorithm>

#include "base/search_text.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "social/relations.h"
#include "social/search_index.h"

namespace favilla::social {

namespace {

constexpr int first_round = 200;

// What a query asks of the index; none when nobody could be meant.
std::optional<std::string> match_of(db::Reader& reader, const StatusSearch& search, const Searcher& searcher)
{
    auto query = parse_query(search.text);
    std::vector<std::string> marks;
    if (search.author) marks.push_back(author_mark(*search.author));
    if (search.domain) marks.push_back(domain_mark(*search.domain));
    if (search.group) marks.push_back(group_mark(*search.group));
    if (query.from == "me") {
        if (!searcher.viewer.account) return std::nullopt;
        marks.push_back(author_mark(*searcher.viewer.account));
    } else if (query.from) {
        auto author = find_account_by_handle(reader, *query.from, searcher.domain);
        if (!author) return std::nullopt;
        marks.push_back(author_mark(author->id));
    }
    for (const auto& tag : query.tags) marks.push_back(tag_mark(tag));
    for (const auto& what : query.has) {
        if (what == "media") return std::nullopt;  // no status carries media yet
        marks.emplace_back(what == "poll" ? poll_mark : link_mark);
    }
    if (query.language) marks.push_back(language_mark(*query.language));
    auto bounds = std::size_t{search.domain.has_value()} + std::size_t{search.group.has_value()};
    if (marks.size() == bounds && !query.has_words()) return std::nullopt;
    auto match = reader.engine() == db::Engine::Sqlite ? fts5_query(query, marks) : tsquery(query, marks);
    return match.empty() ? std::nullopt : std::optional{std::move(match)};
}

// Which part of the matches is asked for.
struct Round {
    bool forwards = false;
    std::int64_t after = 0, before = 0;
    int limit = first_round;
};

std::vector<StatusId> ids_of(const db::Rows& rows)
{
    std::vector<StatusId> ids;
    for (const auto& row : rows) ids.push_back(row.get<StatusId>(0));
    return ids;
}

std::vector<StatusId> met_on_sqlite(db::Reader& reader, const std::string& match, const Round& round)
{
    return ids_of(
        reader.rows(std::string{"SELECT rowid FROM status_search WHERE status_search MATCH $1 AND rowid > $2 AND rowid < $3 "
                                "ORDER BY rowid"}
                        + (round.forwards ? " ASC" : " DESC") + " LIMIT $4",
                    match, round.after, round.before, round.limit));
}

// Its index knows the words but not the order. So what is met often is found by going through those that come next, and
// what is not found there is rare enough to be gathered by its words and put in order. Left to choose, the planner
// goes through all of them for a rare word, since it cannot know how many an unknown range of ids holds.
std::vector<StatusId> met_on_postgresql(db::Reader& reader, const std::string& match, const Round& round)
{
    constexpr int seldom = 10;  // met less often than once in so many
    auto order = std::string{" ORDER BY status_id"} + (round.forwards ? " ASC" : " DESC") + " LIMIT ";
    // The outer part reads the inner one as it comes, in its order, and stops when it has enough.
    auto near = ids_of(reader.rows("WITH recent AS MATERIALIZED (SELECT status_id, terms FROM status_search "
                                   "WHERE status_id > $2 AND status_id < $3"
                                       + order + "$5) SELECT status_id FROM recent WHERE terms @@ $1::tsquery LIMIT $4",
                                   match, round.after, round.before, round.limit, round.limit * seldom));
    if (static_cast<int>(near.size()) == round.limit) return near;
    return ids_of(reader.rows("WITH met AS MATERIALIZED (SELECT status_id FROM status_search WHERE terms @@ $1::tsquery) "
                              "SELECT status_id FROM met WHERE status_id > $2 AND status_id < $3"
                                  + order + "$4",
                              match, round.after, round.before, round.limit));
}

// Whether somebody looks through their own group, or as a stranger.
enum class Among { Strangers, Members };

// Those among them that this reader may find, in the order of the ids.
std::vector<Status> findable(db::Reader& reader, std::span<const StatusId> ids, const Searcher& searcher, Among among,
                             bool forwards)
{
    static const std::string query = "SELECT " + std::string{status_columns}
                                   + " FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.id IN EACH($1) "
                                     "AND (("
                                   + std::string{found_by_strangers}
                                   + ") OR s.account_id = $2 OR $3 = 1 "
                                     "OR EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = $2) "
                                     "OR EXISTS (SELECT 1 FROM favourites f WHERE f.account_id = $2 AND f.status_id = s.id) "
                                     "OR EXISTS (SELECT 1 FROM bookmarks b WHERE b.account_id = $2 AND b.status_id = s.id) "
                                     "OR EXISTS (SELECT 1 FROM statuses t WHERE t.boost_of_id = s.id AND t.account_id = $2))";
    std::vector<Status> found;
    for (const auto& row :
         reader.rows(query, db::list_of(ids), searcher.viewer.account.value_or(AccountId{}), among == Among::Members))
        found.push_back(read_status(row));
    std::vector<AccountId> authors;
    for (const auto& status : found) authors.push_back(status.author);
    auto unwanted = unwanted_among(reader, authors, searcher.viewer, searcher.now);
    auto visible = visible_among(reader, found, searcher.viewer);
    std::erase_if(found, [&](const Status& status) { return unwanted.contains(status.author) || !visible.contains(status.id); });
    std::ranges::sort(found, [&](const Status& a, const Status& b) { return forwards ? a.id < b.id : a.id > b.id; });
    return found;
}

}  // namespace

std::vector<Status> search_statuses(db::Reader& reader, const StatusSearch& search, const Searcher& searcher)
{
    auto match = match_of(reader, search, searcher);
    if (!match) return {};
    bool forwards = search.page.forwards();
    auto after = search.page.after(), before = search.page.before();
    auto wanted = static_cast<std::size_t>(search.page.limit) + static_cast<std::size_t>(search.offset);
    bool is_member = search.group && searcher.viewer.account && is_following(reader, *searcher.viewer.account, *search.group);
    auto among = is_member ? Among::Members : Among::Strangers;
    std::vector<Status> found;
    for (int seen = 0, chunk = first_round; seen < most_met && found.size() < wanted; chunk = std::min(chunk * 4, most_met)) {
        Round round{.forwards = forwards, .after = after, .before = before, .limit = chunk};
        auto ids = reader.engine() == db::Engine::Sqlite ? met_on_sqlite(reader, *match, round)
                                                         : met_on_postgresql(reader, *match, round);
        if (ids.empty()) break;
        std::ranges::move(findable(reader, ids, searcher, among, forwards), std::back_inserter(found));
        (forwards ? after : before) = ids.back().value;
        seen += chunk;
        if (static_cast<int>(ids.size()) < chunk) break;
    }
    if (found.size() > wanted) found.resize(wanted);
    found.erase(found.begin(), found.begin() + std::min<std::ptrdiff_t>(search.offset, std::ssize(found)));
    if (forwards) std::ranges::reverse(found);
    return found;
}

namespace {

constexpr int most_names = 2'000;
constexpr std::size_t most_name_terms = 8;

// Behind every term that begins so: terms are letters, digits and "@".
std::string end_of(std::string_view beginning) { return std::string{beginning} + "~"; }

std::vector<AccountId> account_ids(const db::Rows& rows)
{
    std::vector<AccountId> ids;
    for (const auto& row : rows) ids.push_back(row.get<AccountId>(0));
    return ids;
}

// Of everybody, and of those the searcher follows: a bound on the many must not hide the few.
std::vector<AccountId> named(db::Reader& reader, std::string_view term, const AccountSearch& search, const Searcher& searcher)
{
    std::vector<AccountId> ids;
    if (searcher.viewer.account)
        ids = account_ids(reader.rows("SELECT t.account_id FROM follows f JOIN account_terms t ON t.account_id = f.target_id "
                                      "WHERE f.account_id = $1 AND t.term >= $2 AND t.term < $3 LIMIT $4",
                                      *searcher.viewer.account, term, end_of(term), most_names));
    if (search.following) return ids;
    std::ranges::move(account_ids(reader.rows("SELECT account_id FROM account_terms WHERE term >= $1 AND term < $2 LIMIT $3",
                                              term, end_of(term), most_names)),
                      std::back_inserter(ids));
    return ids;
}

std::vector<AccountId> also_named(db::Reader& reader, std::span<const AccountId> among, std::string_view term)
{
    return account_ids(
        reader.rows("SELECT DISTINCT account_id FROM account_terms WHERE account_id IN EACH($1) AND term >= $2 AND term < $3",
                    db::list_of(among), term, end_of(term)));
}

// By the handle alone when a host is given, else by the words of names, too.
std::vector<AccountId> candidates(db::Reader& reader, std::string_view name, bool handle, const AccountSearch& search,
                                  const Searcher& searcher)
{
    auto terms = handle ? std::vector<std::string>{} : index_terms(name, "");
    std::vector<AccountId> ids;
    if (name.find(' ') == std::string_view::npos) ids = named(reader, handle_term(name), search, searcher);
    if (terms.empty()) return ids;
    std::ranges::sort(terms, std::greater{}, &std::string::size);  // the longest tells most
    terms.resize(std::min(terms.size(), most_name_terms));
    auto by_words = named(reader, terms.front(), search, searcher);
    for (std::size_t i = 1; i < terms.size() && !by_words.empty(); ++i) by_words = also_named(reader, by_words, terms[i]);
    std::ranges::move(by_words, std::back_inserter(ids));
    return ids;
}

}  // namespace

std::vector<AccountId> search_accounts(db::Reader& reader, const AccountSearch& search, const Searcher& searcher)
{
    auto text = trimmed(search.text);
    if (text.starts_with('@')) text.remove_prefix(1);
    if (text.empty()) return {};
    auto at = text.find('@');
    auto exact = find_account_by_handle(reader, text, searcher.domain);
    auto ids = candidates(reader, trimmed(text.substr(0, at)), at != text.npos, search, searcher);
    if (exact) ids.push_back(exact->id);
    auto host = at == std::string_view::npos ? std::string{} : fold(trimmed(text.substr(at + 1)));
    // Somebody who was silenced is met by who follows them and by who knows the handle.
    return account_ids(reader.rows(
        "SELECT a.id FROM accounts a LEFT JOIN follows f ON f.account_id = $2 AND f.target_id = a.id "
        "WHERE a.id IN EACH($1) AND a.admitted_at IS NOT NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
        "AND (a.silenced_at IS NULL OR f.account_id IS NOT NULL OR a.id = $3) AND ($4 = 0 OR f.account_id IS NOT NULL) "
        "AND (a.id = $3 OR NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $2 AND b.target_id = a.id)) "
        "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $2) "
        "AND substr(a.host, 1, length($5)) = $5 AND ($8 = 0 OR (a.domain_id = $8 AND a.kind = 'group')) "
        "AND ($9 = 0 OR (a.domain_id IS NULL AND a.kind = 'group')) "
        "ORDER BY CASE WHEN a.id = $3 THEN 0 WHEN f.account_id IS NOT NULL THEN 1 ELSE 2 END, a.followers_count DESC, a.id "
        "LIMIT $6 OFFSET $7",
        db::list_of(ids), searcher.viewer.account.value_or(AccountId{}), exact ? exact->id : AccountId{}, search.following, host,
        search.limit, search.offset, search.groups_of.value_or(DomainId{}), search.remote_groups));
}

std::vector<Tag> search_tags(db::Reader& reader, std::string_view text, const Searcher& searcher, int limit, int offset)
{
    auto name = fold(trimmed(text));
    if (name.starts_with('#')) name.erase(0, 1);
    if (name.empty()) return {};
    auto end = name;
    append_utf8(end, 0x10FFFF);
    std::vector<TagId> ids;
    for (const auto& row : reader.rows(
             reader.pick(
                 "SELECT t.id FROM tags t LEFT JOIN tag_uses u ON u.tag_id = t.id AND u.day > $3 "
                 "WHERE t.name >= $1 AND t.name < $2 "
                 "AND EXISTS (SELECT 1 FROM status_tags x WHERE x.tag_id = t.id AND x.public = 1) "
                 "AND NOT EXISTS (SELECT 1 FROM tag_rules r WHERE r.domain_id = $6 AND r.tag_id = t.id AND r.listable = 0) "
                 "GROUP BY t.id, t.name ORDER BY t.name = $1 DESC, count(u.account_id) DESC, t.name LIMIT $4 OFFSET $5",
                 "SELECT t.id FROM tags t LEFT JOIN tag_uses u ON u.tag_id = t.id AND u.day > $3 "
                 "WHERE t.name COLLATE \"C\" >= $1 AND t.name COLLATE \"C\" < $2 "
                 "AND EXISTS (SELECT 1 FROM status_tags x WHERE x.tag_id = t.id AND x.public = 1) "
                 "AND NOT EXISTS (SELECT 1 FROM tag_rules r WHERE r.domain_id = $6 AND r.tag_id = t.id AND r.listable = 0) "
                 "GROUP BY t.id, t.name ORDER BY t.name = $1 DESC, count(u.account_id) DESC, t.name COLLATE \"C\" "
                 "LIMIT $4 OFFSET $5"),
             name, end, day_of(searcher.now) - tag_history_days, limit, offset, searcher.domain))
        ids.push_back(row.get<TagId>(0));
    return tags_among(reader, ids, searcher.viewer, searcher.now);
}

namespace {

// "ada", "example.org" and "123" of https://example.org/@ada/123.
struct Address {
    std::string_view username, host, rest;
};

std::optional<Address> parse_address(std::string_view url)
{
    auto host_at = url.find("://");
    if (host_at == std::string_view::npos) return std::nullopt;
    url.remove_prefix(host_at + 3);
    url = url.substr(0, url.find_first_of("?#"));
    auto path = url.find("/@");
    if (path == std::string_view::npos) return std::nullopt;
    auto name = url.substr(path + 2);
    auto slash = std::min(name.find('/'), name.size());
    return Address{name.substr(0, slash), url.substr(0, path), name.substr(std::min(slash + 1, name.size()))};
}

std::optional<Account> account_of(db::Reader& reader, const Address& address)
{
    static const std::string query =
        "SELECT " + std::string{account_columns} + " FROM accounts a WHERE a.username_key = $1 AND a.host = $2";
    auto row = reader.row(query, fold(address.username), fold(address.host));
    return row ? std::optional{read_account(*row)} : std::nullopt;
}

}  // namespace

std::optional<Status> find_status_at(db::Reader& reader, std::string_view url, const Searcher& searcher)
{
    auto id = reader.value<StatusId>("SELECT id FROM statuses WHERE uri = $1", url);
    if (!id) {
        auto address = parse_address(url);
        if (!address) return std::nullopt;
        id = parse_id<StatusId>(address->rest);
        auto author = account_of(reader, *address);
        if (!id || !author) return std::nullopt;
        if (reader.value<AccountId>("SELECT account_id FROM statuses WHERE id = $1", *id) != author->id) return std::nullopt;
    }
    return find_status(reader, *id, searcher.viewer);
}

std::optional<AccountId> find_account_at(db::Reader& reader, std::string_view url)
{
    auto found = find_account_by_uri(reader, url);
    if (!found)
        if (auto address = parse_address(url); address && address->rest.empty()) found = account_of(reader, *address);
    return found && found->is_known() && !found->suspended_at ? std::optional{found->id} : std::nullopt;
}

}  // namespace favilla::social
