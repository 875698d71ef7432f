// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http.h"

#include <doctest/doctest.h>

#include "net/metrics.h"

using namespace favilla::net;

TEST_CASE("a request's target has a path and a query")
{
    Request request{.target = "/search?q=a?b&c"};
    CHECK(request.path() == "/search");
    CHECK(request.query() == "q=a?b&c");
    CHECK(Request{.target = "/x"}.query() == "");
}

TEST_CASE("headers are found whatever their case")
{
    Request request{.headers = {{"content-TYPE", "text/html ; charset=utf-8"}, {"Accept", "a"}, {"accept", "b"}}};
    CHECK(request.content_type() == "text/html");
    CHECK(request.header("ACCEPT") == "a");
    CHECK_FALSE(request.has_header("Host"));

    auto response = with_header(text_response(200, "x"), "content-type", "text/html");
    CHECK(response.headers.size() == 1);
    CHECK(response.header("Content-Type") == "text/html");
}

TEST_CASE("methods are named exactly")
{
    CHECK(parse_method("PATCH") == Method::Patch);
    CHECK_FALSE(parse_method("get"));
    CHECK_FALSE(parse_method("TRACE"));
    CHECK(method_name(Method::Options) == "OPTIONS");
}

TEST_CASE("an upgrade to WebSocket is one of a list")
{
    CHECK(wants_websocket("h2c, WebSocket"));
    CHECK_FALSE(wants_websocket("websocket2"));
    CHECK_FALSE(wants_websocket(""));
}

TEST_CASE("metrics are written for Prometheus")
{
    ServerMetrics metrics;
    metrics.routes.push_back(std::make_unique<RouteMetrics>());
    metrics.routes[0]->method = "GET";
    metrics.routes[0]->pattern = "/a\"b/:id";
    metrics.routes[0]->by_class[2] = 3;
    metrics.routes[0]->times.add(700);
    metrics.routes[0]->times.add(99'000'000);
    auto text = prometheus_text(metrics);
    CHECK(text.find("favilla_http_requests_total{method=\"GET\",route=\"/a\\\"b/:id\",status=\"2xx\"} 3\n") != std::string::npos);
    CHECK(text.find("favilla_http_request_seconds_bucket{method=\"GET\",route=\"/a\\\"b/:id\",le=\"0.001\"} 1\n")
          != std::string::npos);
    CHECK(text.find("le=\"+Inf\"} 2\n") != std::string::npos);
    CHECK(text.find("# TYPE favilla_http_request_seconds histogram\n") != std::string::npos);
}
