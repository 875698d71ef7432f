// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/compressed_routes.h"

#include <algorithm>
#include <array>
#include <functional>

#include "net/compression.h"

namespace favilla::mastodon {

namespace {

using namespace std::string_view_literals;

// Posts, people and what everybody may read of this place. Not here, and why: what makes or names tokens, codes and keys (/oauth, apps,
// push), private messages (conversations, the direct timeline), own settings and mail addresses (verify_credentials, preferences), the
// team's (admin), and what is small.
constexpr std::array paths{
    "/api/v1/accounts"sv,
    "/api/v1/accounts/search"sv,
    "/api/v1/accounts/familiar_followers"sv,
    "/api/v1/accounts/:id/statuses"sv,
    "/api/v1/accounts/:id/followers"sv,
    "/api/v1/accounts/:id/following"sv,
    "/api/v1/accounts/:id/endorsements"sv,
    "/api/v1/accounts/:account_id/collections"sv,
    "/api/v1/endorsements"sv,
    "/api/v1/collections/:id"sv,
    "/api/v1/directory"sv,
    "/api/v1/suggestions"sv,
    "/api/v2/suggestions"sv,
    "/api/v2/instance"sv,
    "/api/v1/instance"sv,
    "/api/v1/instance/peers"sv,
    "/api/v1/instance/domain_blocks"sv,
    "/api/v1/instance/languages"sv,
    "/api/v1/instance/translation_languages"sv,
    "/api/v1/instance/extended_description"sv,
    "/api/v1/instance/privacy_policy"sv,
    "/api/v1/instance/terms_of_service"sv,
    "/api/v1/instance/terms_of_service/:date"sv,
    "/api/v1/custom_emojis"sv,
    "/api/v1/statuses"sv,
    "/api/v1/statuses/:id"sv,
    "/api/v1/statuses/:id/context"sv,
    "/api/v1/statuses/:id/history"sv,
    "/api/v1/statuses/:id/favourited_by"sv,
    "/api/v1/statuses/:id/reblogged_by"sv,
    "/api/v1/statuses/:id/quotes"sv,
    "/api/v1/timelines/home"sv,
    "/api/v1/timelines/public"sv,
    "/api/v1/timelines/tag/:hashtag"sv,
    "/api/v1/timelines/list/:list_id"sv,
    "/api/v1/timelines/link"sv,
    "/api/v1/bookmarks"sv,
    "/api/v1/favourites"sv,
    "/api/v1/trends"sv,
    "/api/v1/trends/tags"sv,
    "/api/v1/trends/statuses"sv,
    "/api/v1/trends/links"sv,
    "/api/v1/followed_tags"sv,
    "/api/v1/lists/:id/accounts"sv,
    "/api/v1/notifications"sv,
    "/api/v2/notifications"sv,
    "/api/v2/notifications/:group_key/accounts"sv,
    "/api/v1/search"sv,
    "/api/v2/search"sv,
};

// What begins with a quotation mark is sought badly from the front: every fifth byte is one.
bool holds_private_message(std::string_view json)
{
    constexpr auto sought = R"("visibility":"direct")"sv;
    return std::search(json.begin(), json.end(), std::boyer_moore_horspool_searcher(sought.begin(), sought.end())) != json.end();
}

}  // namespace

CompressedPaths compressed_paths() { return paths; }

Packing packing_of(const Route& route, CompressedPaths compressed)
{
    bool named = std::ranges::find(compressed, route.path) != compressed.end();
    return named && route.method == net::Method::Get && route.pool != net::Pool::Inline ? Packing::Compressed : Packing::Plain;
}

net::Response compressed_answer(const net::Request& request, net::Response response)
{
    if (!net::wants_compressed(request) || holds_private_message(response.body)) return net::uncompressed(std::move(response));
    return net::compressed(request, std::move(response));
}

}  // namespace favilla::mastodon
