// SPDX-License-Identifier: AGPL-3.0-or-later
// social/offline_access.h — tokens that end, and what keeps an application in. One that asks for "offline_access" gets an access
// token of hours and a refresh token that is good once (RFC 6749, 6; RFC 9700, 4.14); one that does not gets a token that does not
// end, as apps for Mastodon expect. A grant that is kept going stays one row of tokens; the refresh tokens given for it are its
// family, and end with it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "social/tokens.h"

namespace favilla::social {

inline constexpr std::string_view offline_access_scope = "offline_access";

// It opens nothing by itself, and has no place among Scopes.
struct AskedScopes {
    Scopes scopes;
    bool offline_access = false;
};
Result<AskedScopes> parse_asked_scopes(std::string_view);  // refuses as parse_scopes
std::string to_string(const AskedScopes&);

struct TokenLifetimes {
    Duration access = hours(4);
    Duration unused = days(180);  // of a refresh token that nobody comes with
};

struct GrantDraft {
    ApplicationId application;
    AccountId account;
    AskedScopes scopes;
    std::optional<AccountId> voice = {};
};

struct Granted {
    IssuedToken token;
    std::optional<Time> ends_at = {};  // none: it does not end
    std::string refresh_token = {};    // told once; empty: none
};

Granted grant_token(db::Transaction&, const Random&, const GrantDraft&, const TokenLifetimes&, Time now);

// Why there is no token; RFC 6749, 5.2 and RFC 8628, 3.5 have names for them.
enum class GrantRefusal { Grant, Scope, Pending, TooFast, Denied, Expired };
// No Result: what a refusal changes has to be kept.
using GrantOutcome = std::variant<Granted, GrantRefusal>;

struct RefreshAttempt {
    ApplicationId application;
    std::string refresh_token;
    std::string scope;  // empty: all of the grant; may be less of it, never more
};
// A refresh token that was used already is in two hands, and one of them stole it: the whole grant is revoked.
GrantOutcome refresh_grant(db::Transaction&, const Random&, const RefreshAttempt&, const TokenLifetimes&, Time now);

// As find_token, for whoever is to act by it now: none also for one that has ended.
std::optional<Token> find_bearer(db::Reader&, std::string_view secret, Time now);

// The row of tokens that a refresh token was given for, spent or not.
std::optional<TokenId> grant_of_refresh_token(db::Reader&, std::string_view secret);

// Publishes TokenEnded for each access token that has ended since it last looked.
void tell_of_ended_tokens(db::Database&, Time now);
// Revokes grants whose refresh token nobody came with, a batch at a time, and forgets spent ones. How many grants.
std::int64_t forget_unused_grants(db::Transaction&, Time now);

}  // namespace favilla::social
