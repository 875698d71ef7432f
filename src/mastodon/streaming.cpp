// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/streaming: one WebSocket that subscribes to any number of streams, or one stream each
// as Server-Sent Events. What is sent stands in mastodon/push.cpp.
#include <boost/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "conversations/reading.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/streams.h"
#include "social/scopes.h"
#include "social/timelines.h"

namespace favilla::mastodon {

namespace {

struct Wish {  // what a client asks to listen to
    std::string stream;
    std::optional<std::string> tag;
    std::optional<ListId> list;
    std::optional<ConversationId> conversation;
    std::optional<StatusId> status;
};

struct Subscription {
    std::string channel;
    std::vector<std::string> names;  // as Mastodon names it in every message
};

// All that is known of the one who listens; kept as long as the stream is open.
struct Listener {
    Services& services;
    DomainId domain;
    std::optional<social::Token> token;
    std::optional<AccountId> account;  // the page, where one is spoken for
    std::optional<AccountId> person;   // who speaks for it
    Language language;
};

bool has_scope(const Listener& listener, std::string_view scope)
{
    return listener.token && listener.account && social::allows(listener.token->scopes, scope);
}

Error refused_scope(const Listener& listener)
{
    return {ErrorCode::Forbidden, listener.token ? "token.scope" : "token.required"};
}

Result<Subscription> personal(const Listener& listener, const Wish& wish)
{
    bool notifications = wish.stream == "user:notification";
    if (!has_scope(listener, notifications ? "read:notifications" : "read:statuses"))
        return std::unexpected(refused_scope(listener));
    auto account = *listener.account;
    if (notifications) return Subscription{notification_channel(account), {wish.stream}};
    if (wish.stream == "direct") return Subscription{direct_channel(account), {wish.stream}};
    // What is told is what comes into the home, and only an open home is filled.
    auto& services = listener.services;
    bool open = services.database.read([&](db::Reader& reader) { return social::home_is_open(reader, account); });
    if (!open) services.database.write([&](db::Transaction& tx) { social::open_home(tx, account, services.clock()); });
    return Subscription{user_channel(account), {wish.stream}};
}

Result<Subscription> of_list(const Listener& listener, const Wish& wish)
{
    if (!has_scope(listener, "read:lists")) return std::unexpected(refused_scope(listener));
    if (!wish.list) return refuse(ErrorCode::Invalid, "stream.list_missing");
    bool own = listener.services.database.read([&](db::Reader& reader) {
        return social::list_timeline(reader, *listener.account, *wish.list, {.limit = 1}, listener.services.clock()).has_value();
    });
    if (!own) return refuse(ErrorCode::NotFound, "record.not_found");
    return Subscription{list_channel(*wish.list), {"list", to_string(*wish.list)}};
}

Result<Subscription> of_tag(const Listener& listener, const Wish& wish)
{
    if (!wish.tag || wish.tag->empty()) return refuse(ErrorCode::Invalid, "stream.tag_missing");
    bool local = wish.stream == "hashtag:local";
    return Subscription{tag_channel(fold(*wish.tag), local ? std::optional{listener.domain} : std::nullopt),
                        {wish.stream, *wish.tag}};
}

Result<Subscription> of_conversation(const Listener& listener, const Wish& wish)
{
    if (!wish.conversation) return refuse(ErrorCode::Invalid, "stream.conversation_missing");
    social::Viewer viewer;
    viewer.account = listener.account;
    bool seen = listener.services.database.read(
        [&](db::Reader& reader) { return conversations::may_see_conversation(reader, *wish.conversation, viewer); });
    if (!seen) return refuse(ErrorCode::NotFound, "record.not_found");
    return Subscription{conversation_channel(*wish.conversation), {"conversation", to_string(*wish.conversation)}};
}

// Whom a post has reached is told to its author and to those who look after the place.
Result<Subscription> of_deliveries(const Listener& listener, const Wish& wish)
{
    if (!has_scope(listener, "read:statuses")) return std::unexpected(refused_scope(listener));
    if (!wish.status) return refuse(ErrorCode::Invalid, "stream.status_missing");
    auto me = *listener.account;
    auto status =
        listener.services.database.read([&](db::Reader& reader) { return social::find_status(reader, *wish.status, me); });
    bool looks_after_it = status && status->domain == listener.domain && listener.token->role != social::Role::User;
    if (!status || (status->author != me && !looks_after_it)) return refuse(ErrorCode::NotFound, "record.not_found");
    return Subscription{deliveries_channel(*wish.status), {"deliveries", to_string(*wish.status)}};
}

// Of the person, whatever voice speaks: what is told is looked up for each page when it is told.
Result<Subscription> of_desk(const Listener& listener)
{
    if (!has_scope(listener, "read:pages")) return std::unexpected(refused_scope(listener));
    return Subscription{desk_channel(listener.person.value_or(*listener.account)), {"desk"}};
}

// Of those who look after the place; who still does is looked up when something is told.
Result<Subscription> of_integrity(const Listener& listener)
{
    if (!has_scope(listener, "admin:read") || !listener.token->account) return std::unexpected(refused_scope(listener));
    if (listener.token->role == social::Role::User) return refuse(ErrorCode::NotFound, "record.not_found");
    return Subscription{integrity_channel(*listener.token->account), {"integrity"}};
}

Result<Subscription> understand(const Listener& listener, const Wish& wish)
{
    if (wish.stream == "user" || wish.stream == "user:notification" || wish.stream == "direct") return personal(listener, wish);
    if (wish.stream == "list") return of_list(listener, wish);
    if (wish.stream == "hashtag" || wish.stream == "hashtag:local") return of_tag(listener, wish);
    if (wish.stream == "conversation") return of_conversation(listener, wish);
    if (wish.stream == "deliveries") return of_deliveries(listener, wish);
    if (wish.stream == "desk") return of_desk(listener);
    if (wish.stream == "integrity") return of_integrity(listener);
    if (wish.stream == "public") return Subscription{public_channel(std::nullopt), {wish.stream}};
    if (wish.stream == "public:local") return Subscription{public_channel(listener.domain), {wish.stream}};
    if (wish.stream == "public:remote") return Subscription{std::string{remote_channel}, {wish.stream}};
    return refuse(ErrorCode::Invalid, "stream.unknown");
}

std::optional<Wish> read_wish(const boost::json::value& message)
{
    auto stream = find_string(message, "stream");
    if (!stream) return std::nullopt;
    Wish wish{.stream = std::string{*stream}, .tag = {}, .list = {}, .conversation = {}, .status = {}};
    if (auto tag = find_string(message, "tag")) wish.tag = std::string{*tag};
    if (auto list = find_string(message, "list")) wish.list = parse_id<ListId>(*list);
    if (auto conversation = find_string(message, "conversation")) wish.conversation = parse_id<ConversationId>(*conversation);
    if (auto status = find_string(message, "status")) wish.status = parse_id<StatusId>(*status);
    return wish;
}

void complain(net::StreamHandle& handle, const Listener& listener, const Error& error)
{
    handle.send(std::make_shared<const std::string>(write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("error", listener.services.locale.text(listener.language, error));
            json.field("status", http_status(error.code));
        });
    })));
}

// For who asks ("acknowledge" beside "subscribe"): from here on nothing of the stream is missed, so what came before may be asked for.
void acknowledge(net::StreamHandle& handle, const std::vector<std::string>& names)
{
    handle.send(std::make_shared<const std::string>(write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("stream").values(names);
            json.field("event", "favilla.subscribed");
            json.field("payload", "");
        });
    })));
}

void obey(const Listener& listener, const StreamHub::ConnectionPtr& connection, net::StreamHandle& handle, std::string_view text)
{
    auto message = parse_json(text);
    auto type = message ? find_string(*message, "type") : std::nullopt;
    auto wish = message ? read_wish(*message) : std::nullopt;
    if (!wish || (type != "subscribe" && type != "unsubscribe"))
        return complain(handle, listener, {ErrorCode::Invalid, "stream.message"});
    auto subscription = understand(listener, *wish);
    if (!subscription) return complain(handle, listener, subscription.error());
    auto& hub = listener.services.streams;
    if (type == "unsubscribe") return hub.unsubscribe(connection, subscription->channel);
    hub.subscribe(connection, subscription->channel, subscription->names);
    if (find_string(*message, "acknowledge")) acknowledge(handle, subscription->names);
}

// The stream holds the listener and, once open, the hub's connection.
net::Response open(net::StreamKind kind, Listener listener, std::optional<Subscription> first)
{
    struct Held {
        Listener listener;
        StreamHub::ConnectionPtr connection;
    };
    auto held = std::make_shared<Held>(Held{std::move(listener), nullptr});
    net::Stream stream;
    stream.kind = kind;
    stream.on_open = [held, kind, first = std::move(first)](std::shared_ptr<net::StreamHandle> handle) {
        const auto& token = held->listener.token;
        auto& hub = held->listener.services.streams;
        held->connection = hub.open(std::move(handle), kind, held->listener.domain, held->listener.account,
                                    token ? std::optional{token->id} : std::nullopt, held->listener.person);
        if (first) hub.subscribe(held->connection, first->channel, first->names);
    };
    stream.on_message = [held](net::StreamHandle& handle, std::string_view text) {
        obey(held->listener, held->connection, handle, text);
    };
    stream.on_close = [held] {
        if (held->connection) held->listener.services.streams.close(held->connection);
    };
    return net::open_stream(std::move(stream));
}

Listener listener_of(const Api& api)
{
    auto account = api.voice ? std::optional{api.voice->page} : api.token ? api.token->account : std::nullopt;
    return {api.services, api.domain.id, api.token, account, api.voice ? std::optional{api.voice->person} : std::nullopt,
            api.language};
}

Wish wish_of(const Api& api, std::string stream)
{
    return {std::move(stream), api.params.text("tag"), api.params.id<ListId>("list"),
            api.params.id<ConversationId>("conversation"), api.params.id<StatusId>("status")};
}

net::Response open_or_refuse(net::StreamKind kind, const Api& api, const Wish& wish)
{
    auto listener = listener_of(api);
    auto subscription = understand(listener, wish);
    if (!subscription) {
        auto response = error_response(api, subscription.error());
        if (subscription.error().code == ErrorCode::Forbidden) response.status = 401;
        return response;
    }
    return open(kind, std::move(listener), std::move(*subscription));
}

}  // namespace

net::Response stream_websocket(const net::Request&, Api& api)
{
    auto stream = api.params.text("stream");
    if (!stream) return open(net::StreamKind::WebSocket, listener_of(api), std::nullopt);
    return open_or_refuse(net::StreamKind::WebSocket, api, wish_of(api, *stream));
}

// /api/v1/streaming/public/local is the stream "public:local".
net::Response stream_events(const net::Request& request, Api& api)
{
    auto path = request.path();
    if (path.ends_with('/')) path.remove_suffix(1);
    constexpr std::string_view base = "/api/v1/streaming/";
    auto stream = std::string{path.substr(base.size())};
    std::ranges::replace(stream, '/', ':');
    if (api.params.flag_or("only_media", false) && stream.starts_with("public")) stream += ":media";
    return open_or_refuse(net::StreamKind::ServerSentEvents, api, wish_of(api, stream));
}

net::Response stream_health(const net::Request&, Api&) { return net::text_response(200, "OK"); }

}  // namespace favilla::mastodon
