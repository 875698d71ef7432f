// SPDX-License-Identifier: AGPL-3.0-or-later
// social/applications.h — the programs people use, and how somebody lets one in (RFC 6749 with PKCE, RFC 7636).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "social/offline_access.h"
#include "social/tokens.h"

namespace favilla::social {

inline constexpr std::string_view out_of_band = "urn:ietf:wg:oauth:2.0:oob";  // the code is shown, to be typed

struct Application {
    ApplicationId id;
    std::string client_id;
    std::string client_secret;  // empty to all but who registers it
    std::string name;
    std::optional<std::string> website;
    std::vector<std::string> redirect_uris;
    Scopes scopes;
    Time created_at;
    bool offline_access = false;  // registered for it
    bool is_public = false;       // runs where no secret stays one, and has none
};

struct ApplicationDraft {
    std::string name;
    std::vector<std::string> redirect_uris;
    std::string scopes;       // empty: "read"
    std::string website;      // empty: none
    std::string auth_method;  // token_endpoint_auth_method of RFC 7591: "none" of public ones; empty: by its secret
};

// Refuses Invalid: application.name_blank, .name_too_long, .redirect_uri_missing, .redirect_uri_invalid,
// .website_invalid, .auth_method_unknown, scope.unknown.
Result<Application> register_application(db::Transaction&, const Random&, const ApplicationDraft&, Time now);
std::optional<Application> find_application(db::Reader&, ApplicationId);
std::optional<Application> find_application(db::Reader&, std::string_view client_id);
// With the right secret, a public one with none; a wrong one is answered like an unknown client.
std::optional<Application> authenticate_application(db::Reader&, std::string_view client_id, std::string_view client_secret);
// Not more than it registered.
bool may_ask(const Application&, const AskedScopes&);

// What a browser brings to /oauth/authorize.
struct AuthorizationRequest {
    std::string response_type, client_id, redirect_uri, scope, state, code_challenge, code_challenge_method;
};

struct Authorization {  // such a request, found right
    Application application;
    std::string redirect_uri;
    AskedScopes scopes;
    std::string state;
    std::optional<std::string> code_challenge;
};

// Refuses Invalid: oauth.client_unknown, oauth.redirect_uri_mismatch (exact comparison; both shown here and never sent
// anywhere), oauth.response_type, oauth.scope (more than was registered), oauth.challenge_method (S256 alone), oauth.challenge_required
// (of public ones).
Result<Authorization> check_authorization(db::Reader&, const AuthorizationRequest&);

// Good once, for ten minutes.
std::string issue_code(db::Transaction&, const Random&, const Authorization&, AccountId, Time now,
                       std::optional<AccountId> voice = {});
inline constexpr Duration code_lasts = minutes(10);

// Where the browser goes then: redirect_uri with code (or error) and state; none for out-of-band, where it is shown.
std::optional<std::string> redirect_with_code(const Authorization&, std::string_view code);
std::optional<std::string> redirect_with_error(const Authorization&, std::string_view error);

struct CodeExchange {
    ApplicationId application;
    std::string code, redirect_uri, code_verifier;
};
// None when it is not to be: unknown, another's, spent (which revokes what it gave: so commit that too), too old, a wrong
// redirect_uri or verifier.
std::optional<Granted> exchange_code(db::Transaction&, const Random&, const CodeExchange&, const TokenLifetimes&, Time now);

void forget_old_codes(db::Transaction&, Time now);

}  // namespace favilla::social
