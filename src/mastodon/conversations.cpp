// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/conversations.cpp — the list of private conversations (docs.joinmastodon.org/methods/conversations).
#include "mastodon/answers.h"
#include "mastodon/conversation_json.h"
#include "mastodon/handlers.h"

namespace favilla::mastodon {

namespace {

std::optional<social::DirectConversationId> named(const net::Request& request)
{
    return parse_id<social::DirectConversationId>(request.param("id"));
}

net::Response mark(const net::Request& request, Api& api, social::Mark how)
{
    auto id = named(request);
    if (!id) return not_found(api);
    auto marked = api.db.write([&](db::Transaction& tx) { return social::mark_direct(tx, api.me(), *id, how); });
    return marked ? conversation_response(api, *marked) : error_response(api, marked.error());
}

}  // namespace

net::Response conversation_response(Api& api, const social::DirectConversation& one)
{
    auto views = api.db.read([&](db::Reader& reader) { return load_direct(reader, {one}, api.viewer); });
    return json_response(200, [&](JsonWriter& json) { write_conversation(json, audience_of(api), views, views.items.front()); });
}

net::Response get_conversations(const net::Request& request, Api& api)
{
    social::Page<social::DirectConversation> page;
    auto views = api.db.read([&](db::Reader& reader) {
        page = social::direct_conversations_of(reader, api.me(), read_page(api.params));
        return load_direct(reader, page.items, api.viewer);
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(views.items,
                   [&](const social::DirectConversation& one) { write_conversation(json, audience_of(api), views, one); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response read_conversation(const net::Request& request, Api& api) { return mark(request, api, social::Mark::Read); }
net::Response unread_conversation(const net::Request& request, Api& api) { return mark(request, api, social::Mark::Unread); }

net::Response delete_conversation(const net::Request& request, Api& api)
{
    auto id = named(request);
    if (!id) return not_found(api);
    auto gone = api.db.write([&](db::Transaction& tx) { return social::remove_direct(tx, api.me(), *id); });
    return gone ? empty_object() : error_response(api, gone.error());
}

}  // namespace favilla::mastodon
