// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/pictures.cpp — the pictures drawn for whoever has none of their own: /pictures/avatar/ID.png and
// /pictures/header/ID.png. They need no database: any number has its picture.
#include "mastodon/answers.h"
#include "mastodon/emoji_json.h"
#include "mastodon/handlers.h"
#include "social/drawn_pictures.h"

namespace favilla::mastodon {

namespace {

net::Response drawn(const net::Request& request, const Api& api, std::string (*draw)(std::int64_t))
{
    auto name = request.param("name");
    if (!name.ends_with(".png")) return not_found(api);
    auto id = parse_id<AccountId>(name.substr(0, name.size() - 4));
    if (!id) return not_found(api);
    return picture_response(draw(id->value));
}

}  // namespace

net::Response picture_response(std::string png)
{
    auto response = net::response_of_type(200, "image/png", std::move(png));
    response.set_header("Cache-Control", "public, max-age=604800, immutable");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Content-Security-Policy", "sandbox; default-src 'none'");
    response.set_header("Access-Control-Allow-Origin", "*");
    return response;
}

net::Response get_drawn_avatar(const net::Request& request, Api& api) { return drawn(request, api, social::draw_avatar); }
net::Response get_drawn_header(const net::Request& request, Api& api) { return drawn(request, api, social::draw_header); }

}  // namespace favilla::mastodon
