// SPDX-License-Identifier: AGPL-3.0-or-later
// social/filters.h — words and statuses that a reader does not want to meet. A filter is its owner's secret: to everybody
// else it does not exist. It says where it is meant to work and what is to happen there; what it matches is told with
// every status, and the reader's app does the rest.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

enum class FilterContext { Home, Notifications, Public, Thread, Account };
enum class FilterAction { Warn, Hide, Blur };
std::string_view name_of(FilterContext);  // as stored, and as the client API says it
std::string_view name_of(FilterAction);
std::optional<FilterContext> parse_filter_context(std::string_view);
std::optional<FilterAction> parse_filter_action(std::string_view);

struct FilterKeyword {
    FilterKeywordId id;
    FilterId filter;
    std::string keyword;
    bool whole_word = false;
};

struct FilterStatus {
    FilterStatusId id;
    FilterId filter;
    StatusId status;
};

struct Filter {
    FilterId id;
    std::string title;
    std::vector<FilterContext> contexts;
    FilterAction action = FilterAction::Warn;
    std::optional<Time> expires_at;
    std::vector<FilterKeyword> keywords;
    std::vector<FilterStatus> statuses;

    bool is_over(Time now) const { return expires_at && *expires_at <= now; }
};

struct KeywordChange {
    std::optional<FilterKeywordId> id;  // none: a new one
    std::optional<std::string> keyword;
    std::optional<bool> whole_word;
    bool removed = false;
};

struct FilterChange {  // what is not given stays as it is
    std::optional<std::string> title;
    std::optional<std::vector<FilterContext>> contexts;
    std::optional<FilterAction> action;
    std::optional<std::optional<Duration>> lasts;  // nothing inside: for ever
    std::vector<KeywordChange> keywords;
};

inline constexpr std::size_t max_filter_title_length = 256;    // graphemes
inline constexpr std::size_t max_filter_keyword_length = 512;  // graphemes
inline constexpr std::int64_t max_filters = 100;
inline constexpr std::int64_t max_filter_keywords = 500;   // of all filters of one reader
inline constexpr std::int64_t max_filter_statuses = 1000;  // likewise

std::vector<Filter> filters_of(db::Reader&, AccountId owner);  // with their keywords and statuses
std::optional<Filter> find_filter(db::Reader&, AccountId owner, FilterId);
std::optional<FilterKeyword> find_filter_keyword(db::Reader&, AccountId owner, FilterKeywordId);
std::optional<FilterStatus> find_filter_status(db::Reader&, AccountId owner, FilterStatusId);

// All that change one publish FiltersChanged and refuse NotFound "filter.missing" for another's. Invalid: "filter.title_blank",
// ".title_too_long", ".contexts_blank", ".keyword_blank", ".keyword_too_long", ".not_text", ".too_many", ".too_many_keywords",
// ".too_many_statuses".
Result<Filter> make_filter(db::Transaction&, AccountId owner, const FilterChange&, Time now);
Result<Filter> change_filter(db::Transaction&, AccountId owner, FilterId, const FilterChange&, Time now);
Result<void> delete_filter(db::Transaction&, AccountId owner, FilterId);
Result<FilterKeyword> add_filter_keyword(db::Transaction&, AccountId owner, FilterId, const KeywordChange&, Time now);
Result<FilterKeyword> change_filter_keyword(db::Transaction&, AccountId owner, FilterKeywordId, const KeywordChange&);
Result<void> delete_filter_keyword(db::Transaction&, AccountId owner, FilterKeywordId);
// Of a boost it is what it shows. One that stands there already is answered with. Refuses besides NotFound "status.missing".
Result<FilterStatus> add_filter_status(db::Transaction&, AccountId owner, FilterId, StatusId, Time now);
Result<FilterStatus> delete_filter_status(db::Transaction&, AccountId owner, FilterStatusId);

void forget_filters_of(db::Transaction&, AccountId owner);  // whose account ends
void forget_in_filters(db::Transaction&, StatusId);         // which is deleted

}  // namespace favilla::social
