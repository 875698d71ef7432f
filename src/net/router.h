// SPDX-License-Identifier: AGPL-3.0-or-later
// net/router.h — which handler answers which path. A pattern's segments are literal, ":name" for any one, "@:name" for one
// that begins with '@', and "*name" for all that follow; the earlier in this list wins. A trailing slash is ignored.
// Filled once before the server starts, read by all threads after.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.h"

namespace favilla::net {

using Handler = std::function<Response(const Request&)>;

// Where a handler runs. Workers may wait for the database; Inbox is for what other servers bring, however much, so that
// nobody who reads here stands in line behind it; Outbound is for the few that must call another server while a client waits; Media is for
// pictures and films that are made ready, which takes a while and a core; Inline runs on the network thread, before any queue, and must neither wait nor compute
// for long: health checks and bytes in memory.
enum class Pool { Workers, Inbox, Outbound, Media, Inline };

struct Route {
    Method method = Method::Get;
    std::string pattern;  // "/api/v1/statuses/:id", "/@:name"
    Handler handler;
    Pool pool = Pool::Workers;
    std::size_t max_body = 0;  // bytes; 0: the server's default
    // Of a route on Workers, the requests that have to ask another server: they run on Outbound. Null: none.
    bool (*asks_others)(const Request&) = nullptr;
};

// Cross-origin reading (https://fetch.spec.whatwg.org/#http-cors-protocol): any origin, never credentials.
struct Cors {
    std::string methods = "POST, PUT, DELETE, GET, PATCH, OPTIONS";
    std::string exposed_headers =
        "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, mastodon-async-refresh";
};

struct RouteMatch {
    const Route* route = nullptr;  // null: nothing answers this method here
    std::size_t index = 0;         // of the route in routes()
    std::vector<std::pair<std::string, std::string>> params;
    std::vector<Method> allowed;  // when null: the methods that are answered here; empty: no such path
};

class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    // Throws std::invalid_argument on a malformed pattern and when the same method and path is added twice.
    void add(Route);
    void add(Method, std::string pattern, Handler, Pool = Pool::Workers);
    // Every path that begins with `prefix` ("/api/", "/oauth/token") gets the headers, and its preflights are answered.
    void allow_cors(std::string prefix, Cors = {});
    // Answers what no route does (the 404 page). Without one the server's error page is used.
    void set_fallback(Handler, Pool = Pool::Workers);

    RouteMatch match(Method, std::string_view path) const;  // HEAD finds the route of GET
    const Cors* cors_for(std::string_view path) const;
    const Route* fallback() const;
    const std::vector<std::unique_ptr<Route>>& routes() const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> routes_;  // by pointer: requests keep views of the patterns
    std::vector<std::pair<std::string, Cors>> cors_;
    std::unique_ptr<Route> fallback_;
};

}  // namespace favilla::net
