// SPDX-License-Identifier: AGPL-3.0-or-later
// One private conversation of the reader's list, and what was said in it: as the client API's Conversation, and pages of Status.
#include "console/routes.h"
#include "mastodon/answers.h"
#include "mastodon/conversation_json.h"

namespace favilla::console {

namespace {

constexpr int most_unread = 100;  // more are as many

}  // namespace

net::Response get_unread_messages(const net::Request&, mastodon::Api& api)
{
    auto count = api.db.read([&](db::Reader& reader) { return social::unread_direct(reader, api.me(), most_unread); });
    return mastodon::json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("count", count); }); });
}

net::Response get_message(const net::Request& request, mastodon::Api& api)
{
    auto id = parse_id<social::DirectConversationId>(request.param("id"));
    auto found = id ? api.db.read([&](db::Reader& reader) { return social::find_direct(reader, api.me(), *id); }) : std::nullopt;
    return found ? mastodon::conversation_response(api, *found) : mastodon::not_found(api);
}

net::Response get_message_statuses(const net::Request& request, mastodon::Api& api)
{
    auto id = parse_id<social::DirectConversationId>(request.param("id"));
    if (!id) return mastodon::not_found(api);
    auto page = api.db.read([&](db::Reader& reader) -> std::optional<mastodon::ShownPage> {
        auto found = social::direct_messages(reader, api.me(), *id, mastodon::read_page(api.params));
        if (!found) return std::nullopt;
        return mastodon::show_page(reader, api, *std::move(found));
    });
    return page ? mastodon::timeline_response(request, api, *page) : mastodon::not_found(api);
}

}  // namespace favilla::console
