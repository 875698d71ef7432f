// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/filters_v1.cpp — filters as apps knew them before Mastodon 4 (docs.joinmastodon.org/methods/filters/#v1): each
// keyword is one, with the contexts of the filter it stands in. They stand in the same tables.
#include "base/text.h"
#include "mastodon/answers.h"
#include "mastodon/filter_json.h"
#include "mastodon/filter_params.h"
#include "mastodon/handlers.h"
#include "social/filters.h"

namespace favilla::mastodon {

namespace {

struct OldFilter {
    social::Filter filter;
    social::FilterKeyword keyword;
};

std::optional<OldFilter> find_old(db::Reader& reader, AccountId owner, FilterKeywordId id)
{
    auto keyword = social::find_filter_keyword(reader, owner, id);
    if (!keyword) return std::nullopt;
    return OldFilter{*social::find_filter(reader, owner, keyword->filter), *keyword};
}

net::Response old_filter_response(const Api& api, const Result<OldFilter>& found)
{
    if (!found) return error_response(api, found.error());
    return json_response(200, [&](JsonWriter& json) { write_filter_v1(json, found->filter, found->keyword); });
}

Result<OldFilter> make_old(db::Transaction& tx, const Api& api, social::FilterChange change, social::KeywordChange keyword)
{
    auto phrase = keyword.keyword.value_or("");
    if (phrase.find_first_not_of(" \t\r\n") == std::string::npos) return refuse(ErrorCode::Invalid, "filter.keyword_blank");
    change.title = truncated(phrase, social::max_filter_title_length);
    keyword.whole_word = keyword.whole_word.value_or(false);
    change.keywords.push_back(std::move(keyword));
    TRY(auto filter, social::make_filter(tx, api.me(), change, api.now));
    auto made = filter.keywords.front();
    return OldFilter{std::move(filter), std::move(made)};
}

// What is said of one keyword must not change the others that stand beside it.
Result<OldFilter> change_old(db::Transaction& tx, const Api& api, FilterKeywordId id, const social::FilterChange& change,
                             const social::KeywordChange& keyword)
{
    auto old = find_old(tx, api.me(), id);
    if (!old) return refuse(ErrorCode::NotFound, "filter.missing");
    if (old->filter.keywords.size() > 1 && (change.contexts || change.action || change.lasts))
        return refuse(ErrorCode::Invalid, "filter.several_keywords");
    CHECKED(social::change_filter_keyword(tx, api.me(), id, keyword));
    CHECKED(social::change_filter(tx, api.me(), old->filter.id, change, api.now));
    return *find_old(tx, api.me(), id);
}

// With its last keyword a filter that holds nothing else goes.
Result<void> delete_old(db::Transaction& tx, const Api& api, FilterKeywordId id)
{
    auto old = find_old(tx, api.me(), id);
    if (!old) return refuse(ErrorCode::NotFound, "filter.missing");
    if (old->filter.keywords.size() == 1 && old->filter.statuses.empty())
        return social::delete_filter(tx, api.me(), old->filter.id);
    return social::delete_filter_keyword(tx, api.me(), id);
}

std::optional<FilterKeywordId> named(const net::Request& request) { return parse_id<FilterKeywordId>(request.param("id")); }

}  // namespace

net::Response get_filters_v1(const net::Request&, Api& api)
{
    auto filters = api.db.read([&](db::Reader& reader) { return social::filters_of(reader, api.me()); });
    std::vector<std::pair<const social::Filter*, const social::FilterKeyword*>> all;
    for (const auto& filter : filters)
        for (const auto& keyword : filter.keywords) all.emplace_back(&filter, &keyword);
    return json_response(200, [&](JsonWriter& json) {
        json.array(all, [&](const auto& one) { write_filter_v1(json, *one.first, *one.second); });
    });
}

net::Response get_filter_v1(const net::Request& request, Api& api)
{
    auto id = named(request);
    auto found = id ? api.db.read([&](db::Reader& reader) { return find_old(reader, api.me(), *id); }) : std::nullopt;
    return found ? old_filter_response(api, *found) : not_found(api);
}

net::Response post_filter_v1(const net::Request&, Api& api)
{
    auto change = read_filter_change_v1(api.params);
    if (!change) return error_response(api, change.error());
    auto keyword = read_keyword_change_v1(api.params);
    return old_filter_response(api, api.db.write([&](db::Transaction& tx) { return make_old(tx, api, *change, keyword); }));
}

net::Response put_filter_v1(const net::Request& request, Api& api)
{
    auto id = named(request);
    if (!id) return not_found(api);
    auto change = read_filter_change_v1(api.params);
    if (!change) return error_response(api, change.error());
    auto keyword = read_keyword_change_v1(api.params);
    return old_filter_response(api,
                               api.db.write([&](db::Transaction& tx) { return change_old(tx, api, *id, *change, keyword); }));
}

net::Response delete_filter_v1(const net::Request& request, Api& api)
{
    auto id = named(request);
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return delete_old(tx, api, *id); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace favilla::mastodon
