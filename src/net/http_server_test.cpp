// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_server.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <thread>
#include <utility>

#include <doctest/doctest.h>
#include <unistd.h>

#include "net/file_answer.h"
#include "support/raw_client.h"
#include "support/small_server.h"

using namespace favilla;
using namespace favilla::net;
using test::ask;
using test::body_of;
using test::Gate;
using test::get;
using test::header_of;
using test::is_refused_soon;
using test::post;
using test::RawClient;
using test::Running;
using test::small_config;
using test::small_router;
using test::status_of;

TEST_CASE("requests are answered on one connection, one after the other")
{
    Running running;
    RawClient client(running.port());
    client.send(get("/?a=1"));
    auto first = client.read_answer();
    CHECK(status_of(first) == 200);
    CHECK(body_of(first) == "GET /?a=1 ");
    CHECK(header_of(first, "Content-Type") == "text/plain; charset=utf-8");
    CHECK(header_of(first, "X-Content-Type-Options") == "nosniff");
    CHECK(header_of(first, "X-Frame-Options") == "DENY");
    CHECK(header_of(first, "Referrer-Policy") == "same-origin");
    CHECK(header_of(first, "X-Request-Id").size() == 16);
    CHECK(header_of(first, "Server") == "Favilla");
    CHECK(header_of(first, "Date").ends_with(" GMT"));

    client.send(post("/", "hello"));
    CHECK(body_of(client.read_answer()) == "POST / hello");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    client.send("2\r\nde\r\n0\r\n\r\n");
    CHECK(body_of(client.read_answer()) == "POST / abcde");
}

TEST_CASE("pipelined requests are answered in order")
{
    Running running;
    RawClient client(running.port());
    std::string all;
    for (int i = 0; i < 200; ++i)
        all += i % 3 == 0 ? get("/inline?" + std::to_string(i))
             : i % 3 == 1 ? post("/", std::to_string(i))
                          : get("/?" + std::to_string(i));
    client.send(all);
    for (int i = 0; i < 200; ++i) {
        auto body = body_of(client.read_answer());
        CHECK(body.find(std::to_string(i)) != std::string::npos);
    }
}

TEST_CASE("a head that comes byte by byte is read")
{
    Running running;
    RawClient client(running.port());
    for (char c : get("/?slow")) client.send(std::string_view(&c, 1));
    CHECK(body_of(client.read_answer()) == "GET /?slow ");
}

TEST_CASE("HEAD has the head of GET, and OPTIONS says what is answered")
{
    Running running;
    RawClient client(running.port());
    client.send("HEAD /?abc HTTP/1.1\r\nHost: x\r\n\r\n" + get("/"));
    auto head = client.read_until("\r\n\r\n");
    CHECK(header_of(head, "Content-Length") == "11");
    CHECK(body_of(client.read_answer()) == "GET / ");

    CHECK(header_of(ask(running.port(), "OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n"), "Allow") == "GET, HEAD, POST, OPTIONS");
    auto wrong = ask(running.port(), "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(status_of(wrong) == 405);
    CHECK(header_of(wrong, "Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(status_of(ask(running.port(), get("/nowhere"))) == 404);
}

TEST_CASE("cors-oauth: another origin may read the API, without credentials")
{
    Running running;
    auto answer = ask(running.port(), get("/api/v1/thing", "Origin: https://app.example\r\n"));
    CHECK(header_of(answer, "Access-Control-Allow-Origin") == "*");
    CHECK(header_of(answer, "Access-Control-Allow-Credentials").empty());
    CHECK(header_of(answer, "Access-Control-Expose-Headers").starts_with("Link, X-RateLimit-Reset"));
    CHECK(header_of(ask(running.port(), get("/api/none")), "Access-Control-Allow-Origin") == "*");
    auto said_by_both = ask(running.port(), get("/api/v1/for_all"));
    auto first = said_by_both.find("Access-Control-Allow-Origin");
    CHECK(first != std::string::npos);
    CHECK(said_by_both.find("Access-Control-Allow-Origin", first + 1) == std::string::npos);
    CHECK(header_of(ask(running.port(), get("/")), "Access-Control-Allow-Origin").empty());

    auto preflight =
        ask(running.port(),
            "OPTIONS /api/v1/thing HTTP/1.1\r\nHost: x\r\nOrigin: https://a\r\nAccess-Control-Request-Method: POST\r\n"
            "Access-Control-Request-Headers: authorization, idempotency-key\r\n\r\n");
    CHECK(status_of(preflight) == 204);
    CHECK(header_of(preflight, "Access-Control-Allow-Headers") == "authorization, idempotency-key");
    CHECK(header_of(preflight, "Access-Control-Allow-Methods") == "POST, PUT, DELETE, GET, PATCH, OPTIONS");
}

TEST_CASE("malformed requests are refused and the connection is closed (http-smuggling)")
{
    Running running;
    struct Case {
        std::string bytes;
        int status;
    };
    auto begin = std::string("POST / HTTP/1.1\r\nHost: x\r\n");
    std::string many = begin;
    for (int i = 0; i < 10'000; ++i) many += "A: b\r\n";
    auto smuggled = get("/smuggled");
    const std::vector<Case> cases{{begin + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, 400},
                                  {begin + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd" + smuggled, 400},
                                  {begin + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n" + smuggled, 413},
                                  {begin + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n" + smuggled, 400},
                                  {begin + "A: b\r\n c\r\n\r\n" + smuggled, 400},
                                  {"GET / HTTP/1.1\nHost: x\n\n" + smuggled, 400},
                                  {begin + "A: " + std::string(1024 * 1024, 'a') + "\r\n\r\n" + smuggled, 431},
                                  {many + "\r\n" + smuggled, 431},
                                  {begin + "Content-Length: 2000000\r\n\r\n" + smuggled, 413},
                                  {"GET / HTTP/1.1\r\n\r\n" + smuggled, 400},
                                  {"nonsense\r\n\r\n" + smuggled, 400}};
    for (const auto& [bytes, status] : cases) {
        CAPTURE(bytes.substr(0, 100));
        RawClient client(running.port());
        client.send(bytes);
        auto answer = client.read_answer();
        CHECK(status_of(answer) == status);
        CHECK(header_of(answer, "Connection") == "close");
        CHECK(client.is_closed());
    }
}

TEST_CASE("a large body goes where the route allows it")
{
    Running running;
    auto body = std::string(2'500'000, 'b');
    CHECK(body_of(ask(running.port(), post("/large", body))) == "POST /large " + body);
    CHECK(status_of(ask(running.port(), post("/", body))) == 413);
}

TEST_CASE("only so many large bodies are held at once; others are told to come later, and small ones are none of them")
{
    auto config = small_config();
    config.limits.large_bodies = 1;
    Running running(small_router(), config);
    auto body = std::string(2'500'000, 'b');
    auto request = post("/large", body);
    RawClient slow(running.port());
    slow.send(request.substr(0, request.size() - 1));
    auto refused = [&] {
        RawClient other(running.port());
        other.send(request.substr(0, 200));
        return status_of(other.read_answer());
    };
    CHECK(refused() == 503);
    CHECK(body_of(ask(running.port(), post("/", "small"))) == "POST / small");
    slow.send("b");
    CHECK(body_of(slow.read_answer()) == "POST /large " + body);
    CHECK(body_of(ask(running.port(), request)) == "POST /large " + body);
}

TEST_CASE("a body may be a file, which is written piece by piece and whose name nobody learns")
{
    auto file = std::filesystem::temp_directory_path() / ("favilla-file-answer-" + std::to_string(::getpid()));
    std::string content(3'000'001, 'x');
    for (std::size_t n = 0; n < content.size(); n += 997) content[n] = static_cast<char>(n);
    std::ofstream{file, std::ios::binary} << content;
    auto router = small_router();
    router.add(Method::Get, "/file", [&](const Request&) { return file_response("application/zip", file.string()); });
    router.add(Method::Get, "/shorter", [&](const Request&) {
        auto answer = file_response("application/zip", file.string());
        std::filesystem::resize_file(file, 300'000);
        return answer;
    });
    {
        Running running{std::move(router)};
        RawClient client(running.port());
        client.send(get("/file") + get("/?after"));
        auto whole = client.read_answer();
        CHECK(status_of(whole) == 200);
        CHECK(header_of(whole, "Content-Length") == "3000001");
        CHECK(header_of(whole, "Favilla-Body-File").empty());
        CHECK(body_of(whole) == content);
        CHECK(body_of(client.read_answer()) == "GET /?after ");
        client.send("HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n" + get("/?still"));
        CHECK(header_of(client.read_until("\r\n\r\n"), "Content-Length") == "3000001");
        CHECK(body_of(client.read_answer()) == "GET /?still ");
        client.send(get("/shorter"));  // its length was told: the connection ends
        CHECK(client.read_to_end().size() < 400'000);
        std::filesystem::remove(file);
        RawClient other(running.port());
        other.send(get("/file"));
        CHECK(status_of(other.read_answer()) == 404);
    }
}

TEST_CASE("who expects 100-continue is told to go on, or refused before the body")
{
    Running running;
    RawClient client(running.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(body_of(client.read_answer()) == "POST / abc");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\nExpect: 100-continue\r\n\r\n");
    CHECK(status_of(client.read_answer()) == 413);
}

TEST_CASE("an exception is an answer with the request's id, and is reported")
{
    std::promise<std::string> reported;
    ServerHooks hooks;
    hooks.on_exception = [&](const Request& request, std::string_view what) {
        reported.set_value(request.request_id + " " + std::string(what));
    };
    hooks.error_page = [](const Request& request, int status) { return text_response(status, "page " + request.request_id); };
    Running running(small_router(), small_config(), hooks);
    auto answer = ask(running.port(), get("/broken"));
    CHECK(status_of(answer) == 500);
    auto id = header_of(answer, "X-Request-Id");
    CHECK(body_of(answer) == "page " + id);
    CHECK(reported.get_future().get() == id + " boom");
}

TEST_CASE("a header's value cannot begin a header of its own")
{
    Running running;
    auto answer = ask(running.port(), get("/split"));
    CHECK(header_of(answer, "X-Echo") == "a  Set-Cookie: evil=1");
    CHECK(header_of(answer, "Set-Cookie").empty());
}

TEST_CASE("a forwarded address counts only from a trusted proxy, end to end (xff-spoof)")
{
    auto spoofed = get("/who", "X-Forwarded-For: 198.51.100.1\r\nForwarded: for=198.51.100.2\r\n");
    CHECK(body_of(ask(Running().port(), spoofed)) == "127.0.0.1");
    auto config = small_config();
    config.trusted_proxies = {*parse_network("127.0.0.0/8")};
    CHECK(body_of(ask(Running(small_router(), config).port(), spoofed)) == "198.51.100.1");
}

TEST_CASE("a fallback answers what no route does")
{
    auto router = small_router();
    router.set_fallback([](const Request& request) { return text_response(404, "no " + std::string(request.path())); });
    Running running(std::move(router));
    CHECK(body_of(ask(running.port(), get("/nowhere"))) == "no /nowhere");
    CHECK(status_of(ask(running.port(), "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n")) == 405);
}

TEST_CASE("who says nothing, or not enough, is let go")
{
    auto config = small_config();
    config.timeouts.idle = milliseconds(100);
    config.timeouts.header = milliseconds(100);
    config.timeouts.body = milliseconds(100);
    Running running(small_router(), config);
    RawClient idle(running.port());
    CHECK(idle.is_closed());
    RawClient half(running.port());
    half.send("GET / HT");
    CHECK(status_of(half.read_answer()) == 408);
    RawClient body(running.port());
    body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc");
    CHECK(status_of(body.read_answer()) == 408);
    CHECK(running.server.metrics().timed_out == 3);
}

TEST_CASE("a full queue answers 503 at once, and what runs inline stays responsive (overload)")
{
    Gate gate{2};
    Router router = small_router();
    router.add(Method::Get, "/wait", gate.handler());
    auto config = small_config();
    config.queue = 3;
    Running running(std::move(router), config);

    std::vector<RawClient> waiting;
    for (int i = 0; i < 2; ++i) {
        waiting.emplace_back(running.port());
        waiting.back().send(get("/wait"));
    }
    gate.busy.wait();  // both workers are taken; three more may wait
    for (int i = 0; i < 3; ++i) {
        waiting.emplace_back(running.port());
        waiting.back().send(get("/wait"));
    }
    while (running.server.metrics().queued < 3) std::this_thread::yield();

    auto refused = ask(running.port(), get("/"));
    CHECK(status_of(refused) == 503);
    CHECK(header_of(refused, "Retry-After") == "5");
    CHECK(status_of(ask(running.port(), get("/inline"))) == 200);
    CHECK(running.server.metrics().rejected_overload == 1);

    gate.go.release(5);
    for (auto& client : waiting) CHECK(body_of(client.read_answer()) == "done");
    CHECK(status_of(ask(running.port(), get("/"))) == 200);
}

TEST_CASE("draining loses no answer and refuses new connections")
{
    Gate gate{1};
    Router router = small_router();
    router.add(Method::Get, "/wait", gate.handler());
    Running running(std::move(router));
    auto port = running.port();
    RawClient waiting(port);
    waiting.send(get("/wait"));
    RawClient idle(port);
    idle.send(get("/"));
    CHECK(header_of(idle.read_answer(), "Connection").empty());
    gate.busy.wait();

    auto drained = std::async(std::launch::async, [&] { return running.server.drain(seconds(10)); });
    // An idle connection is still answered for a moment, and told to close.
    while (true) {
        idle.send(get("/"));
        auto answer = idle.read_answer();
        if (header_of(answer, "Connection") == "close") break;
    }
    CHECK(idle.is_closed());
    CHECK(is_refused_soon(port));
    gate.go.release();
    auto answer = waiting.read_answer();
    CHECK(body_of(answer) == "done");
    CHECK(header_of(answer, "Connection") == "close");
    CHECK(waiting.is_closed());
    CHECK(drained.get());
}

TEST_CASE("draining under load: every request of a connection that was let in is answered")
{
    auto config = small_config();
    config.threads = 2;
    Running running(small_router(), config);
    auto port = running.port();
    std::atomic<int> answered = 0;
    std::atomic<int> lost = 0;
    std::latch let_in(8);
    using Clock = std::chrono::steady_clock;
    std::atomic<Clock::time_point> drain_begins = Clock::time_point::max();
    // Whom a busy machine does not let on for half a second has an idle connection, which is closed.
    auto came_late = [&](Clock::time_point sent) { return drain_begins.load() < sent - std::chrono::milliseconds{400}; };
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&] {
            bool is_in = false;
            auto sent = Clock::now();
            try {
                RawClient client(port);
                while (sent = Clock::now(), client.send(get("/"))) {
                    auto answer = client.read_answer();
                    ++answered;
                    if (!std::exchange(is_in, true)) let_in.count_down();
                    if (header_of(answer, "Connection") == "close") return;
                }
            } catch (const std::exception&) {
                if (!is_in) let_in.count_down();
            }
            if (!came_late(sent)) ++lost;
        });
    }
    let_in.wait();
    while (answered < 500) std::this_thread::yield();
    drain_begins = Clock::now();
    CHECK(running.server.drain(seconds(10)));
    for (auto& client : clients) client.join();
    CHECK(lost == 0);
}

TEST_CASE("a peer that reads nothing is cut, and holds nobody up")
{
    auto config = small_config();
    config.timeouts.write = seconds(1);
    Router router = small_router();
    router.add(Method::Get, "/huge", [](const Request&) { return text_response(200, std::string(30'000'000, 'h')); });
    std::string lasting(30'000'000, 'l');
    router.add(Method::Get, "/lasting", [&](const Request&) { return lasting_response("text/plain", lasting); });
    Running running(std::move(router), config);
    RawClient slow(running.port(), 4096);
    slow.send(get("/huge"));
    CHECK(status_of(ask(running.port(), get("/"))) == 200);
    while (running.server.metrics().timed_out == 0) std::this_thread::yield();
    CHECK(slow.read_to_end().size() < 30'000'000);
    CHECK(ask(running.port(), get("/huge")).size() > 30'000'000);
    CHECK(ask(running.port(), get("/lasting")).ends_with(lasting));
}
