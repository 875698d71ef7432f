// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/filters.cpp — what a reader does not want to meet (docs.joinmastodon.org/methods/filters).
#include "social/filters.h"

#include "mastodon/answers.h"
#include "mastodon/filter_json.h"
#include "mastodon/filter_params.h"
#include "mastodon/handlers.h"

namespace favilla::mastodon {

namespace {

net::Response filter_response(const Api& api, const Result<social::Filter>& filter)
{
    if (!filter) return error_response(api, filter.error());
    return json_response(200, [&](JsonWriter& json) { write_filter(json, *filter); });
}

net::Response keyword_response(const Api& api, const Result<social::FilterKeyword>& keyword)
{
    if (!keyword) return error_response(api, keyword.error());
    return json_response(200, [&](JsonWriter& json) { write_filter_keyword(json, *keyword); });
}

net::Response filter_status_response(const Api& api, const Result<social::FilterStatus>& status)
{
    if (!status) return error_response(api, status.error());
    return json_response(200, [&](JsonWriter& json) { write_filter_status(json, *status); });
}

template <class AnyId>
std::optional<AnyId> named(const net::Request& request)
{
    return parse_id<AnyId>(request.param("id"));
}

std::optional<social::Filter> named_filter(const net::Request& request, Api& api)
{
    auto id = named<FilterId>(request);
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return social::find_filter(reader, api.me(), *id); });
}

}  // namespace

net::Response get_filters(const net::Request&, Api& api)
{
    auto filters = api.db.read([&](db::Reader& reader) { return social::filters_of(reader, api.me()); });
    return json_response(
        200, [&](JsonWriter& json) { json.array(filters, [&](const social::Filter& filter) { write_filter(json, filter); }); });
}

net::Response get_filter(const net::Request& request, Api& api)
{
    auto filter = named_filter(request, api);
    return filter ? filter_response(api, *filter) : not_found(api);
}

net::Response post_filter(const net::Request&, Api& api)
{
    auto change = read_filter_change(api.params);
    if (!change) return error_response(api, change.error());
    return filter_response(
        api, api.db.write([&](db::Transaction& tx) { return social::make_filter(tx, api.me(), *change, api.now); }));
}

net::Response put_filter(const net::Request& request, Api& api)
{
    auto id = named<FilterId>(request);
    if (!id) return not_found(api);
    auto change = read_filter_change(api.params);
    if (!change) return error_response(api, change.error());
    return filter_response(
        api, api.db.write([&](db::Transaction& tx) { return social::change_filter(tx, api.me(), *id, *change, api.now); }));
}

net::Response delete_filter(const net::Request& request, Api& api)
{
    auto id = named<FilterId>(request);
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return social::delete_filter(tx, api.me(), *id); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_filter_keywords(const net::Request& request, Api& api)
{
    auto filter = named_filter(request, api);
    if (!filter) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.array(filter->keywords, [&](const social::FilterKeyword& keyword) { write_filter_keyword(json, keyword); });
    });
}

net::Response post_filter_keyword(const net::Request& request, Api& api)
{
    auto id = named<FilterId>(request);
    if (!id) return not_found(api);
    auto change = read_keyword_change(api.params);
    return keyword_response(
        api, api.db.write([&](db::Transaction& tx) { return social::add_filter_keyword(tx, api.me(), *id, change, api.now); }));
}

net::Response get_filter_keyword(const net::Request& request, Api& api)
{
    auto id = named<FilterKeywordId>(request);
    auto keyword =
        id ? api.db.read([&](db::Reader& reader) { return social::find_filter_keyword(reader, api.me(), *id); }) : std::nullopt;
    return keyword ? keyword_response(api, *keyword) : not_found(api);
}

net::Response put_filter_keyword(const net::Request& request, Api& api)
{
    auto id = named<FilterKeywordId>(request);
    if (!id) return not_found(api);
    auto change = read_keyword_change(api.params);
    return keyword_response(
        api, api.db.write([&](db::Transaction& tx) { return social::change_filter_keyword(tx, api.me(), *id, change); }));
}

net::Response delete_filter_keyword(const net::Request& request, Api& api)
{
    auto id = named<FilterKeywordId>(request);
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return social::delete_filter_keyword(tx, api.me(), *id); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_filter_statuses(const net::Request& request, Api& api)
{
    auto filter = named_filter(request, api);
    if (!filter) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.array(filter->statuses, [&](const social::FilterStatus& status) { write_filter_status(json, status); });
    });
}

net::Response post_filter_status(const net::Request& request, Api& api)
{
    auto id = named<FilterId>(request);
    auto status = api.params.id<StatusId>("status_id");
    if (!id || !status) return not_found(api);
    return filter_status_response(
        api, api.db.write([&](db::Transaction& tx) { return social::add_filter_status(tx, api.me(), *id, *status, api.now); }));
}

net::Response get_filter_status(const net::Request& request, Api& api)
{
    auto id = named<FilterStatusId>(request);
    auto status =
        id ? api.db.read([&](db::Reader& reader) { return social::find_filter_status(reader, api.me(), *id); }) : std::nullopt;
    return status ? filter_status_response(api, *status) : not_found(api);
}

net::Response delete_filter_status(const net::Request& request, Api& api)
{
    auto id = named<FilterStatusId>(request);
    if (!id) return not_found(api);
    return filter_status_response(
        api, api.db.write([&](db::Transaction& tx) { return social::delete_filter_status(tx, api.me(), *id); }));
}

}  // namespace favilla::mastodon
