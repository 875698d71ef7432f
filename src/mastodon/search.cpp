// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/search.cpp — finding people, posts and tags (docs.joinmastodon.org/methods/search, methods/accounts/#search).
#include "social/search.h"

#include <algorithm>

#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

constexpr std::size_t longest_query = 2000;  // bytes; nobody types that much, and every word of it costs
constexpr int farthest_offset = 1000;

struct Found {
    std::vector<AccountId> accounts;
    std::vector<social::Status> statuses;
    std::vector<social::Tag> tags;
};

int read_offset(const Params& params)
{
    return static_cast<int>(std::clamp<std::int64_t>(params.integer("offset").value_or(0), 0, farthest_offset));
}

std::string read_query(const Params& params)
{
    auto query = params.text_or("q", "");
    auto first = query.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    query = query.substr(first, query.find_last_not_of(" \t\r\n") - first + 1);
    if (query.size() > longest_query) query.resize(longest_query);
    return query;
}

social::Searcher searcher_of(const Api& api) { return {api.viewer, api.domain.id, api.now}; }

bool is_address(std::string_view query)
{
    return (query.starts_with("https://") || query.starts_with("http://")) && query.find(' ') == std::string_view::npos;
}

// An address names one thing, whatever else its words might meet.
void find_at(db::Reader& reader, const Api& api, const std::string& url, std::string_view type, Found& found)
{
    auto searcher = searcher_of(api);
    if (type.empty() || type == "statuses")
        if (auto status = social::find_status_at(reader, url, searcher)) found.statuses.push_back(std::move(*status));
    if (found.statuses.empty() && (type.empty() || type == "accounts"))
        if (auto account = social::find_account_at(reader, url)) found.accounts.push_back(*account);
}

Found find_all(db::Reader& reader, const Api& api, const std::string& query, std::string_view type)
{
    auto searcher = searcher_of(api);
    auto page = read_page(api.params);
    auto offset = type.empty() ? 0 : read_offset(api.params);  // in three lists at once it would say nothing
    auto wants = [&](std::string_view what) { return type.empty() || type == what; };
    bool handle = query.contains('@'), tag = query.starts_with('#');
    Found found;
    if (wants("accounts") && !tag && !(handle && query.contains(' ')))
        found.accounts = social::search_accounts(
            reader, {.text = query, .following = api.params.flag_or("following", false), .limit = page.limit, .offset = offset},
            searcher);
    if (wants("statuses"))
        found.statuses = social::search_statuses(
            reader, {.text = query, .author = api.params.id<AccountId>("account_id"), .page = page, .offset = offset}, searcher);
    // Here nobody reviews tags beforehand, so that none is left out for want of it (exclude_unreviewed).
    if (wants("hashtags") && !handle) found.tags = social::search_tags(reader, query, searcher, page.limit, offset);
    return found;
}

net::Response write_found(Api& api, const Found& found)
{
    auto views = api.db.read([&](db::Reader& reader) { return social::load_views(reader, found.statuses, api.viewer); });
    auto audience = audience_of(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("accounts");
            write_accounts(json, api, found.accounts);
            json.key("statuses");
            write_statuses(json, audience, views);
            json.key("hashtags").array(found.tags, [&](const social::Tag& tag) { write_tag(json, audience, tag); });
            json.key("collections").array([] {});
        });
    });
}

net::Response refusal(const Api& api, ErrorCode code, std::string key, int status)
{
    auto response = error_response(api, Error{code, std::move(key)});
    response.status = status;
    return response;
}

}  // namespace

namespace {

// A handle with a host, or an address, may be of another server: who is signed in may have it asked.
std::string brought_in(const Api& api, std::string query)
{
    bool names_host = query.find('@', 1) != std::string::npos && query.find(' ') == std::string::npos;
    if (!api.viewer.account || !api.params.flag_or("resolve", false) || !api.services.bring_in) return query;
    return is_address(query) || names_host ? api.services.bring_in(query) : query;
}

}  // namespace

net::Response search(const net::Request&, Api& api)
{
    bool stranger = !api.viewer.account;
    if (stranger && api.params.flag_or("resolve", false))
        return refusal(api, ErrorCode::Forbidden, "search.resolve_needs_person", 401);
    if (stranger && !api.params.text_or("offset", "").empty())
        return refusal(api, ErrorCode::Forbidden, "search.paging_needs_person", 401);
    auto query = read_query(api.params);
    if (query.empty()) return refusal(api, ErrorCode::Invalid, "search.query_missing", 400);
    query = brought_in(api, query);
    auto type = api.params.text_or("type", "");
    return write_found(api, api.db.read([&](db::Reader& reader) {
        if (!is_address(query)) return find_all(reader, api, query, type);
        Found found;
        find_at(reader, api, query, type, found);
        return found;
    }));
}

net::Response search_accounts(const net::Request&, Api& api)
{
    social::AccountSearch wanted{.text = read_query(api.params),
                                 .following = api.params.flag_or("following", false),
                                 .limit = read_page(api.params, 40, 80).limit,
                                 .offset = read_offset(api.params)};
    wanted.text = brought_in(api, wanted.text);
    auto found = api.db.read([&](db::Reader& reader) {
        if (!is_address(wanted.text)) return social::search_accounts(reader, wanted, searcher_of(api));
        auto account = social::find_account_at(reader, wanted.text);
        return account ? std::vector{*account} : std::vector<AccountId>{};
    });
    return accounts_response(api, found);
}

}  // namespace favilla::mastodon
