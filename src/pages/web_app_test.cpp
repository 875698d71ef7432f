// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/web_app.h"

#include <set>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "social/domains.h"
#include "social/sign_up.h"
#include "social/tokens.h"
#include "support/browser.h"

using namespace favilla;

namespace {

constexpr EmbeddedFile built[] = {{"web/assets/app-1a2b.js", "plain"},
                                  {"web/assets/app-1a2b.js.br", "by brotli"},
                                  {"web/assets/app-1a2b.js.gz", "by gzip"},
                                  {"web/worker.js", "the worker"},
                                  {"web/worker.js.br", "the worker by brotli"},
                                  {"web/index.html", "<html lang=\"%LANGUAGE%\"><title>%TITLE%</title>"},
                                  {"assets/favilla.css", "of the pages"},
                                  {"web/beacon.js", "the beacon"},
                                  {"web/reference.html", "<html lang=\"%LANGUAGE%\"><title>API · %TITLE%</title>"},
                                  {"web/api-favilla.json", "{}"},
                                  {"web/api-favilla.json.br", "by brotli"}};

net::Response ask(const test::PagesOf& pages, std::string_view name, std::string accepted)
{
    net::Request request;
    request.target = "/app/assets/" + std::string{name};
    request.headers.push_back({"Accept-Encoding", std::move(accepted)});
    return pages::WebApp{built}.file(pages.site, request, name);
}

}  // namespace

TEST_CASE("the reference of the API is for anybody, with the descriptions that it shows")
{
    auto house = test::house();
    test::PagesOf pages{house};
    net::Request request;
    request.target = "/api/docs";
    request.headers.push_back({"Accept-Language", "it"});
    pages::WebApp app{built};
    auto page = app.reference(pages::open_visit(pages.site, request));
    CHECK(page.status == 200);
    CHECK(page.body.contains("lang=\"it\""));
    CHECK(page.body.contains("API · "));
    CHECK(app.description(pages.site, request, "favilla.json").status == 200);
    request.headers.push_back({"Accept-Encoding", "br"});
    CHECK(app.description(pages.site, request, "favilla.json").lasting_body == "by brotli");
    for (auto other : {"mastodon.json", "favilla", "index.html", "../worker.js"})
        CHECK_MESSAGE(app.description(pages.site, request, other).status == 404, other);
    CHECK(ask(pages, "api-favilla.json", "").status == 404);
    CHECK(ask(pages, "reference.html", "").status == 404);
}

TEST_CASE("a file of the app is sent in the smallest form the peer takes, and by its own name alone")
{
    auto house = test::house();
    test::PagesOf pages{house};
    CHECK(ask(pages, "app-1a2b.js", "gzip, deflate, br").lasting_body == "by brotli");
    CHECK(ask(pages, "app-1a2b.js", "gzip").lasting_body == "by gzip");
    CHECK(ask(pages, "app-1a2b.js", "br;q=0, gzip;q=0").lasting_body == "plain");
    CHECK_FALSE(ask(pages, "app-1a2b.js", "").has_header("Content-Encoding"));
    CHECK(ask(pages, "app-1a2b.js", "br").header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(ask(pages, "app-1a2b.js.gz", "gzip").status == 404);
    CHECK(ask(pages, "favilla.css", "").status == 404);
    for (auto name : {"worker.js", "beacon.js", "index.html"}) CHECK(ask(pages, name, "").status == 404);
}

TEST_CASE("the service worker is asked for anew each time, may take charge of /app, and talks with this origin alone")
{
    auto house = test::house();
    test::PagesOf pages{house};
    net::Request request;
    request.headers.push_back({"Accept-Encoding", "br"});
    auto answer = pages::WebApp{built}.worker(pages.site, request);
    CHECK(answer.lasting_body == "the worker by brotli");
    CHECK(answer.header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(answer.header("Cache-Control") == "no-cache");
    CHECK(answer.header("Service-Worker-Allowed") == "/app");
    CHECK(answer.header("Content-Security-Policy") == "default-src 'none'; script-src 'self'; connect-src 'self'");
}

TEST_CASE("the app is installed under the organisation's name, in the visitor's language, with icons that are there")
{
    auto house = test::house();
    test::PagesOf pages{house};
    REQUIRE(house.write([&](db::Transaction& tx) {
        return social::change_domain(tx, house.domain(), {.title = "A \"house\" & garden"}, house.now);
    }));
    auto browser = pages.browser();
    browser.headers["Accept-Language"] = "it";
    auto answer = browser.get("/app/manifest.webmanifest");
    REQUIRE(answer.status == 200);
    CHECK(answer.header("Content-Type") == "application/manifest+json; charset=utf-8");
    auto manifest = boost::json::parse(answer.body).as_object();
    CHECK(manifest["name"] == "A \"house\" & garden");
    CHECK(manifest["lang"] == "it");
    CHECK(manifest["start_url"] == "/app");
    std::set<std::string> purposes;
    for (auto& icon : manifest["icons"].as_array()) {
        purposes.insert(std::string{icon.as_object()["purpose"].as_string()});
        CHECK(browser.get(std::string{icon.as_object()["src"].as_string()}).status == 200);
    }
    CHECK(purposes == std::set<std::string>{"any", "maskable", "monochrome"});
    CHECK(manifest["share_target"].as_object()["action"] == "/app/share");
}

TEST_CASE("a token for the app is given to a script of this origin, is the same for every window, and ends with the session")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto hash = pages.hasher.hash("correct horse battery");
    REQUIRE(house.write([&](db::Transaction& tx) {
        return social::create_user(tx, house.domain(), {.username = "ada", .email = "ada@mail.test", .password_hash = *hash},
                                   house.now);
    }));
    auto browser = pages.browser();
    browser.get("/auth/sign_in");
    REQUIRE(browser.post("/auth/sign_in", {{"login", "ada"}, {"password", "correct horse battery"}}).status == 303);

    CHECK(browser.post("/app/token", {}).status == 403);
    browser.headers["Origin"] = "https://evil.example";
    CHECK(browser.post("/app/token", {}).status == 403);
    browser.headers["Origin"] = "https://house.test";
    browser.headers["Sec-Fetch-Site"] = "same-site";
    CHECK(browser.post("/app/token", {}).status == 403);

    browser.headers["Sec-Fetch-Site"] = "same-origin";
    auto answer = browser.post("/app/token", {});
    REQUIRE(answer.status == 200);
    CHECK(browser.post("/app/token", {}).body == answer.body);
    auto begin = answer.body.find("\"access_token\":\"") + 16;
    auto secret = answer.body.substr(begin, answer.body.find('"', begin) - begin);
    auto find = [&] { return house.read([&](db::Reader& reader) { return social::find_token(reader, secret); }); };
    REQUIRE(find());
    CHECK(find()->kind == social::TokenKind::Bearer);
    CHECK_FALSE(social::allows(find()->scopes, "admin:read"));

    browser.headers.erase("Sec-Fetch-Site");
    browser.get("/about");
    auto left = browser.post("/auth/sign_out", {});
    CHECK(left.status == 303);
    CHECK(left.header("Clear-Site-Data") == "\"storage\"");
    CHECK_FALSE(find());
}

TEST_CASE("the beacon may be used by every site, and is asked for once an hour")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto answer = pages::WebApp{built}.beacon(pages.site, {});
    CHECK(answer.lasting_body == "the beacon");
    CHECK(answer.header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(answer.header("Cache-Control") == "public, max-age=3600");
    CHECK(answer.header("Access-Control-Allow-Origin") == "*");
}
