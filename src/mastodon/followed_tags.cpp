// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/tags, /followed_tags
#include "social/followed_tags.h"

#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"
#include "mastodon/tag_answers.h"

namespace favilla::mastodon {

net::Response tag_response(const Api& api, const Result<social::Tag>& tag)
{
    if (!tag) return error_response(api, tag.error());
    return json_response(200, [&](JsonWriter& json) { write_tag(json, audience_of(api), *tag); });
}

net::Response follow_tag(const net::Request& request, Api& api)
{
    return tag_response(
        api, api.db.write([&](db::Transaction& tx) { return social::follow_tag(tx, api.me(), request.param("name"), api.now); }));
}

net::Response unfollow_tag(const net::Request& request, Api& api)
{
    return tag_response(api, api.db.write([&](db::Transaction& tx) {
        return social::unfollow_tag(tx, api.me(), request.param("name"), api.now);
    }));
}

net::Response get_followed_tags(const net::Request& request, Api& api)
{
    auto page = api.db.read(
        [&](db::Reader& reader) { return social::followed_tags(reader, api.me(), read_page(api.params, 100, 200), api.now); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const social::Tag& tag) { write_tag(json, audience_of(api), tag); });
    });
    return with_page_links(std::move(response), request, api, page);
}

}  // namespace favilla::mastodon
