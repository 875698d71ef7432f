// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/oauth.cpp — tokens for applications (docs.joinmastodon.org/methods/oauth, RFC 6749, 7009, 8414, 8628). The pages that
// ask a person, /oauth/authorize and /device, stand in pages/.
#include "mastodon/oauth.h"

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "net/rate_limit.h"
#include "social/device_requests.h"
#include "social/grace.h"
#include "social/second_factor.h"
#include "social/sign_in.h"

namespace favilla::mastodon {

namespace {

net::Response token_response(const social::Granted& granted, Time now)
{
    social::AskedScopes scopes{granted.token.scopes, !granted.refresh_token.empty()};
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("access_token", granted.token.secret);
            json.field("token_type", "Bearer");
            json.field("scope", social::to_string(scopes));
            json.field("created_at", granted.token.created_at.milliseconds / 1000);
            if (granted.ends_at) json.field("expires_in", (*granted.ends_at - now).milliseconds / 1000);
            if (!granted.refresh_token.empty()) json.field("refresh_token", granted.refresh_token);
        });
    });
}

struct ClientCredentials {
    std::string id, secret;
};

// In the body, or by HTTP Basic (RFC 6749, 2.3.1).
ClientCredentials read_client(const net::Request& request, const Params& params)
{
    auto header = request.header("Authorization");
    if (header.size() > 6 && net::same_header_name(header.substr(0, 6), "basic ")) {
        auto pair = from_base64(header.substr(6)).value_or("");
        auto colon = pair.find(':');
        if (colon != std::string::npos) return {pair.substr(0, colon), pair.substr(colon + 1)};
    }
    return {params.text_or("client_id", ""), params.text_or("client_secret", "")};
}

struct RefusalWords {
    std::string_view error, key;
};

// RFC 6749, 5.2; RFC 8628, 3.5.
RefusalWords words_of(social::GrantRefusal refusal)
{
    switch (refusal) {
    case social::GrantRefusal::Grant: return {"invalid_grant", "oauth.grant"};
    case social::GrantRefusal::Scope: return {"invalid_scope", "oauth.scope_wider"};
    case social::GrantRefusal::Pending: return {"authorization_pending", "oauth.device_pending"};
    case social::GrantRefusal::TooFast: return {"slow_down", "oauth.device_too_fast"};
    case social::GrantRefusal::Denied: return {"access_denied", "oauth.device_denied"};
    case social::GrantRefusal::Expired: break;
    }
    return {"expired_token", "oauth.device_expired"};
}

net::Response outcome_response(const Api& api, const social::GrantOutcome& outcome)
{
    if (const auto* granted = std::get_if<social::Granted>(&outcome)) return token_response(*granted, api.now);
    auto words = words_of(std::get<social::GrantRefusal>(outcome));
    return oauth_error(api, 400, words.error, words.key);
}

net::Response missing(const Api& api) { return oauth_error(api, 400, "invalid_request", "oauth.parameter_missing"); }

net::Response exchange(Api& api, const social::Application& application, const social::TokenLifetimes& lifetimes)
{
    social::CodeExchange wanted{.application = application.id,
                                .code = api.params.text_or("code", ""),
                                .redirect_uri = api.params.text_or("redirect_uri", ""),
                                .code_verifier = api.params.text_or("code_verifier", "")};
    auto granted = api.db.write(
        [&](db::Transaction& tx) { return social::exchange_code(tx, api.services.random, wanted, lifetimes, api.now); });
    if (!granted) return oauth_error(api, 400, "invalid_grant", "oauth.grant");
    return token_response(*granted, api.now);
}

net::Response refresh(Api& api, const social::Application& application, const social::TokenLifetimes& lifetimes)
{
    social::RefreshAttempt attempt{.application = application.id,
                                   .refresh_token = api.params.text_or("refresh_token", ""),
                                   .scope = api.params.text_or("scope", "")};
    if (attempt.refresh_token.empty()) return missing(api);
    return outcome_response(api, api.db.write([&](db::Transaction& tx) {
        return social::refresh_grant(tx, api.services.random, attempt, lifetimes, api.now);
    }));
}

net::Response ask_for_device(Api& api, const social::Application& application, const social::TokenLifetimes& lifetimes)
{
    social::DeviceAttempt attempt{.application = application.id, .device_code = api.params.text_or("device_code", "")};
    if (attempt.device_code.empty()) return missing(api);
    return outcome_response(api, api.db.write([&](db::Transaction& tx) {
        return social::ask_for_device(tx, api.services.random, attempt, lifetimes, api.now);
    }));
}

// Nobody is there to be asked again, and a secret gets a new token whenever it wants: none of these is kept going.
net::Response issue(Api& api, const social::Application& application, std::optional<AccountId> account)
{
    auto scopes = requested_scopes(api.params, application);
    if (!scopes) return oauth_error(api, 400, "invalid_scope", "oauth.scope");
    auto token = api.db.write([&](db::Transaction& tx) {
        return social::issue_token(tx, api.services.random,
                                   {.application = application.id, .account = account, .scopes = scopes->scopes}, api.now);
    });
    return token_response({.token = token}, api.now);
}

// For tests only: OAuth 2.1 has no place for it, and Mastodon dropped it in 4.4.
net::Response issue_for_password(const net::Request& request, Api& api, const social::Application& application)
{
    social::SignInAttempt attempt{.domain = api.domain.id,
                                  .login = api.params.text_or("username", ""),
                                  .password = api.params.text_or("password", ""),
                                  .client_address = request.client_address,
                                  .device = {}};
    auto user = social::authenticate(api.db, api.services.passwords, api.services.limiter, attempt, api.now);
    if (!user) return oauth_error(api, 400, "invalid_grant", user.error().key);
    // Nor for the question whether somebody who deleted their account comes back.
    if (api.db.read([&](db::Reader& reader) { return social::grace_of(reader, user->account).has_value(); }))
        return oauth_error(api, 400, "invalid_grant", "sign_in.leaving");
    // This grant has no place for a code, and does not go around one.
    if (api.db.read([&](db::Reader& reader) { return social::has_second_factor(reader, user->account); }))
        return oauth_error(api, 400, "invalid_grant", "oauth.second_factor");
    return issue(api, application, user->account);
}

}  // namespace

// RFC 6749, 5.2.
net::Response oauth_error(const Api& api, int status, std::string_view error, std::string_view key)
{
    auto response = json_response(status, [&](JsonWriter& json) {
        json.object([&] {
            json.field("error", error);
            json.field("error_description", api.services.locale.text(api.language, key));
        });
    });
    if (status == 401) response.set_header("WWW-Authenticate", "Basic realm=\"Favilla\"");
    return response;
}

net::Response invalid_client(const Api& api) { return oauth_error(api, 401, "invalid_client", "oauth.client_unknown"); }

std::optional<social::Application> find_client(const net::Request& request, Api& api)
{
    auto client = read_client(request, api.params);
    return api.db.read([&](db::Reader& reader) { return social::authenticate_application(reader, client.id, client.secret); });
}

std::optional<social::AskedScopes> requested_scopes(const Params& params, const social::Application& application)
{
    auto asked = social::parse_asked_scopes(params.text_or("scope", ""));
    if (!asked) return std::nullopt;
    if (asked->scopes.empty()) {
        auto usual = *social::parse_scopes(social::default_scope);
        asked->scopes = social::contains(application.scopes, usual) ? usual : application.scopes;
    }
    return social::may_ask(application, *asked) ? std::optional{*asked} : std::nullopt;
}

net::Response give_token(const net::Request& request, Api& api, const social::TokenLifetimes& lifetimes)
{
    auto application = find_client(request, api);
    if (!application) return invalid_client(api);
    auto grant = api.params.text_or("grant_type", "");
    if (grant == "authorization_code") return exchange(api, *application, lifetimes);
    if (grant == "refresh_token") return refresh(api, *application, lifetimes);
    if (grant == device_grant) return ask_for_device(api, *application, lifetimes);
    // What has no secret proves nothing by itself (RFC 6749, 4.4).
    if (grant == "client_credentials" && application->is_public)
        return oauth_error(api, 400, "unauthorized_client", "oauth.public_client");
    if (grant == "client_credentials") return issue(api, *application, std::nullopt);
    if (grant == "password" && api.services.testing) return issue_for_password(request, api, *application);
    return oauth_error(api, 400, "unsupported_grant_type", "oauth.grant_type");
}

net::Response revoke_token(const net::Request& request, Api& api)
{
    auto application = find_client(request, api);
    if (!application) return oauth_error(api, 403, "unauthorized_client", "oauth.client_unknown");
    auto secret = api.params.text_or("token", "");
    auto revoked = api.db.write([&](db::Transaction& tx) { return social::revoke_by_application(tx, application->id, secret); });
    if (!revoked) return oauth_error(api, 403, "unauthorized_client", revoked.error().key);
    return empty_object();
}

net::Response get_userinfo(const net::Request&, Api& api)
{
    auto account = api.db.read([&](db::Reader& reader) { return social::find_account(reader, api.me()); });
    if (!account) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("iss", api.origin() + "/");
            json.field("sub", account->uri);
            json.field("name", account->display_name);
            json.field("preferred_username", account->username);
            json.field("profile", account->url);
            json.field("picture", avatar_url(*account, api.domain));
        });
    });
}

// RFC 8414.
net::Response get_oauth_metadata(const net::Request&, Api& api)
{
    const auto& origin = api.origin();
    auto list = [](JsonWriter& json, std::string_view name, std::initializer_list<std::string_view> values) {
        json.key(name).values(values);
    };
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("issuer", origin + "/");
            json.field("service_documentation", "https://docs.joinmastodon.org/");
            json.field("authorization_endpoint", origin + "/oauth/authorize");
            json.field("token_endpoint", origin + "/oauth/token");
            json.field("app_registration_endpoint", origin + "/api/v1/apps");
            json.field("revocation_endpoint", origin + "/oauth/revoke");
            json.field("device_authorization_endpoint", origin + "/oauth/device_authorization");
            json.field("userinfo_endpoint", origin + "/oauth/userinfo");
            auto scopes = std::vector<std::string_view>(social::all_scopes().begin(), social::all_scopes().end());
            scopes.push_back(social::offline_access_scope);
            json.key("scopes_supported").values(scopes);
            list(json, "response_types_supported", {"code"});
            list(json, "response_modes_supported", {"query"});
            list(json, "grant_types_supported", {"authorization_code", "client_credentials", "refresh_token", device_grant});
            for (auto endpoint : {"token", "revocation"})
                list(json, std::string{endpoint} + "_endpoint_auth_methods_supported",
                     {"client_secret_basic", "client_secret_post", "none"});
            list(json, "code_challenge_methods_supported", {"S256"});
        });
    });
}

// https://w3c.github.io/webappsec-change-password-url
net::Response get_change_password(const net::Request&, Api& api) { return net::redirect(302, api.origin() + "/auth/reset"); }

}  // namespace favilla::mastodon
