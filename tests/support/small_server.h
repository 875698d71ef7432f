// SPDX-License-Identifier: AGPL-3.0-or-later
// support/small_server.h — a server of few threads that says what it was asked, and requests for it.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "net/http_server.h"
#include "support/raw_client.h"

namespace favilla::test {

using namespace favilla::net;

inline Response echo(const Request& request)
{
    return text_response(200, std::string(method_name(request.method)) + " " + request.target + " " + request.body);
}

inline ServerConfig small_config()
{
    return {.listen = {{"127.0.0.1", 0}}, .threads = 1, .workers = 2, .timeouts = {.tick = milliseconds(10)}};
}

inline Router small_router()
{
    Router router;
    router.add(Method::Get, "/", echo);
    router.add(Method::Post, "/", echo);
    router.add({.method = Method::Post, .pattern = "/large", .handler = echo, .max_body = 3'000'000});
    router.add(Method::Get, "/inline", echo, Pool::Inline);
    router.add(Method::Get, "/who", [](const Request& request) { return text_response(200, request.client_address); });
    router.add(Method::Get, "/broken", [](const Request&) -> Response { throw std::runtime_error("boom"); });
    router.add(Method::Get, "/split",
               [](const Request&) { return with_header(text_response(200, "x"), "X-Echo", "a\r\nSet-Cookie: evil=1"); });
    router.add(Method::Get, "/api/v1/thing", echo);
    router.add(Method::Get, "/api/v1/for_all",
               [](const Request&) { return with_header(text_response(200, "x"), "Access-Control-Allow-Origin", "*"); });
    router.allow_cors("/api/");
    return router;
}

struct Running {
    HttpServer server;
    explicit Running(Router router = small_router(), ServerConfig config = small_config(), ServerHooks hooks = {})
        : server(std::move(router), std::move(config), system_now, std::move(hooks))
    {
        server.start();
    }
    std::uint16_t port() const { return server.port(); }
};

inline std::string get(std::string_view target, std::string_view more = "")
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body)
{
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n"
         + std::string(body);
}

// A handler at which so many requests are held until each is let go.
struct Gate {
    std::latch busy;
    std::counting_semaphore<> go{0};

    explicit Gate(std::ptrdiff_t many) : busy(many) {}
    Handler handler()
    {
        return [this](const Request&) {
            if (!busy.try_wait()) busy.count_down();
            go.acquire();
            return text_response(200, "done");
        };
    }
};

// Each thread closes its own door, and one of them may still be open when another says "close".
inline bool is_refused_soon(std::uint16_t port)
{
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < until) {
        try {
            RawClient late{port};
        } catch (const std::system_error&) {
            return true;
        }
        std::this_thread::yield();
    }
    return false;
}

}  // namespace favilla::test
