// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/filters.h"

#include <algorithm>
#include <array>

#include "base/parts.h"
#include "base/text.h"
#include "social/filter_events.h"
#include "social/statuses.h"

namespace favilla::social {

namespace {

constexpr std::array contexts{FilterContext::Home, FilterContext::Notifications, FilterContext::Public, FilterContext::Thread,
                              FilterContext::Account};
constexpr std::array actions{FilterAction::Warn, FilterAction::Hide, FilterAction::Blur};

std::string join(const std::vector<FilterContext>& wanted)
{
    std::string text;
    for (auto context : contexts) {  // each once, in their usual order
        if (std::ranges::find(wanted, context) == wanted.end()) continue;
        if (!text.empty()) text += ',';
        text += name_of(context);
    }
    return text;
}

std::vector<FilterContext> split(std::string_view text)
{
    std::vector<FilterContext> found;
    each_part(text, ',', [&](std::string_view name) {
        if (auto context = parse_filter_context(name)) found.push_back(*context);
    });
    return found;
}

Result<void> check_text(const std::string& text, std::size_t max, std::string_view what)
{
    auto key = "filter." + std::string{what};
    if (!is_valid_utf8(text) || text.find('\0') != std::string::npos) return refuse(ErrorCode::Invalid, "filter.not_text");
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return refuse(ErrorCode::Invalid, key + "_blank");
    if (text.size() > max * 16 || grapheme_count(text) > max)
        return refuse(ErrorCode::Invalid, key + "_too_long", {{"max", std::to_string(max)}});
    return {};
}

Result<void> check_keyword(const std::string& keyword) { return check_text(keyword, max_filter_keyword_length, "keyword"); }

Result<void> check_count(std::optional<std::int64_t> count, std::int64_t max, std::string key)
{
    if (count.value_or(0) < max) return {};
    return refuse(ErrorCode::Invalid, std::move(key), {{"max", std::to_string(max)}});
}

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "filter.missing"); }

FilterKeyword read_keyword(const db::Row& row, int column = 0)
{
    return {row.get<FilterKeywordId>(column), row.get<FilterId>(column + 1), row.get<std::string>(column + 2),
            row.get<bool>(column + 3)};
}

FilterStatus read_filter_status(const db::Row& row)
{
    return {row.get<FilterStatusId>(0), row.get<FilterId>(1), row.get<StatusId>(2)};
}

// Rows of filters, each with one of its keywords or none.
std::vector<Filter> read_filters(const db::Rows& rows)
{
    std::vector<Filter> filters;
    for (const auto& row : rows) {
        auto id = row.get<FilterId>(0);
        if (filters.empty() || filters.back().id != id)
            filters.push_back({.id = id,
                               .title = row.get<std::string>(1),
                               .contexts = split(row.get<std::string_view>(2)),
                               .action = parse_filter_action(row.get<std::string_view>(3)).value_or(FilterAction::Warn),
                               .expires_at = row.get<std::optional<Time>>(4)});
        if (!row.is_null(5)) filters.back().keywords.push_back(read_keyword(row, 5));
    }
    return filters;
}

std::string select_filters(std::string_view where)
{
    return "SELECT f.id, f.title, f.contexts, f.action, f.expires_at, k.id, k.filter_id, k.keyword, k.whole_word "
           "FROM filters f LEFT JOIN filter_keywords k ON k.filter_id = f.id WHERE "
         + std::string{where} + " ORDER BY f.id, k.id";
}

Result<void> store_keyword(db::Transaction& tx, AccountId owner, FilterId filter, const KeywordChange& change, Time now)
{
    if (!change.id && change.removed) return {};
    if (!change.id) {
        TRY(auto added, add_filter_keyword(tx, owner, filter, change, now));
        return {};
    }
    auto known = find_filter_keyword(tx, owner, *change.id);
    if (!known || known->filter != filter) return missing();
    if (change.removed) return delete_filter_keyword(tx, owner, *change.id);
    TRY(auto changed, change_filter_keyword(tx, owner, *change.id, change));
    return {};
}

// What a change makes of a filter; the same for a new one.
Result<Filter> changed(Filter filter, const FilterChange& change, Time now)
{
    if (change.title) filter.title = *change.title;
    if (change.contexts) filter.contexts = *change.contexts;
    if (change.action) filter.action = *change.action;
    if (change.lasts) filter.expires_at = *change.lasts ? std::optional{now + **change.lasts} : std::nullopt;
    CHECKED(check_text(filter.title, max_filter_title_length, "title"));
    if (filter.contexts.empty()) return refuse(ErrorCode::Invalid, "filter.contexts_blank");
    return filter;
}

}  // namespace

std::string_view name_of(FilterContext context)
{
    switch (context) {
    case FilterContext::Home: return "home";
    case FilterContext::Notifications: return "notifications";
    case FilterContext::Public: return "public";
    case FilterContext::Thread: return "thread";
    case FilterContext::Account: return "account";
    }
    return "";
}

std::string_view name_of(FilterAction action)
{
    switch (action) {
    case FilterAction::Warn: return "warn";
    case FilterAction::Hide: return "hide";
    case FilterAction::Blur: return "blur";
    }
    return "";
}

std::optional<FilterContext> parse_filter_context(std::string_view name)
{
    for (auto context : contexts)
        if (name == name_of(context)) return context;
    return std::nullopt;
}

std::optional<FilterAction> parse_filter_action(std::string_view name)
{
    for (auto action : actions)
        if (name == name_of(action)) return action;
    return std::nullopt;
}

std::vector<Filter> filters_of(db::Reader& reader, AccountId owner)
{
    static const auto query = select_filters("f.account_id = $1");
    auto filters = read_filters(reader.rows(query, owner));
    if (filters.empty()) return filters;
    for (const auto& row :
         reader.rows("SELECT s.id, s.filter_id, s.status_id FROM filters f JOIN filter_statuses s ON s.filter_id = f.id "
                     "WHERE f.account_id = $1 ORDER BY s.id",
                     owner)) {
        auto status = read_filter_status(row);
        std::ranges::find(filters, status.filter, &Filter::id)->statuses.push_back(status);
    }
    return filters;
}

std::optional<Filter> find_filter(db::Reader& reader, AccountId owner, FilterId id)
{
    static const auto query = select_filters("f.id = $1 AND f.account_id = $2");
    auto filters = read_filters(reader.rows(query, id, owner));
    if (filters.empty()) return std::nullopt;
    for (const auto& row :
         reader.rows("SELECT id, filter_id, status_id FROM filter_statuses WHERE filter_id = $1 ORDER BY id", id))
        filters.front().statuses.push_back(read_filter_status(row));
    return filters.front();
}

std::optional<FilterKeyword> find_filter_keyword(db::Reader& reader, AccountId owner, FilterKeywordId id)
{
    auto row = reader.row(
        "SELECT k.id, k.filter_id, k.keyword, k.whole_word FROM filter_keywords k JOIN filters f ON f.id = k.filter_id "
        "WHERE k.id = $1 AND f.account_id = $2",
        id, owner);
    return row ? std::optional{read_keyword(*row)} : std::nullopt;
}

std::optional<FilterStatus> find_filter_status(db::Reader& reader, AccountId owner, FilterStatusId id)
{
    auto row = reader.row("SELECT s.id, s.filter_id, s.status_id FROM filter_statuses s JOIN filters f ON f.id = s.filter_id "
                          "WHERE s.id = $1 AND f.account_id = $2",
                          id, owner);
    return row ? std::optional{read_filter_status(*row)} : std::nullopt;
}

Result<Filter> make_filter(db::Transaction& tx, AccountId owner, const FilterChange& change, Time now)
{
    TRY(auto filter, changed({}, change, now));
    CHECKED(check_count(tx.value<std::int64_t>("SELECT count(*) FROM filters WHERE account_id = $1", owner), max_filters,
                        "filter.too_many"));
    filter.id = tx.new_id<FilterId>(now);
    tx.run("INSERT INTO filters (id, account_id, title, contexts, action, expires_at) VALUES ($1, $2, $3, $4, $5, $6)", filter.id,
           owner, filter.title, join(filter.contexts), name_of(filter.action), filter.expires_at);
    for (const auto& keyword : change.keywords) CHECKED(store_keyword(tx, owner, filter.id, keyword, now));
    jobs::publish(tx, FiltersChanged{owner});
    return *find_filter(tx, owner, filter.id);
}

Result<Filter> change_filter(db::Transaction& tx, AccountId owner, FilterId id, const FilterChange& change, Time now)
{
    auto before = find_filter(tx, owner, id);
    if (!before) return missing();
    TRY(auto filter, changed(*before, change, now));
    tx.run("UPDATE filters SET title = $2, contexts = $3, action = $4, expires_at = $5 WHERE id = $1", id, filter.title,
           join(filter.contexts), name_of(filter.action), filter.expires_at);
    for (const auto& keyword : change.keywords) CHECKED(store_keyword(tx, owner, id, keyword, now));
    jobs::publish(tx, FiltersChanged{owner});
    return *find_filter(tx, owner, id);
}

Result<void> delete_filter(db::Transaction& tx, AccountId owner, FilterId id)
{
    if (!find_filter(tx, owner, id)) return missing();
    tx.run("DELETE FROM filter_keywords WHERE filter_id = $1", id);
    tx.run("DELETE FROM filter_statuses WHERE filter_id = $1", id);
    tx.run("DELETE FROM filters WHERE id = $1", id);
    jobs::publish(tx, FiltersChanged{owner});
    return {};
}

Result<FilterKeyword> add_filter_keyword(db::Transaction& tx, AccountId owner, FilterId filter, const KeywordChange& change,
                                         Time now)
{
    if (!tx.row("SELECT 1 FROM filters WHERE id = $1 AND account_id = $2", filter, owner)) return missing();
    auto word = change.keyword.value_or("");
    CHECKED(check_keyword(word));
    CHECKED(check_count(tx.value<std::int64_t>("SELECT count(*) FROM filters f JOIN filter_keywords k ON k.filter_id = f.id "
                                               "WHERE f.account_id = $1",
                                               owner),
                        max_filter_keywords, "filter.too_many_keywords"));
    FilterKeyword keyword{tx.new_id<FilterKeywordId>(now), filter, word, change.whole_word.value_or(true)};
    tx.run("INSERT INTO filter_keywords (id, filter_id, keyword, whole_word) VALUES ($1, $2, $3, $4)", keyword.id, filter,
           keyword.keyword, keyword.whole_word);
    jobs::publish(tx, FiltersChanged{owner});
    return keyword;
}

Result<FilterKeyword> change_filter_keyword(db::Transaction& tx, AccountId owner, FilterKeywordId id, const KeywordChange& change)
{
    auto keyword = find_filter_keyword(tx, owner, id);
    if (!keyword) return missing();
    if (change.keyword) keyword->keyword = *change.keyword;
    if (change.whole_word) keyword->whole_word = *change.whole_word;
    CHECKED(check_keyword(keyword->keyword));
    tx.run("UPDATE filter_keywords SET keyword = $2, whole_word = $3 WHERE id = $1", id, keyword->keyword, keyword->whole_word);
    jobs::publish(tx, FiltersChanged{owner});
    return *keyword;
}

Result<void> delete_filter_keyword(db::Transaction& tx, AccountId owner, FilterKeywordId id)
{
    if (!find_filter_keyword(tx, owner, id)) return missing();
    tx.run("DELETE FROM filter_keywords WHERE id = $1", id);
    jobs::publish(tx, FiltersChanged{owner});
    return {};
}

Result<FilterStatus> add_filter_status(db::Transaction& tx, AccountId owner, FilterId filter, StatusId status, Time now)
{
    if (!tx.row("SELECT 1 FROM filters WHERE id = $1 AND account_id = $2", filter, owner)) return missing();
    auto found = find_status(tx, status, owner);
    if (!found) return refuse(ErrorCode::NotFound, "status.missing");
    status = found->boost_of.value_or(status);
    if (auto row = tx.row("SELECT id, filter_id, status_id FROM filter_statuses WHERE filter_id = $1 AND status_id = $2", filter,
                          status))
        return read_filter_status(*row);
    CHECKED(check_count(tx.value<std::int64_t>("SELECT count(*) FROM filters f JOIN filter_statuses s ON s.filter_id = f.id "
                                               "WHERE f.account_id = $1",
                                               owner),
                        max_filter_statuses, "filter.too_many_statuses"));
    FilterStatus added{tx.new_id<FilterStatusId>(now), filter, status};
    tx.run("INSERT INTO filter_statuses (id, filter_id, status_id) VALUES ($1, $2, $3)", added.id, filter, status);
    jobs::publish(tx, FiltersChanged{owner});
    return added;
}

Result<FilterStatus> delete_filter_status(db::Transaction& tx, AccountId owner, FilterStatusId id)
{
    auto found = find_filter_status(tx, owner, id);
    if (!found) return missing();
    tx.run("DELETE FROM filter_statuses WHERE id = $1", id);
    jobs::publish(tx, FiltersChanged{owner});
    return *found;
}

void forget_filters_of(db::Transaction& tx, AccountId owner)
{
    for (auto sql : {"DELETE FROM filter_keywords WHERE filter_id IN (SELECT id FROM filters WHERE account_id = $1)",
                     "DELETE FROM filter_statuses WHERE filter_id IN (SELECT id FROM filters WHERE account_id = $1)",
                     "DELETE FROM filters WHERE account_id = $1"})
        tx.run(sql, owner);
}

void forget_in_filters(db::Transaction& tx, StatusId status)
{
    tx.run("DELETE FROM filter_statuses WHERE status_id = $1", status);
}

}  // namespace favilla::social
