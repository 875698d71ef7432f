// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/offline_access.h"

#include <array>

#include <doctest/doctest.h>

#include "social/account_events.h"
#include "social/applications.h"
#include "social/open_sessions.h"
#include "social/token_events.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

constexpr TokenLifetimes lifetimes{.access = hours(4), .unused = days(90)};

struct Scene {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    ApplicationId app = add("App");
    int revoked = 0, ended = 0;

    Scene()
    {
        house.subscriptions->inside<TokenRevoked>("count", [&](db::Transaction&, const TokenRevoked&) { ++revoked; });
        house.subscriptions->inside<TokenEnded>("count", [&](db::Transaction&, const TokenEnded&) { ++ended; });
    }
    ApplicationId add(std::string name)
    {
        return house
            .write([&](db::Transaction& tx) {
                return register_application(
                    tx, system_random(),
                    {.name = std::move(name), .redirect_uris = {std::string{out_of_band}}, .scopes = "read write offline_access"},
                    house.now);
            })
            ->id;
    }
    Granted grant(std::string_view scopes = "read write offline_access")
    {
        return house.write([&](db::Transaction& tx) {
            return grant_token(tx, system_random(), {app, ada, *parse_asked_scopes(scopes)}, lifetimes, house.now);
        });
    }
    GrantOutcome refresh(std::string token, std::string scope = "", std::optional<ApplicationId> by = {})
    {
        return house.write([&](db::Transaction& tx) {
            return refresh_grant(tx, system_random(), {by.value_or(app), std::move(token), std::move(scope)}, lifetimes,
                                 house.now);
        });
    }
    Granted refreshed(std::string token, std::string scope = "")
    {
        auto outcome = refresh(std::move(token), std::move(scope));
        REQUIRE(std::holds_alternative<Granted>(outcome));
        return std::get<Granted>(outcome);
    }
    std::string scopes_of(const Granted& granted)
    {
        auto token = house.read([&](db::Reader& reader) { return find_bearer(reader, granted.token.secret, house.now); });
        return token ? to_string(token->scopes) : "none";
    }
    bool opens(std::string_view secret)
    {
        return house.read([&](db::Reader& reader) { return find_bearer(reader, secret, house.now).has_value(); });
    }
    std::string revoke(std::string_view secret, ApplicationId by)
    {
        auto done = house.write([&](db::Transaction& tx) { return revoke_by_application(tx, by, secret); });
        return done ? "" : done.error().key;
    }
    std::int64_t count(std::string_view table)
    {
        return house
            .read([&](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM " + std::string{table}); })
            .value();
    }
    std::int64_t forget()
    {
        return house.write([&](db::Transaction& tx) { return forget_unused_grants(tx, house.now); });
    }
};

bool is(const GrantOutcome& outcome, GrantRefusal refusal)
{
    const auto* found = std::get_if<GrantRefusal>(&outcome);
    return found && *found == refusal;
}

}  // namespace

TEST_CASE("offline_access stands among scopes and is none of them")
{
    CHECK(to_string(*parse_asked_scopes("offline_access read write")) == "read write offline_access");
    CHECK(to_string(*parse_asked_scopes("read+offline_access")) == "read offline_access");
    CHECK(to_string(*parse_asked_scopes("offline_access")) == "offline_access");
    CHECK(to_string(*parse_asked_scopes(" read ")) == "read");
    CHECK(parse_asked_scopes("read offline_accesses").error().key == "scope.unknown");
    CHECK(!parse_scopes("offline_access"));
}

TEST_CASE("who does not ask for offline_access gets a token that does not end")
{
    Scene scene;
    auto granted = scene.grant("read");
    CHECK(granted.refresh_token.empty());
    CHECK(!granted.ends_at);
    scene.house.now = scene.house.now + days(3'000);
    CHECK(scene.opens(granted.token.secret));
    CHECK(scene.forget() == 0);
}

TEST_CASE("a token that ends opens nothing from then on, and whoever listens is told once")
{
    Scene scene;
    auto granted = scene.grant();
    REQUIRE(granted.ends_at);
    scene.house.now = *granted.ends_at + milliseconds(-1);
    CHECK(scene.opens(granted.token.secret));
    tell_of_ended_tokens(*scene.house.database, scene.house.now);
    CHECK(scene.ended == 0);
    scene.house.now = *granted.ends_at;
    CHECK(!scene.opens(granted.token.secret));
    tell_of_ended_tokens(*scene.house.database, scene.house.now);
    tell_of_ended_tokens(*scene.house.database, scene.house.now + hours(1));
    CHECK(scene.ended == 1);
    CHECK(scene.revoked == 0);
}

TEST_CASE("a refresh token brings the next of both, also after its access token ended")
{
    Scene scene;
    auto first = scene.grant();
    scene.house.now = *first.ends_at + hours(1);
    auto second = scene.refreshed(first.refresh_token);
    CHECK(second.token.id == first.token.id);
    CHECK(second.token.secret != first.token.secret);
    CHECK(second.refresh_token != first.refresh_token);
    CHECK(scene.opens(second.token.secret));
    CHECK(!scene.opens(first.token.secret));
    CHECK(scene.scopes_of(second) == "read write");
    CHECK(scene.opens(scene.refreshed(second.refresh_token).token.secret));
    CHECK(scene.ended == 2);
    CHECK(scene.revoked == 0);
}

TEST_CASE("oauth: a refresh token that comes twice revokes all that came of its grant")
{
    Scene scene;
    auto other = scene.grant();
    auto first = scene.grant();
    auto second = scene.refreshed(first.refresh_token);
    auto third = scene.refreshed(second.refresh_token);
    CHECK(is(scene.refresh(first.refresh_token), GrantRefusal::Grant));
    CHECK(!scene.opens(third.token.secret));
    CHECK(is(scene.refresh(third.refresh_token), GrantRefusal::Grant));
    CHECK(scene.revoked == 1);
    CHECK_MESSAGE(scene.opens(other.token.secret), "another grant of the same person to the same application goes on");
    CHECK(scene.count("refresh_tokens") == 1);
}

TEST_CASE("oauth: a code that comes twice ends what was renewed since, too")
{
    Scene scene;
    auto authorization = scene.house.read([&](db::Reader& reader) {
        auto app = find_application(reader, scene.app);
        return check_authorization(reader, {.response_type = "code",
                                            .client_id = app->client_id,
                                            .redirect_uri = std::string{out_of_band},
                                            .scope = "read offline_access"});
    });
    REQUIRE(authorization);
    auto code = scene.house.write(
        [&](db::Transaction& tx) { return issue_code(tx, system_random(), *authorization, scene.ada, scene.house.now); });
    CodeExchange exchange{.application = scene.app, .code = code, .redirect_uri = std::string{out_of_band}, .code_verifier = ""};
    auto come = [&] {
        return scene.house.write(
            [&](db::Transaction& tx) { return exchange_code(tx, system_random(), exchange, lifetimes, scene.house.now); });
    };
    auto granted = come();
    REQUIRE(granted);
    auto renewed = scene.refreshed(granted->refresh_token);
    CHECK(!come());
    CHECK(!scene.opens(renewed.token.secret));
    CHECK(is(scene.refresh(renewed.refresh_token), GrantRefusal::Grant));
}

TEST_CASE("oauth: a refresh token is its application's alone")
{
    Scene scene;
    auto other = scene.add("Other");
    auto granted = scene.grant();
    CHECK(is(scene.refresh(granted.refresh_token, "", other), GrantRefusal::Grant));
    CHECK(is(scene.refresh(granted.refresh_token + "x"), GrantRefusal::Grant));
    CHECK(is(scene.refresh(""), GrantRefusal::Grant));
    CHECK(is(scene.refresh(granted.token.secret), GrantRefusal::Grant));
    CHECK(!scene.opens(granted.refresh_token));
    CHECK(scene.revoke(granted.refresh_token, other) == "oauth.not_your_token");
    CHECK(scene.opens(scene.refreshed(granted.refresh_token).token.secret));
}

TEST_CASE("oauth: less of a grant may be asked for, never more, and the next time all of it again")
{
    Scene scene;
    auto first = scene.grant("read write offline_access");
    auto less = scene.refreshed(first.refresh_token, "read:statuses offline_access");
    CHECK(scene.scopes_of(less) == "read:statuses");
    CHECK(is(scene.refresh(less.refresh_token, "read push"), GrantRefusal::Scope));
    CHECK(is(scene.refresh(less.refresh_token, "read fly"), GrantRefusal::Scope));
    auto all = scene.refreshed(less.refresh_token);
    CHECK(scene.scopes_of(all) == "read write");
    auto reading = scene.grant("read offline_access");
    CHECK(is(scene.refresh(reading.refresh_token, "read write"), GrantRefusal::Scope));
}

TEST_CASE("revoking either token, or a spent one, ends the grant")
{
    Scene scene;
    for (int which : {0, 1, 2}) {
        auto first = scene.grant();
        auto second = scene.refreshed(first.refresh_token);
        auto secrets = std::array{second.token.secret, second.refresh_token, first.refresh_token};
        CHECK(scene.revoke(secrets[static_cast<std::size_t>(which)], scene.app).empty());
        CHECK(!scene.opens(second.token.secret));
        CHECK(is(scene.refresh(second.refresh_token), GrantRefusal::Grant));
    }
    CHECK(scene.revoked == 3);
    CHECK(scene.count("refresh_tokens") == 0);
}

TEST_CASE("a grant is one line of what somebody sees, with all it may do, and ends there")
{
    Scene scene;
    auto granted = scene.refreshed(scene.refreshed(scene.grant().refresh_token).refresh_token, "read");
    auto plain = scene.grant("read");
    auto sessions = scene.house.read([&](db::Reader& reader) { return open_sessions(reader, scene.ada, plain.token.id); });
    REQUIRE(sessions.size() == 2);
    CHECK(!sessions[0].offline_access);
    CHECK(sessions[1].offline_access);
    CHECK(to_string(sessions[1].scopes) == "read write");
    CHECK(scene.house.write([&](db::Transaction& tx) { return end_session(tx, scene.ada, sessions[1].id); }));
    CHECK(!scene.opens(granted.token.secret));
    CHECK(is(scene.refresh(granted.refresh_token), GrantRefusal::Grant));
}

TEST_CASE("what nobody renews is over after its days, and what is renewed goes on")
{
    Scene scene;
    auto left = scene.grant();
    auto kept = scene.grant();
    scene.house.now = scene.house.now + days(60);
    kept = scene.refreshed(kept.refresh_token);
    scene.house.now = scene.house.now + days(31);
    CHECK(is(scene.refresh(left.refresh_token), GrantRefusal::Grant));
    CHECK(scene.forget() == 1);
    CHECK(scene.forget() == 0);
    CHECK(scene.revoked == 1);
    CHECK_MESSAGE(scene.count("refresh_tokens") == 1, "the spent one is forgotten when it would have been over");
    CHECK(scene.count("tokens") == 1);
    CHECK(scene.opens(scene.refreshed(kept.refresh_token).token.secret));
}

TEST_CASE("neither kind of token stands in the database as it is")
{
    Scene scene;
    auto granted = scene.grant();
    auto found = scene.house.read([&](db::Reader& reader) {
        return reader
            .value<std::int64_t>("SELECT count(*) FROM tokens t JOIN refresh_tokens r ON r.token_id = t.id "
                                 "WHERE t.token_hash = $1 OR r.token_hash = $2",
                                 granted.token.secret, granted.refresh_token)
            .value();
    });
    CHECK(found == 0);
}
