// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/answers.h — how the client API answers: JSON, Mastodon's error shape, and pages that are linked in the
// Link header (docs.joinmastodon.org/api/guidelines/#pagination).
#pragma once
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "mastodon/api.h"
#include "social/paging.h"

namespace favilla::mastodon {

net::Response json_response(int status, std::string body);
template <class Write>
    requires std::invocable<Write&, JsonWriter&>
net::Response json_response(int status, Write&& write)
{
    return json_response(status, write_json(write, 1024));
}
net::Response empty_object();  // {}: what many acts answer

// The one place where the eight codes become HTTP; the sentence is in the client's language.
int http_status(ErrorCode);
net::Response error_response(const Api&, const Error&);
net::Response error_response(const Services&, Language, const Error&);
net::Response not_found(const Api&);  // the same bytes whether absent or hidden

// max_id, since_id, min_id and limit as a client may send them, clamped. An unreadable id is as if not sent.
social::PageRequest read_page(const Params&, int default_limit = 20, int max_limit = 40);

// Adds Link: next (older than the oldest) and prev (newer than the newest), keeping the other query parameters.
// Where an edge is not given (an empty page, the end of a list), there is no way on.
net::Response with_page_links(net::Response, const net::Request&, const Api&, std::optional<std::int64_t> newest,
                              std::optional<std::int64_t> oldest);
template <class Item>
net::Response with_page_links(net::Response response, const net::Request& request, const Api& api, const social::Page<Item>& page)
{
    return with_page_links(std::move(response), request, api, page.newest, page.oldest);
}

}  // namespace favilla::mastodon
