// SPDX-License-Identifier: AGPL-3.0-or-later
// base/id_token.h — what an OpenID provider says of who signed in (OpenID Connect Core 1.0, 2): a JSON Web Token (RFC 7519) that one of
// the provider's keys signed (RFC 7515, 7517). Nothing is fetched here.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/keys.h"
#include "base/result.h"
#include "base/time.h"

namespace favilla {

struct ProviderKey {
    std::string id;                // its kid; empty: none
    std::string_view algorithm;    // "RS256", "ES256", "EdDSA": what it is good for and nothing else
    std::optional<PublicKey> key;  // none: `point` is it
    std::string point;             // of P-256
};

// A JWK Set. Keys for other things, of other kinds or too weak are left out. Refuses Invalid "openid.answer_broken".
Result<std::vector<ProviderKey>> read_provider_keys(std::string_view json);
inline constexpr std::size_t max_provider_keys = 50;

struct Claims {
    std::map<std::string, std::string, std::less<>> texts;  // "sub", "email", "name", …: those that are text
    bool email_verified = false;
    std::vector<std::string> methods;  // how they signed in there (RFC 8176): "pwd", "mfa"

    std::string_view text(std::string_view name) const;  // empty when absent
};

// What the userinfo endpoint answers. Refuses Invalid "openid.answer_broken".
Result<Claims> read_claims(std::string_view json);

struct ExpectedToken {
    std::string issuer, client_id, nonce;
};

// Core 1.0, 3.1.3.7. Refuses Forbidden "openid.token_refused" and NotFound "openid.key_unknown", with the param "reason" for the log.
Result<Claims> verify_id_token(std::string_view token, const std::vector<ProviderKey>&, const ExpectedToken&, Time now);
inline constexpr Duration id_token_skew = minutes(2);  // between two clocks
inline constexpr Duration id_token_age = minutes(10);  // one that was made longer ago was not made for this sign-in

}  // namespace favilla
