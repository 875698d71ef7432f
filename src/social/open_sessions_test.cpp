// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/open_sessions.h"

#include <doctest/doctest.h>

#include "social/account_events.h"
#include "social/app_tokens.h"
#include "social/applications.h"
#include "social/browser_names.h"
#include "social/sign_in.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    std::vector<TokenId> revoked;

    Scene()
    {
        house.subscriptions->inside<TokenRevoked>(
            "note", [this](db::Transaction&, const TokenRevoked& event) { revoked.push_back(event.token); });
    }
    IssuedToken browser(AccountId who, std::string_view agent = {})
    {
        return house
            .write([&](db::Transaction& tx) {
                return open_browser_session(tx, system_random(), who, {.device = {}, .user_agent = agent}, house.now);
            })
            .session;
    }
    IssuedToken application(std::string name)
    {
        return house.write([&](db::Transaction& tx) {
            auto app = register_application(
                tx, system_random(),
                {.name = std::move(name), .redirect_uris = {std::string{out_of_band}}, .scopes = "read write"}, house.now);
            return issue_token(tx, system_random(),
                               {.application = app.value().id, .account = ada, .scopes = *parse_scopes("read")}, house.now);
        });
    }
    Token token(const IssuedToken& issued)
    {
        return house.read([&](db::Reader& reader) { return find_token(reader, issued.secret); }).value();
    }
    std::vector<OpenSession> sessions(const IssuedToken& asking)
    {
        return house.read([&](db::Reader& reader) { return open_sessions(reader, ada, asking.id); });
    }
    Result<void> end(TokenId session)
    {
        return house.write([&](db::Transaction& tx) { return end_session(tx, ada, session); });
    }
};

}  // namespace

TEST_CASE("a browser, with the app's token beside it, is one session; so is each application")
{
    Scene scene;
    auto browser = scene.browser(scene.ada, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    auto toot = scene.application("Toot");
    scene.browser(scene.house.person("bob"));
    auto session = scene.token(browser);
    auto beside = open_app_token(*scene.house.database, system_random(), session, browser.secret, scene.house.now);

    auto open = scene.sessions(beside);
    REQUIRE(open.size() == 2);
    CHECK(open[0].id == toot.id);
    CHECK(open[0].kind == TokenKind::Bearer);
    CHECK(open[0].name == "Toot");
    CHECK(to_string(open[0].scopes) == "read");
    CHECK(!open[0].is_current);
    CHECK(!open[0].last_used_at);
    CHECK(open[1].id == browser.id);
    CHECK(open[1].kind == TokenKind::Browser);
    CHECK(open[1].name == "Firefox, Linux");
    CHECK(open[1].is_current);

    // Used by either, the session was used.
    auto token = scene.house.read([&](db::Reader& reader) { return find_token(reader, beside.secret); });
    auto later = scene.house.now + hours(5);
    scene.house.write([&](db::Transaction& tx) {
        note_use(tx, session, later - hours(2));
        note_use(tx, *token, later);
    });
    CHECK(scene.sessions(browser)[1].last_used_at == later);
}

TEST_CASE("a session ends with what stands beside it; another's is not there")
{
    Scene scene;
    auto browser = scene.browser(scene.ada), here = scene.browser(scene.ada);
    auto beside = open_app_token(*scene.house.database, system_random(), scene.token(browser), browser.secret, scene.house.now);
    auto bobs = scene.browser(scene.house.person("bob"));

    CHECK(scene.end(bobs.id).error().code == ErrorCode::NotFound);
    CHECK(scene.end(beside.id).error().code == ErrorCode::NotFound);  // it is no session of its own
    CHECK(scene.revoked.empty());
    REQUIRE(scene.end(browser.id));
    CHECK(scene.revoked == std::vector{beside.id, browser.id});
    auto open = scene.sessions(here);
    REQUIRE(open.size() == 1);
    CHECK(open[0].id == here.id);
    CHECK(scene.end(browser.id).error().code == ErrorCode::NotFound);
}

TEST_CASE("all others end at once, seen from the app or the browser")
{
    Scene scene;
    auto there = scene.browser(scene.ada);
    scene.application("Toot");
    auto here = scene.browser(scene.ada);
    auto beside = open_app_token(*scene.house.database, system_random(), scene.token(here), here.secret, scene.house.now);
    auto bobs = scene.browser(scene.house.person("bob"));

    auto ended = scene.house.write([&](db::Transaction& tx) { return end_other_sessions(tx, scene.ada, beside.id); });
    CHECK(ended == 2);
    CHECK(scene.revoked.size() == 2);
    CHECK(scene.sessions(beside).size() == 1);
    CHECK(scene.token(beside).id == beside.id);
    CHECK(scene.token(bobs).id == bobs.id);
    CHECK(!scene.house.read([&](db::Reader& reader) { return find_token(reader, there.secret); }));
}

TEST_CASE("a browser is called what its person calls it, and nothing more of it is kept")
{
    CHECK(browser_name(
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 "
              "Edg/138.0.0.0")
          == "Edge, Windows");
    CHECK(browser_name(
              "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36")
          == "Chrome, Android");
    CHECK(browser_name(
              "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
              "Mobile/15E148 Safari/604.1")
          == "Safari, iOS");
    CHECK(browser_name("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0")
          == "Firefox, macOS");
    CHECK(browser_name("curl/7.88.1").empty());
    CHECK(browser_name("").empty());
}
