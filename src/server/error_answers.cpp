// SPDX-License-Identifier: AGPL-3.0-or-later
// What is answered where no handler could: JSON for programs, a page for people.
#include "base/json_writer.h"
#include "server/house.h"

namespace favilla::server {

namespace {

bool is_for_programs(const net::Request& request)
{
    auto path = request.path();
    return path.starts_with("/api/") || path.starts_with("/oauth/token") || path.starts_with("/oauth/revoke")
        || path.starts_with("/oauth/device_authorization") || request.header("Accept").starts_with("application/json");
}

}  // namespace

net::Response error_page(House& house, const net::Request& request, int status)
{
    if (!is_for_programs(request)) return pages::failure(house.site, request, status);
    auto language = house.tools.locale.negotiate(request.header("Accept-Language"));
    auto key = "http." + std::to_string(status);
    auto sentence = house.tools.locale.text(language, house.tools.locale.has(language, key) ? key : "http.500");
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("error", sentence);
            json.field("request_id", request.request_id);
        });
    });
    return net::response_of_type(status, "application/json; charset=utf-8", std::move(body));
}

}  // namespace favilla::server
