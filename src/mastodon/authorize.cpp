// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/authorize.h"

#include "mastodon/answers.h"
#include "mastodon/compressed_routes.h"
#include "mastodon/voices.h"
#include "net/router.h"
#include "social/net_tags.h"
#include "social/offline_access.h"
#include "social/scopes.h"

namespace favilla::mastodon {

namespace {

// The tighter of the limits that apply.
net::RateState count_request(Services& services, const net::Request& request, const std::optional<social::Token>& token, Time now)
{
    if (!token) return services.limiter.hit(requests_of_address, net::address_key(request.client_address), now);
    auto state = services.limiter.hit(requests_of_token, to_string(token->id), now);
    if (!token->account) return state;
    auto person = services.limiter.hit(requests_of_person, to_string(*token->account), now);
    return !person.allowed || person.remaining < state.remaining ? person : state;
}

void add_rate_headers(net::Response& response, const net::RateState& state)
{
    response.set_header("X-RateLimit-Limit", std::to_string(state.limit));
    response.set_header("X-RateLimit-Remaining", std::to_string(state.remaining));
    response.set_header("X-RateLimit-Reset", iso8601(state.reset));
}

bool needs_person(const Route& route) { return route.access >= Access::Person; }

Error check_access(const Route& route, const std::optional<social::Token>& token)
{
    if (!token) return {ErrorCode::Forbidden, "token.required"};
    if (needs_person(route) && !token->account) return {ErrorCode::Forbidden, "token.person_required"};
    return {ErrorCode::Forbidden, "token.scope"};
}

// Whether the token is of the right kind; its person's state is looked at besides.
bool may_call(const Route& route, const std::optional<social::Token>& token)
{
    if (route.access != Access::Public && !token) return false;
    if (needs_person(route) && !token->account) return false;
    return !token || route.scope.empty() || social::allows(token->scopes, route.scope);
}

// 401 asks for another token, 403 says that this one will not do.
net::Response refusal(const Api& api, const Route& route)
{
    auto response = error_response(api, check_access(route, api.token));
    bool needs_token = !api.token || (needs_person(route) && !api.token->account);
    if (needs_token) {
        response.status = api.token ? 422 : 401;
        response.set_header("WWW-Authenticate", "Bearer realm=\"Favilla\"");
    }
    return response;
}

// One that has ended is told from one that never was, as Mastodon does: who holds it may have a refresh token (RFC 6750, 3.1).
net::Response invalid_token(const Api& api, std::string_view secret)
{
    auto ended = api.db.read([&](db::Reader& reader) {
        return !social::find_bearer(reader, secret, api.now) && social::find_token(reader, secret).has_value();
    });
    auto response = error_response(api, Error{ErrorCode::Forbidden, ended ? "token.ended" : "token.invalid"});
    response.status = 401;
    response.set_header("WWW-Authenticate", "Bearer realm=\"Favilla\", error=\"invalid_token\"");
    return response;
}

// Who speaks from now on, in which language, and that they were here.
void greet(Api& api, const social::Token& token, const net::Request& request)
{
    if (token.state == social::UserState::Active) api.viewer.account = token.account;
    if (auto language = api.services.locale.find(token.locale); language && token.account) api.language = *language;
    // A full disk does not keep anybody from reading.
    if (!social::use_is_due(token, api.now)) return;
    api.db.write_if_room([&](db::Transaction& tx) {
        social::note_use(tx, token, api.now);
        if (token.account)
            social::note_net_tag(tx, api.services.random, *token.account, request.client_address, request.header("User-Agent"),
                                 api.now);
    });
}

// Somebody who may not act yet, or no longer, is told why.
std::optional<Error> state_refusal(const social::Token& token)
{
    switch (token.state) {
    case social::UserState::Active: return std::nullopt;
    case social::UserState::Unconfirmed: return Error{ErrorCode::Forbidden, "user.unconfirmed"};
    case social::UserState::Unapproved: return Error{ErrorCode::Forbidden, "user.unapproved"};
    case social::UserState::Disabled: return Error{ErrorCode::Forbidden, "user.disabled"};
    case social::UserState::Suspended: return Error{ErrorCode::Forbidden, "user.suspended"};
    }
    return std::nullopt;
}

net::Response call(const Route& route, const OwnHandler& own, const net::Request& request, Api& api)
{
    if (!may_call(route, api.token)) return refusal(api, route);
    auto state = api.token && needs_person(route) ? state_refusal(*api.token) : std::nullopt;
    if (state) return error_response(api, *state);
    if (auto spoken = take_voice(route, request, api); !spoken) return error_response(api, spoken.error());
    if (route.access == Access::Administrator && api.token->role != social::Role::Admin)
        return error_response(api, Error{ErrorCode::Forbidden, "token.administrators_only"});
    if (route.access == Access::Moderator && api.token->role == social::Role::User)
        return error_response(api, Error{ErrorCode::Forbidden, "token.team_only"});
    return own ? own(request, api) : call_in_voice(route, request, api);
}

net::Response answer(const Route& route, const OwnHandler& own, const net::Request& request, Api& api)
{
    auto params = read_params(request);
    if (!params) {
        auto response = error_response(api, params.error());
        response.status = 400;
        return response;
    }
    api.params = std::move(*params);
    if (auto bearer = bearer_token(request, api.params)) {
        api.token = api.db.read([&](db::Reader& reader) { return social::find_bearer(reader, *bearer, api.now); });
        // A person of one organisation is nobody at another's door, though both stand on one installation.
        if (api.token && api.token->domain && *api.token->domain != api.domain.id) api.token.reset();
        // A route for everybody that is itself about tokens (revocation) looks at the token on its own.
        auto looks_itself = route.access == Access::Public && route.path.starts_with("/oauth/");
        if (!api.token && !looks_itself) return invalid_token(api, *bearer);
        if (api.token) greet(api, *api.token, request);
    }
    auto limits = count_request(api.services, request, api.token, api.now);
    bool throttled = !limits.allowed && !api.services.testing;
    auto response =
        throttled ? error_response(api, Error{ErrorCode::TooMany, "request.too_many"}) : call(route, own, request, api);
    add_rate_headers(response, limits);
    return response;
}

}  // namespace

std::optional<std::string> bearer_token(const net::Request& request, const Params& params)
{
    auto header = request.header("Authorization");
    if (header.size() > 7 && net::same_header_name(header.substr(0, 7), "bearer ")) return std::string{header.substr(7)};
    if (auto parameter = params.text("access_token")) return parameter;
    if (!net::wants_websocket(request.header("Upgrade"))) return std::nullopt;
    auto protocol = request.header("Sec-WebSocket-Protocol");  // where browsers put it: they cannot set headers
    return protocol.empty() ? std::nullopt : std::optional{std::string{protocol}};
}

namespace {

constexpr std::size_t room_for_fields = 128 * 1024;  // of a form beside its files

std::size_t max_body(const Services& services, Body body)
{
    const auto& limits = services.media.limits;
    switch (body) {
    case Body::Usual: return 0;
    case Body::Pictures: return 2 * limits.picture_bytes + room_for_fields;
    case Body::Media: return std::max(limits.picture_bytes, limits.film_bytes) + room_for_fields;
    }
    return 0;
}

}  // namespace

Route with_method(Route route, net::Method method)
{
    route.method = method;
    return route;
}

void add_route(net::Router& router, Services& services, const Route& route, Packing packing)
{
    add_route(router, services, route, {}, packing);
}

void add_route(net::Router& router, Services& services, const Route& route, OwnHandler own, Packing packing)
{
    auto handler = [&services, route, own = std::move(own), packing](const net::Request& request) {
        Api api{.services = services,
                .db = services.database,
                .domain = services.domain_of(request.header("Host")),
                .token = {},
                .viewer = {},
                .params = {},
                .language = services.locale.negotiate(request.header("Accept-Language")),
                .now = services.clock()};
        auto response = answer(route, own, request, api);
        return packing == Packing::Compressed ? compressed_answer(request, std::move(response)) : response;
    };
    router.add({.method = route.method,
                .pattern = std::string{route.path},
                .handler = handler,
                .pool = route.pool,
                .max_body = max_body(services, route.body),
                .asks_others = route.asks_others});
}

}  // namespace favilla::mastodon
