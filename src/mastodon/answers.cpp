// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/answers.h"

#include <algorithm>

#include <fmt/format.h>

#include "net/form.h"

namespace favilla::mastodon {

namespace {

std::optional<std::int64_t> id_number(const Params& params, std::string_view name)
{
    auto id = params.id<StatusId>(name);
    return id ? std::optional{id->value} : std::nullopt;
}

bool is_page_parameter(std::string_view name) { return name == "max_id" || name == "since_id" || name == "min_id"; }

// The request's own query without its place in the list: what a link to the next page keeps.
std::string kept_query(std::string_view query)
{
    std::string kept;
    auto fields = net::parse_urlencoded(query);
    if (!fields) return kept;
    for (const auto& field : *fields) {
        if (is_page_parameter(field.name) || field.name == "access_token") continue;
        kept += net::percent_encode(field.name) + "=" + net::percent_encode(field.value) + "&";
    }
    return kept;
}

}  // namespace

net::Response json_response(int status, std::string body)
{
    auto response = net::response_of_type(status, "application/json; charset=utf-8", std::move(body));
    response.add_header("Cache-Control", "private, no-store");
    return response;
}

net::Response empty_object() { return json_response(200, std::string{"{}"}); }

int http_status(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound: return 404;
    case ErrorCode::Forbidden: return 403;
    case ErrorCode::Invalid: return 422;
    case ErrorCode::Conflict: return 409;
    case ErrorCode::TooMany: return 429;
    case ErrorCode::Gone: return 410;
    case ErrorCode::Unsupported: return 422;
    case ErrorCode::Unavailable: return 503;
    }
    return 500;
}

net::Response error_response(const Services& services, Language language, const Error& error)
{
    return json_response(http_status(error.code), [&](JsonWriter& json) {
        json.object([&] { json.field("error", services.locale.text(language, error)); });
    });
}

net::Response error_response(const Api& api, const Error& error) { return error_response(api.services, api.language, error); }

net::Response not_found(const Api& api) { return error_response(api, Error{ErrorCode::NotFound, "record.not_found"}); }

social::PageRequest read_page(const Params& params, int default_limit, int max_limit)
{
    auto limit = params.integer("limit").value_or(default_limit);
    return {id_number(params, "max_id"), id_number(params, "since_id"), id_number(params, "min_id"),
            static_cast<int>(std::clamp<std::int64_t>(limit, 1, max_limit))};
}

net::Response with_page_links(net::Response response, const net::Request& request, const Api& api,
                              std::optional<std::int64_t> newest, std::optional<std::int64_t> oldest)
{
    auto base = api.origin() + std::string{request.path()} + "?" + kept_query(request.query());
    std::string links;
    if (oldest) links = fmt::format("<{}max_id={}>; rel=\"next\"", base, *oldest);
    if (newest) links += fmt::format("{}<{}min_id={}>; rel=\"prev\"", links.empty() ? "" : ", ", base, *newest);
    if (!links.empty()) response.set_header("Link", std::move(links));
    return response;
}

}  // namespace favilla::mastodon
