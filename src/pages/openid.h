// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/openid.h — speaking with OpenID providers (OpenID Connect Core 1.0 and Discovery 1.0): the authorization code flow with PKCE
// (RFC 7636). What a provider says of itself and its keys are asked for once and remembered, and so is that it does not answer.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id_token.h"
#include "base/web_url.h"
#include "net/http_client.h"
#include "social/domains.h"
#include "social/sign_in_providers.h"

namespace favilla::pages {

struct AuthorizationDraft {
    std::string redirect_uri, state, nonce, verifier;
    std::string language;
};

struct Returned {              // what a browser brought back
    std::string code, issuer;  // the latter: RFC 9207; empty: it said none
    std::string redirect_uri, nonce, verifier;
};

// Any thread may ask.
class OpenIdProviders {
public:
    // `note`: what went wrong with whom, for the log.
    using Note = std::function<void(std::string_view provider, std::string_view reason)>;
    OpenIdProviders(net::HttpClient&, std::vector<social::SignInProvider>, Clock, Note);

    const std::vector<social::SignInProvider>& all() const { return providers_; }
    std::vector<social::SignInProvider> of(const social::Domain&) const;
    const social::SignInProvider* find(std::string_view key, const social::Domain&) const;  // null: none there

    // To be named where a form leads there (CSP, form-action). Refuses Unavailable "openid.unavailable".
    Result<std::string> authorization_origin(const social::SignInProvider&);
    // Where a browser is sent. Refuses Unavailable "openid.unavailable".
    Result<std::string> authorization(const social::SignInProvider&, const AuthorizationDraft&);
    // Who it was. The userinfo endpoint is asked where the token says no address. Refuses Unavailable "openid.unavailable", Forbidden
    // "openid.refused".
    Result<Claims> redeem(const social::SignInProvider&, const Returned&);

private:
    struct Endpoints {
        WebUrl authorization, token, keys;
        std::optional<WebUrl> userinfo;
        bool posts_secret = false;  // RFC 6749, 2.3.1: in the body
        bool names_itself = false;  // RFC 9207: in every answer
    };
    struct Known {
        std::optional<Endpoints> endpoints;
        Time endpoints_at, failed_at;
        std::vector<ProviderKey> keys;
        Time keys_at;
    };

    Result<Endpoints> endpoints_of(const social::SignInProvider&);
    Result<Endpoints> discover(const social::SignInProvider&);
    Result<std::vector<ProviderKey>> keys_of(const social::SignInProvider&, const Endpoints&, bool again);
    Result<Claims> verify(const social::SignInProvider&, const Endpoints&, std::string_view token, const std::string& nonce);
    Result<void> add_userinfo(const Endpoints&, Claims&, std::string_view access_token);
    std::unexpected<Error> unavailable(const social::SignInProvider&, std::string_view reason) const;
    std::unexpected<Error> refused(const social::SignInProvider&, std::string_view reason) const;

    net::HttpClient& client_;
    std::vector<social::SignInProvider> providers_;
    Clock clock_;
    Note note_;
    std::mutex mutex_;
    std::map<std::string, Known, std::less<>> known_;
};

}  // namespace favilla::pages
