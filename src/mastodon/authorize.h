// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/authorize.h — what stands before every handler: the hosted domain, the token and its scope, the limits,
// the parameters.
#pragma once
#include <functional>

#include "mastodon/api.h"
#include "net/rate_limit.h"

namespace favilla::mastodon {

enum class Packing { Plain, Compressed };  // what of these may be the latter: mastodon/compressed_routes.h
void add_route(net::Router&, Services&, const Route&, Packing = Packing::Plain);
// As Mastodon counts (hardening.md): by person, by token, and by address for those without a token.
inline constexpr net::RateRule requests_of_person{"api_person", 1500, minutes(5)};
inline constexpr net::RateRule requests_of_token{"api_token", 300, minutes(5)};
inline constexpr net::RateRule requests_of_address{"api_address", 300, minutes(5)};

// For what stands on more than the services: the route names no handler, and nobody calls it as a page.
using OwnHandler = std::function<net::Response(const net::Request&, Api&)>;
void add_route(net::Router&, Services&, const Route&, OwnHandler, Packing = Packing::Plain);
Route with_method(Route, net::Method);

// From Authorization: Bearer, else the access_token parameter, else a WebSocket's Sec-WebSocket-Protocol.
std::optional<std::string> bearer_token(const net::Request&, const Params&);

}  // namespace favilla::mastodon
