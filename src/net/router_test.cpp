// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/router.h"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace favilla::net;

namespace {

Response nothing(const Request&) { return empty_response(204); }

Router example()
{
    Router router;
    for (auto pattern : {"/", "/api/v1/statuses/:id", "/api/v1/statuses/:status/context", "/api/v1/accounts/lookup",
                         "/api/v1/accounts/:id", "/api/v1/accounts/:id/statuses", "/assets/*path", "/@:name"}) {
        router.add(Method::Get, pattern, nothing);
    }
    router.add(Method::Delete, "/api/v1/statuses/:id", nothing);
    router.add(Method::Post, "/api/v1/accounts/:id/follow", nothing);
    router.add(Method::Post, "/api/v1/accounts/lookup/extra", nothing);
    return router;
}

std::string found(const Router& router, Method method, std::string_view path)
{
    auto match = router.match(method, path);
    if (!match.route) {
        std::string allowed = "-";
        for (auto m : match.allowed) allowed += " " + std::string(method_name(m));
        return allowed;
    }
    auto text = match.route->pattern;
    for (const auto& [name, value] : match.params) text += " " + name + "=" + value;
    return text;
}

}  // namespace

TEST_CASE("a path finds its route")
{
    auto router = example();
    auto get = [&](std::string_view path) { return found(router, Method::Get, path); };
    CHECK(get("/") == "/");
    CHECK(get("/api/v1/statuses/12") == "/api/v1/statuses/:id id=12");
    CHECK(get("/api/v1/statuses/12/") == "/api/v1/statuses/:id id=12");
    CHECK(get("/api/v1/statuses/12/context") == "/api/v1/statuses/:status/context status=12");
    CHECK(get("/api/v1/accounts/lookup") == "/api/v1/accounts/lookup");
    CHECK(get("/api/v1/accounts/l%6Fokup") == "/api/v1/accounts/lookup");
    CHECK(get("/api/v1/accounts/a%2Fb%20c") == "/api/v1/accounts/:id id=a/b c");
    CHECK(get("/assets/css/a.css") == "/assets/*path path=css/a.css");
    CHECK(get("/assets") == "-");
    CHECK(get("/@ada") == "/@:name name=ada");
    CHECK(get("/@") == "-");
    CHECK(get("/nowhere") == "-");
}

TEST_CASE("a literal segment wins, and the search goes back when it leads nowhere")
{
    auto router = example();
    CHECK(found(router, Method::Get, "/api/v1/accounts/lookup/statuses") == "/api/v1/accounts/:id/statuses id=lookup");
    CHECK(found(router, Method::Post, "/api/v1/accounts/lookup/follow") == "/api/v1/accounts/:id/follow id=lookup");
}

TEST_CASE("another method is told which ones are answered")
{
    auto router = example();
    CHECK(found(router, Method::Put, "/api/v1/statuses/1") == "- GET HEAD DELETE");
    CHECK(found(router, Method::Get, "/api/v1/accounts/1/follow") == "- POST");
    CHECK(found(router, Method::Head, "/api/v1/statuses/1") == "/api/v1/statuses/:id id=1");
}

TEST_CASE("a path that climbs or is no text finds nothing")
{
    auto router = example();
    for (auto path : {"", "assets/x", "/assets/../x", "/assets/%2e%2e/x", "/assets/./x", "/assets//x", "/assets/%00",
                      "/assets/%ff", "/assets/%zz", "*"}) {
        CAPTURE(path);
        CHECK(found(router, Method::Get, path) == "-");
    }
    std::string deep = "/assets";
    for (int i = 0; i < 70; ++i) deep += "/a";
    CHECK(found(router, Method::Get, deep) == "-");
}

TEST_CASE("a malformed or doubled pattern stops the start")
{
    Router router;
    router.add(Method::Get, "/a/:id", nothing);
    CHECK_THROWS_AS(router.add(Method::Get, "/a/:other", nothing), std::invalid_argument);
    CHECK_THROWS_AS(router.add(Method::Get, "a", nothing), std::invalid_argument);
    CHECK_THROWS_AS(router.add(Method::Get, "/*rest/more", nothing), std::invalid_argument);
    CHECK_THROWS_AS(router.add(Method::Get, "/a//b", nothing), std::invalid_argument);
    CHECK_THROWS_AS(router.add(Method::Get, "/:", nothing), std::invalid_argument);
}

TEST_CASE("cross-origin reading is a matter of the prefix")
{
    Router router;
    router.allow_cors("/api/");
    CHECK(router.cors_for("/api/v1/instance"));
    CHECK_FALSE(router.cors_for("/about"));
}
