// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/applications.h"

#include <doctest/doctest.h>

#include "social/account_events.h"
#include "social/users.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

const std::string verifier(64, 'v');

struct Scene {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    Application app =
        *add({.name = "Toot", .redirect_uris = {"https://app.example/back", std::string{out_of_band}}, .scopes = "read write"});

    Result<Application> add(const ApplicationDraft& draft)
    {
        return house.write([&](db::Transaction& tx) { return register_application(tx, system_random(), draft, house.now); });
    }
    AuthorizationRequest request() const
    {
        return {.response_type = "code",
                .client_id = app.client_id,
                .redirect_uri = "https://app.example/back",
                .scope = "read",
                .state = "a b",
                .code_challenge = pkce_challenge(verifier),
                .code_challenge_method = "S256"};
    }
    Result<Authorization> check(const AuthorizationRequest& wanted)
    {
        return house.read([&](db::Reader& reader) { return check_authorization(reader, wanted); });
    }
    std::string code(const AuthorizationRequest& wanted)
    {
        auto authorization = check(wanted);
        REQUIRE(authorization);
        return house.write([&](db::Transaction& tx) { return issue_code(tx, system_random(), *authorization, ada, house.now); });
    }
    std::optional<IssuedToken> exchange(const CodeExchange& wanted)
    {
        auto granted =
            house.write([&](db::Transaction& tx) { return exchange_code(tx, system_random(), wanted, {}, house.now); });
        return granted ? std::optional{granted->token} : std::nullopt;
    }
    CodeExchange usual(std::string code) const { return {app.id, std::move(code), "https://app.example/back", verifier}; }
    std::optional<Token> find(std::string_view secret)
    {
        return house.read([&](db::Reader& reader) { return find_token(reader, secret); });
    }
};

std::string key_of(const auto& result) { return result ? "" : result.error().key; }

}  // namespace

TEST_CASE("a code becomes a token that speaks for the person within what was asked")
{
    Scene scene;
    auto token = scene.exchange(scene.usual(scene.code(scene.request())));
    REQUIRE(token);
    auto found = scene.find(token->secret);
    REQUIRE(found);
    CHECK(found->account == scene.ada);
    CHECK(found->application == scene.app.id);
    CHECK(found->state == UserState::Active);
    CHECK(to_string(found->scopes) == "read");
    CHECK(!scene.find(token->secret + "x"));
    CHECK(!scene.find(""));
}

TEST_CASE("oauth: a redirect address must be the registered one, to the letter")
{
    Scene scene;
    CHECK(scene.check(scene.request()));
    for (auto trick : {"https://app.example/back/", "https://app.example/back#x", "https://app.example/back?x=1",
                       "https://app.example/Back", "https://APP.example/back", "https://app.example/bac",
                       "https://app.example/back/../evil", "https://app.example.evil.example/back", "http://app.example/back",
                       "https://user@app.example/back", "https://app.example:443/back", "", " https://app.example/back"}) {
        auto request = scene.request();
        request.redirect_uri = trick;
        CHECK_MESSAGE(key_of(scene.check(request)) == "oauth.redirect_uri_mismatch", trick);
    }
}

TEST_CASE("oauth: what an application may not ask for is refused")
{
    Scene scene;
    auto with = [&](auto change) {
        auto request = scene.request();
        change(request);
        return key_of(scene.check(request));
    };
    CHECK(with([](AuthorizationRequest& r) { r.client_id = "unknown"; }) == "oauth.client_unknown");
    CHECK(with([](AuthorizationRequest& r) { r.response_type = "token"; }) == "oauth.response_type");
    CHECK(with([](AuthorizationRequest& r) { r.scope = "read push"; }) == "oauth.scope");
    CHECK(with([](AuthorizationRequest& r) { r.scope = "admin:read"; }) == "oauth.scope");
    CHECK(with([](AuthorizationRequest& r) { r.scope = "everything"; }) == "oauth.scope");
    CHECK(with([](AuthorizationRequest& r) { r.code_challenge_method = "plain"; }) == "oauth.challenge_method");
    CHECK(with([](AuthorizationRequest& r) { r.code_challenge_method = ""; }) == "oauth.challenge_method");
    CHECK(with([](AuthorizationRequest& r) { r.code_challenge = ""; }) == "oauth.challenge_method");
    CHECK(with([](AuthorizationRequest& r) { r.scope = "read offline_access"; }) == "oauth.scope");
}

TEST_CASE("oauth: an application without a secret proves itself by its code's proof and nothing else")
{
    Scene scene;
    CHECK(key_of(scene.add({.name = "App", .redirect_uris = {"https://a.example/"}, .auth_method = "private_key_jwt"}))
          == "application.auth_method_unknown");
    scene.app = *scene.add({.name = "Terminal", .redirect_uris = {"https://app.example/back"}, .auth_method = "none"});
    auto authenticated = [&](std::string_view secret) {
        return scene.house.read(
            [&](db::Reader& reader) { return authenticate_application(reader, scene.app.client_id, secret).has_value(); });
    };
    CHECK(authenticated(""));
    CHECK(!authenticated("guessed"));
    CHECK(!authenticated(scene.app.client_secret));
    auto unproved = scene.request();
    unproved.code_challenge = unproved.code_challenge_method = "";
    CHECK(key_of(scene.check(unproved)) == "oauth.challenge_required");
    CHECK(scene.exchange(scene.usual(scene.code(scene.request()))));
}

TEST_CASE("oauth: a code is for its application, address and verifier, and for ten minutes")
{
    Scene scene;
    auto other = scene.add({.name = "Other", .redirect_uris = {"https://app.example/back"}});
    REQUIRE(other);
    auto code = scene.code(scene.request());
    auto refused = [&](auto change) {
        auto wanted = scene.usual(code);
        change(wanted);
        return !scene.exchange(wanted);
    };
    CHECK(refused([&](CodeExchange& e) { e.application = other->id; }));
    CHECK(refused([](CodeExchange& e) { e.redirect_uri = std::string{out_of_band}; }));
    CHECK(refused([](CodeExchange& e) { e.code_verifier = ""; }));
    CHECK(refused([](CodeExchange& e) { e.code_verifier = std::string(64, 'w'); }));
    CHECK(refused([](CodeExchange& e) { e.code += "x"; }));
    auto start = scene.house.now;
    scene.house.now = start + minutes(11);
    CHECK(refused([](CodeExchange&) {}));
    scene.house.now = start + minutes(9);
    CHECK(scene.exchange(scene.usual(code)));

    // Without a challenge no verifier may come (RFC 9700, 2.1.1: a downgrade).
    auto plain = scene.request();
    plain.code_challenge = plain.code_challenge_method = "";
    auto wanted = scene.usual(scene.code(plain));
    CHECK(!scene.exchange(wanted));
    wanted.code_verifier = "";
    CHECK(scene.exchange(wanted));
}

TEST_CASE("oauth: a code that comes twice revokes what it gave")
{
    Scene scene;
    int revoked = 0;
    scene.house.subscriptions->inside<TokenRevoked>("count", [&](db::Transaction&, const TokenRevoked&) { ++revoked; });
    auto code = scene.code(scene.request());
    auto token = scene.exchange(scene.usual(code));
    REQUIRE(token);
    CHECK(!scene.exchange(scene.usual(code)));
    CHECK(!scene.find(token->secret));
    CHECK(revoked == 1);
}

TEST_CASE("oauth: a secret opens its own application and ends its own tokens only")
{
    Scene scene;
    auto authenticated = [&](std::string_view id, std::string_view secret) {
        return scene.house.read([&](db::Reader& reader) { return authenticate_application(reader, id, secret).has_value(); });
    };
    CHECK(authenticated(scene.app.client_id, scene.app.client_secret));
    CHECK(!authenticated(scene.app.client_id, ""));
    CHECK(!authenticated(scene.app.client_id, scene.app.client_secret.substr(1)));
    CHECK(!authenticated("", ""));

    auto other = scene.add({.name = "Other", .redirect_uris = {"https://other.example/"}});
    REQUIRE(other);
    auto token = scene.exchange(scene.usual(scene.code(scene.request())));
    REQUIRE(token);
    auto revoke = [&](ApplicationId id, std::string_view secret) {
        return key_of(scene.house.write([&](db::Transaction& tx) { return revoke_by_application(tx, id, secret); }));
    };
    CHECK(revoke(other->id, token->secret) == "oauth.not_your_token");
    CHECK(scene.find(token->secret));
    CHECK(revoke(scene.app.id, "no such token").empty());
    CHECK(revoke(scene.app.id, token->secret).empty());
    CHECK(!scene.find(token->secret));
}

TEST_CASE("oauth: an application cannot be registered with an address that runs or hides something")
{
    Scene scene;
    for (auto uri : {"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "/relative", "app.example",
                     "https://a.example/#x", "https://a.example/\nhttps://b.example/", "urn:evil", "JavaScript:alert(1)"})
        CHECK_MESSAGE(key_of(scene.add({.name = "App", .redirect_uris = {uri}})) == "application.redirect_uri_invalid", uri);
    CHECK(scene.add({.name = "App", .redirect_uris = {"com.example.app://oauth", "http://localhost:1234/"}}));
    CHECK(key_of(scene.add({.name = "App", .redirect_uris = {}})) == "application.redirect_uri_missing");
    CHECK(key_of(scene.add({.name = " ", .redirect_uris = {"https://a.example/"}})) == "application.name_blank");
    CHECK(key_of(scene.add({.name = "App", .redirect_uris = {"https://a.example/"}, .scopes = "read fly"})) == "scope.unknown");
    CHECK(key_of(scene.add({.name = "App", .redirect_uris = {"https://a.example/"}, .website = "javascript:alert(1)"}))
          == "application.website_invalid");
}

TEST_CASE("the way back carries code and state, and out of band there is none")
{
    Scene scene;
    auto authorization = *scene.check(scene.request());
    CHECK(redirect_with_code(authorization, "C") == "https://app.example/back?code=C&state=a%20b");
    CHECK(redirect_with_error(authorization, "access_denied") == "https://app.example/back?error=access_denied&state=a%20b");
    authorization.redirect_uri = "https://app.example/?x=1";
    CHECK(redirect_with_code(authorization, "C") == "https://app.example/?x=1&code=C&state=a%20b");
    authorization.redirect_uri = std::string{out_of_band};
    CHECK(!redirect_with_code(authorization, "C"));
}

TEST_CASE("a token's use is noted once an hour, and says that its person was here")
{
    Scene scene;
    auto token = scene.exchange(scene.usual(scene.code(scene.request())));
    REQUIRE(token);
    auto found = *scene.find(token->secret);
    CHECK(use_is_due(found, scene.house.now));
    scene.house.write([&](db::Transaction& tx) { note_use(tx, found, scene.house.now); });
    found = *scene.find(token->secret);
    CHECK(!use_is_due(found, scene.house.now + minutes(59)));
    CHECK(use_is_due(found, scene.house.now + minutes(60)));
    CHECK(scene.house.read([&](db::Reader& reader) { return find_user(reader, scene.ada); })->last_seen_at == scene.house.now);
}

TEST_CASE("what a token's person is shows with the token")
{
    Scene scene;
    auto token = scene.exchange(scene.usual(scene.code(scene.request())));
    REQUIRE(token);
    auto after = [&](std::string_view sql) {
        scene.house.write([&](db::Transaction& tx) { tx.run(sql, scene.ada); });
        return scene.find(token->secret)->state;
    };
    CHECK(after("UPDATE users SET approved_at = NULL WHERE account_id = $1") == UserState::Unapproved);
    CHECK(after("UPDATE users SET confirmed_at = NULL WHERE account_id = $1") == UserState::Unconfirmed);
    CHECK(after("UPDATE users SET disabled_at = 1 WHERE account_id = $1") == UserState::Disabled);
    CHECK(after("UPDATE accounts SET suspended_at = 1 WHERE id = $1") == UserState::Suspended);
}
