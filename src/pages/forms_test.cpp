// SPDX-License-Identifier: AGPL-3.0-or-later
#include <doctest/doctest.h>

#include "net/form.h"
#include "social/applications.h"
#include "social/device_requests.h"
#include "social/sign_up.h"
#include "support/browser.h"

using namespace favilla;
using test::holds;

namespace {

constexpr std::string_view password = "correct horse battery";

AccountId member(test::PagesOf& pages, std::string name)
{
    auto hash = pages.hasher.hash(password);
    auto account = pages.house.write([&](db::Transaction& tx) {
        return social::create_user(tx, pages.house.domain(),
                                   {.username = name, .email = name + "@mail.test", .password_hash = *hash}, pages.house.now);
    });
    return account->id;
}

net::Response sign_in(test::Browser& browser, std::string login, std::string_view typed = password)
{
    browser.get("/auth/sign_in");
    return browser.post("/auth/sign_in", {{"login", login}, {"password", std::string{typed}}});
}

struct App {
    std::string client_id;
    std::string query;
};

App application(test::PagesOf& pages, std::string redirect_uri, std::string scopes = "read write:statuses")
{
    auto registered = pages.house.write([&](db::Transaction& tx) {
        return social::register_application(
            tx, pages.site.random, {.name = "Lanterna <b>", .redirect_uris = {redirect_uri}, .scopes = scopes}, pages.house.now);
    });
    auto query = "?response_type=code&client_id=" + registered->client_id + "&redirect_uri=" + net::percent_encode(redirect_uri)
               + "&scope=" + net::percent_encode(scopes) + "&state=s1";
    return {registered->client_id, query};
}

}  // namespace

TEST_CASE("signing in gives a session of its own, and signing out ends it")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    auto answer = sign_in(browser, "ada");
    CHECK(answer.status == 303);
    CHECK(answer.header("location") == "/");
    REQUIRE(browser.cookies.contains("__Host-favilla"));
    CHECK(holds(browser.get("/about"), ">@ada<"));
    CHECK(browser.post("/auth/sign_out", {}).status == 303);
    CHECK_FALSE(browser.cookies.contains("__Host-favilla"));
    CHECK_FALSE(holds(browser.get("/about"), ">@ada<"));
}

TEST_CASE("the session's cookie is kept from scripts, other hosts and plain connections")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    auto answer = sign_in(browser, "ada@mail.test");
    for (const auto& header : answer.headers) {
        if (header.name != "Set-Cookie") continue;
        CHECK(header.value.starts_with("__Host-favilla"));
        for (auto part : {"; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"})
            CHECK(header.value.find(part) != std::string::npos);
        CHECK(header.value.find("Domain") == std::string::npos);
    }
}

TEST_CASE("a wrong password keeps the name that was typed and says the same of nobody")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    auto wrong = sign_in(browser, "ada", "guess");
    CHECK(wrong.status == 422);
    CHECK(holds(wrong, "value=\"ada\""));
    CHECK_FALSE(holds(wrong, "guess"));
    CHECK_FALSE(browser.cookies.contains("__Host-favilla"));
    auto nobody = sign_in(browser, "abc", "guess");
    auto said = nobody.body;
    for (auto at = said.find("abc"); at != std::string::npos; at = said.find("abc")) said.replace(at, 3, "ada");
    CHECK(said == wrong.body);
}

TEST_CASE("csrf: a form that is not ours changes nothing")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    sign_in(browser, "ada");
    auto good_token = browser.form_token;
    SUBCASE("without a token") { browser.form_token = ""; }
    SUBCASE("with another's token") { browser.form_token = std::string(good_token.size(), 'A'); }
    SUBCASE("from another site") { browser.headers["Sec-Fetch-Site"] = "cross-site"; }
    SUBCASE("from a neighbour of our domain") { browser.headers["Sec-Fetch-Site"] = "same-site"; }
    SUBCASE("with another origin") { browser.headers["Origin"] = "https://evil.test"; }
    SUBCASE("with no origin to name") { browser.headers["Origin"] = "null"; }
    CHECK(browser.post("/auth/sign_out", {}).status == 403);
    browser.headers.clear();
    browser.form_token = good_token;
    CHECK(holds(browser.get("/about"), ">@ada<"));
}

TEST_CASE("the way back after signing in stays in this house")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    for (auto [wish, way] : {std::pair{"/tags/a?max_id=3", "/tags/a?max_id=3"},
                             {"//evil.test", "/"},
                             {"https://evil.test", "/"},
                             {"/\\evil.test", "/"},
                             {"/\t/evil.test", "/"}}) {
        auto browser = pages.browser();
        browser.get("/auth/sign_in");
        CHECK(browser.post("/auth/sign_in", {{"login", "ada"}, {"password", std::string{password}}, {"return_to", wish}})
                  .header("location")
              == way);
    }
}

TEST_CASE("joining says beside each field what is wrong with it and keeps what was typed")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto browser = pages.browser();
    browser.get("/auth/sign_up");
    auto refused = browser.post("/auth/sign_up", {{"username", "not a name"}, {"email", "cleo@mail.test"}, {"password", "x"}});
    CHECK(refused.status == 422);
    CHECK(holds(refused, "value=\"cleo@mail.test\""));
    CHECK(holds(refused, "id=\"problem-username\""));
    CHECK(holds(refused, "aria-describedby=\"problem-username hint-username\""));
    CHECK(holds(refused, "id=\"problem-password\""));
    CHECK(holds(refused, "id=\"problem-agreement\""));
    CHECK_FALSE(holds(refused, "id=\"problem-email\""));
}

TEST_CASE("enumeration: joining with an address that is known here is answered as with a new one")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    browser.get("/auth/sign_up");
    auto known = browser.post(
        "/auth/sign_up",
        {{"username", "someone"}, {"email", "ada@mail.test"}, {"password", std::string{password}}, {"agreement", "1"}});
    auto fresh = browser.post(
        "/auth/sign_up",
        {{"username", "another"}, {"email", "eva@mail.test"}, {"password", std::string{password}}, {"agreement", "1"}});
    CHECK(known.status == 200);
    CHECK(fresh.status == 200);
    auto said = fresh.body;
    for (auto at = said.find("eva@"); at != std::string::npos; at = said.find("eva@")) said.replace(at, 4, "ada@");
    CHECK(said == known.body);
}

TEST_CASE("a forgotten password is asked for without telling who is here")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    browser.get("/auth/reset");
    auto known = browser.post("/auth/reset", {{"email", "ada@mail.test"}});
    auto unknown = browser.post("/auth/reset", {{"email", "nobody@mail.test"}});
    CHECK(known.status == 200);
    CHECK(known.body == unknown.body);
    CHECK(browser.post("/auth/reset", {{"email", "no address"}}).status == 422);
    CHECK(browser.get("/auth/reset?token=spent").status == 410);
}

TEST_CASE("where no mail can be sent, nobody is told that one is on its way")
{
    auto house = test::house();
    test::PagesOf pages{house};
    pages.site.sends_mail = false;
    auto browser = pages.browser();
    browser.get("/auth/sign_up");
    auto joined =
        browser.post("/auth/sign_up",
                     {{"username", "eva"}, {"email", "eva@mail.test"}, {"password", std::string{password}}, {"agreement", "1"}});
    CHECK(holds(joined, "No mail can be sent yet"));
    CHECK_FALSE(holds(joined, "/auth/confirm/resend"));
    for (std::string path : {"/auth/reset", "/auth/confirm/resend"})
        CHECK(holds(browser.post(path, {{"email", "eva@mail.test"}}), "No mail can be sent yet"));
}

TEST_CASE("the set-up link names the organisation, makes the first administrator, and works once")
{
    auto house = test::house();
    test::PagesOf pages{house};
    int told = 0;
    pages.site.domains_changed = [&] { ++told; };
    auto secret = house.write([&](db::Transaction& tx) { return social::new_setup_secret(tx, pages.site.random, house.now); });
    auto browser = pages.browser();
    CHECK(browser.get("/setup?token=wrong").status == 410);
    CHECK(browser.get("/setup?token=" + secret).status == 200);
    auto refused = browser.post(
        "/setup", {{"token", secret}, {"organisation", "Radio"}, {"username", "ad à"}, {"email", "ada"}, {"password", "x"}});
    CHECK(refused.status == 422);
    for (std::string field : {"username", "email", "password"}) CHECK(holds(refused, "id=\"problem-" + field + "\""));
    CHECK_FALSE(holds(refused, "id=\"problem-organisation\""));
    auto cursor = refused.body.find(" autofocus");
    CHECK(refused.body.rfind("name=\"username\"", cursor) > refused.body.rfind("<input", cursor));
    CHECK(refused.body.find(" autofocus", cursor + 1) == std::string::npos);
    auto done = browser.post("/setup", {{"token", secret},
                                        {"organisation", "Radio Scintilla"},
                                        {"username", "ada"},
                                        {"email", "ada@mail.test"},
                                        {"password", std::string{password}}});
    CHECK(done.status == 303);
    CHECK(told == 1);
    CHECK(holds(browser.get("/"), "Radio Scintilla"));
    CHECK(holds(browser.get("/"), ">@ada<"));
    CHECK(browser.get("/setup?token=" + secret).status == 410);
}

TEST_CASE("an application is let in by whoever is signed in, and its code goes where it registered")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto app = application(pages, "https://app.test/back");
    auto browser = pages.browser();
    auto to_sign_in = browser.get("/oauth/authorize" + app.query);
    CHECK(to_sign_in.status == 303);
    CHECK(to_sign_in.header("location").starts_with("/auth/sign_in?return_to=%2Foauth%2Fauthorize"));
    sign_in(browser, "ada");
    auto page = browser.get("/oauth/authorize" + app.query);
    CHECK(page.status == 200);
    CHECK(holds(page, "Lanterna &lt;b&gt;"));
    CHECK(holds(page, "read everything you can read"));
    CHECK(holds(page, "publish and delete posts"));
    CHECK(page.header("content-security-policy").find("form-action 'self' https://app.test") != std::string_view::npos);

    std::vector<std::pair<std::string, std::string>> fields = {{"response_type", "code"},
                                                               {"client_id", app.client_id},
                                                               {"redirect_uri", "https://app.test/back"},
                                                               {"scope", "read write:statuses"},
                                                               {"state", "s1"}};
    auto denied = fields;
    denied.push_back({"decision", "deny"});
    CHECK(browser.post("/oauth/authorize", denied).header("location").find("error=access_denied") != std::string_view::npos);
    fields.push_back({"decision", "allow"});
    auto allowed = browser.post("/oauth/authorize", fields);
    CHECK(allowed.status == 303);
    CHECK(allowed.header("location").starts_with("https://app.test/back?code="));
    CHECK(allowed.header("location").find("state=s1") != std::string_view::npos);
}

TEST_CASE("an out-of-band code is shown, and nothing but a code")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto app = application(pages, std::string{social::out_of_band});
    auto browser = pages.browser();
    sign_in(browser, "ada");
    browser.get("/oauth/authorize" + app.query);
    auto answer = browser.post("/oauth/authorize", {{"response_type", "code"},
                                                    {"client_id", app.client_id},
                                                    {"redirect_uri", std::string{social::out_of_band}},
                                                    {"scope", "read"},
                                                    {"decision", "allow"}});
    auto location = std::string{answer.header("location")};
    REQUIRE(location.starts_with("/oauth/authorize/native?code="));
    auto code = location.substr(location.find('=') + 1);
    CHECK(holds(browser.get(location), code));
    CHECK(browser.get("/oauth/authorize/native?code=call%20this%20number").status == 404);
}

TEST_CASE("staying let in is said on the page where it is asked for, and only there")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto app = application(pages, "https://app.test/back", "read offline_access");
    auto browser = pages.browser();
    sign_in(browser, "ada");
    CHECK(holds(browser.get("/oauth/authorize" + app.query), "without asking you again"));
    auto plain = app.query;
    plain.erase(plain.find("%20offline_access"), std::string_view{"%20offline_access"}.size());
    CHECK(!holds(browser.get("/oauth/authorize" + plain), "without asking you again"));
}

TEST_CASE("a device is let in by who types its code, after they saw what asks and compared")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto app = application(pages, std::string{social::out_of_band}, "read offline_access");
    auto open = [&] {
        return house.write([&](db::Transaction& tx) {
            auto found = social::find_application(tx, app.client_id);
            return social::open_device_request(tx, pages.site.random,
                                               {house.domain(), found->id, *social::parse_asked_scopes("read offline_access")},
                                               house.now);
        });
    };
    auto codes = open();
    auto browser = pages.browser();
    CHECK(browser.get("/device?user_code=" + codes.user_code)
              .header("location")
              .starts_with("/auth/sign_in?return_to=%2Fdevice%3F"));
    sign_in(browser, "ada");
    CHECK(holds(browser.get("/device?user_code=" + codes.user_code), "value=\"" + codes.user_code + "\""));
    auto wrong = browser.post("/device", {{"user_code", "BBBB-BBBB"}});
    CHECK(wrong.status == 422);
    CHECK(holds(wrong, "No device is waiting with this code"));
    auto shown = browser.post("/device", {{"user_code", codes.user_code}});
    CHECK(shown.status == 200);
    for (auto part : {"Lanterna &lt;b&gt;", "does the device in front of you show exactly this code?",
                      "read everything you can read", "without asking you again"})
        CHECK_MESSAGE(holds(shown, part), part);
    CHECK(holds(shown, codes.user_code));
    auto answered = [&](const std::string& code, std::string decision) {
        return browser.post("/device/answer", {{"user_code", code}, {"decision", std::move(decision)}});
    };
    CHECK(holds(answered(codes.user_code, "allow"), "The device is let in"));
    CHECK(answered(codes.user_code, "deny").status == 422);
    browser.get("/device");
    CHECK(holds(answered(open().user_code, "deny"), "The device was refused"));
}

TEST_CASE("oauth: whoever tries codes of devices has to wait, right ones in between or not")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto browser = pages.browser();
    sign_in(browser, "ada");
    browser.get("/device");
    int tried = 0;
    while (tried < 100 && browser.post("/device", {{"user_code", "BBBB-BBBB"}}).status == 422) ++tried;
    CHECK(tried == social::user_code_by_account.limit);
    CHECK(browser.post("/device/answer", {{"user_code", "BBBB-BBBB"}, {"decision", "allow"}}).status == 429);
}

TEST_CASE("an address that was not registered is shown as a mistake and never followed")
{
    auto house = test::house();
    test::PagesOf pages{house};
    member(pages, "ada");
    auto app = application(pages, "https://app.test/back");
    auto browser = pages.browser();
    sign_in(browser, "ada");
    auto refused = browser.get("/oauth/authorize?response_type=code&client_id=" + app.client_id
                               + "&redirect_uri=https%3A%2F%2Fevil.test%2F");
    CHECK(refused.status == 422);
    CHECK(refused.header("location").empty());
    CHECK_FALSE(holds(refused, "href=\"https://evil.test"));
}
