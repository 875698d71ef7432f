// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/oauth.h — what the endpoints have in common that give out tokens, and the one that stands on settings.
#pragma once
#include "mastodon/api.h"
#include "social/applications.h"

namespace favilla::mastodon {

// RFC 6749, 5.2.
net::Response oauth_error(const Api&, int status, std::string_view error, std::string_view key);
net::Response invalid_client(const Api&);

// Who proves to be it (RFC 6749, 2.3.1): in the body, or by HTTP Basic; a public one (2.1) says its client_id alone.
std::optional<social::Application> find_client(const net::Request&, Api&);
// What is asked for, or the smallest useful part of what was registered; none when it is more than that.
std::optional<social::AskedScopes> requested_scopes(const Params&, const social::Application&);

net::Response give_token(const net::Request&, Api&, const social::TokenLifetimes&);
void add_token_route(net::Router&, Services&, const social::TokenLifetimes&);  // routes.cpp

inline constexpr std::string_view device_grant = "urn:ietf:params:oauth:grant-type:device_code";

}  // namespace favilla::mastodon
