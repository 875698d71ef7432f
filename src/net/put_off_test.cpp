// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cstdint>
#include <latch>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "net/http_server.h"
#include "support/raw_client.h"

using namespace favilla;
using namespace favilla::net;
using test::ask;
using test::body_of;
using test::header_of;
using test::RawClient;
using test::status_of;

namespace {

std::string get(std::string_view target) { return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

std::string post(std::string_view body, std::string_view more = "")
{
    return "POST /inbox HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "Content-Length: " + std::to_string(body.size())
         + "\r\n\r\n" + std::string(body);
}

std::string post_from(std::string_view address) { return post("more", "X-Forwarded-For: " + std::string(address) + "\r\n"); }

Response echo(const Request& request)
{
    return text_response(200, std::string(method_name(request.method)) + " " + request.target);
}

// The one worker for what others bring is busy until it is let go, and of the queue's places the tests say how many there are.
class Flooded {
public:
    explicit Flooded(std::size_t places, std::vector<Network> proxies = {}, Duration idle = ServerConfig{}.timeouts.idle)
        : server_(router(), config(places, std::move(proxies), idle), system_now)
    {
        server_.start();
        first_.emplace(port());
        first_->send(post("the first"));
        busy_.wait();
    }
    ~Flooded() { let_go(1000); }
    Flooded(const Flooded&) = delete;
    Flooded& operator=(const Flooded&) = delete;

    std::uint16_t port() const { return server_.port(); }
    const ServerMetrics& metrics() const { return server_.metrics(); }
    void let_go(int count) { go_.release(count); }
    RawClient& first() { return *first_; }
    std::vector<RawClient>& waiting() { return waiting_; }

    void hold(RawClient& client)  // the network's thread, from now on
    {
        client.send(get("/hold"));
        held_.acquire();
    }
    void let_network_go() { on_.release(); }

    void leave(std::string_view request)  // waits in the queue from now on
    {
        auto before = metrics().queued_inbox.load();
        waiting_.emplace_back(port());
        waiting_.back().send(request);
        while (metrics().queued_inbox == before) std::this_thread::yield();
    }

private:
    Router router()
    {
        Router router;
        router.add(Method::Get, "/", echo);
        router.add(Method::Get, "/inline", echo, Pool::Inline);
        router.add(
            Method::Get, "/refused",
            [this](const Request&) { return text_response(200, std::to_string(metrics().rejected_overload)); }, Pool::Inline);
        router.add(
            Method::Get, "/hold",
            [this](const Request& request) {
                held_.release();
                on_.acquire();
                return echo(request);
            },
            Pool::Inline);
        router.add(
            Method::Post, "/inbox",
            [this](const Request& request) {
                if (!busy_.try_wait()) busy_.count_down();
                go_.acquire();
                return text_response(202, request.body);
            },
            Pool::Inbox);
        return router;
    }
    static ServerConfig config(std::size_t places, std::vector<Network> proxies, Duration idle)
    {
        return {.listen = {{"127.0.0.1", 0}},
                .threads = 1,
                .workers = 1,
                .inbox_workers = 1,
                .inbox_queue = places,
                .timeouts = {.idle = idle, .tick = milliseconds(10)},
                .trusted_proxies = std::move(proxies)};
    }

    std::counting_semaphore<> go_{0};
    std::binary_semaphore held_{0}, on_{0};
    std::latch busy_{1};
    HttpServer server_;
    std::optional<RawClient> first_;
    std::vector<RawClient> waiting_;
};

}  // namespace

TEST_CASE("inbox-flood: who is put off is answered on a connection that stays in step (http-smuggling)")
{
    Flooded flooded(2);
    flooded.leave(post("the second"));  // half of the queue: this address has its share

    RawClient client(flooded.port());
    auto smuggled = get("/?smuggled");
    client.send(post(smuggled) + get("/?behind"));
    auto refused = client.read_answer();
    CHECK(status_of(refused) == 503);
    CHECK(header_of(refused, "Retry-After") == "5");
    CHECK(header_of(refused, "Content-Length") == "0");
    CHECK(header_of(refused, "Connection").empty());
    CHECK(body_of(client.read_answer()) == "GET /?behind");

    // In pieces, the last of which begins the next request; and nothing is answered before the body is there.
    std::string long_body(50'000, 'b');
    auto whole = post(long_body + smuggled) + get("/?again");
    for (std::size_t at = 0; at < whole.size(); at += 7'001) client.send(std::string_view(whole).substr(at, 7'001));
    CHECK(status_of(client.read_answer()) == 503);
    CHECK(body_of(client.read_answer()) == "GET /?again");

    // Many at once, each with its own answer and in their order.
    std::string many;
    for (int n = 0; n < 50; ++n) many += post(smuggled) + get("/inline?" + std::to_string(n));
    client.send(many);
    for (int n = 0; n < 50; ++n) {
        CHECK(status_of(client.read_answer()) == 503);
        CHECK(body_of(client.read_answer()) == "GET /inline?" + std::to_string(n));
    }
    CHECK(flooded.metrics().rejected_overload == 52);
    CHECK(flooded.metrics().rejected_malformed == 0);

    flooded.let_go(2);
    CHECK(body_of(flooded.waiting().front().read_answer()) == "the second");
    flooded.let_go(1);
    client.send(post("the third"));
    CHECK(body_of(client.read_answer()) == "the third");
}

TEST_CASE("inbox-flood: behind a body whose end is unknown or far the connection of who is put off ends")
{
    Flooded flooded(2);
    flooded.leave(post("the second"));
    auto begin = std::string("POST /inbox HTTP/1.1\r\nHost: x\r\n");
    auto smuggled = get("/?smuggled");
    for (const auto& bytes :
         {begin + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + smuggled,
          begin + "Content-Length: 100000\r\n\r\n" + smuggled, begin + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n",
          begin + "Content-Length: 5\r\nConnection: close\r\n\r\nhello"}) {
        CAPTURE(bytes);
        RawClient client(flooded.port());
        client.send(bytes);
        auto refused = client.read_answer();
        CHECK(status_of(refused) == 503);
        CHECK(header_of(refused, "Retry-After") == "5");
        CHECK(header_of(refused, "Connection") == "close");
        CHECK(client.is_closed());
    }
    RawClient gone(flooded.port());
    gone.send(begin + "Content-Length: 5\r\n\r\nhel");
    gone.end_sending();
    CHECK(status_of(gone.read_answer()) == 408);
    CHECK(gone.is_closed());
}

TEST_CASE("inbox-flood: one who floods leaves room for others")
{
    Flooded flooded(8, {*parse_network("127.0.0.0/8")});
    auto is_put_off = [&](std::string_view address) { return status_of(ask(flooded.port(), post_from(address))) == 503; };
    for (int n = 0; n < 4; ++n) flooded.leave(post_from("192.0.2.1"));
    CHECK(is_put_off("192.0.2.1"));
    flooded.leave(post_from("192.0.2.2"));
    CHECK(is_put_off("192.0.2.1"));
    // Of a network of the newer kind it does not matter which of its addresses one comes from.
    flooded.leave(post_from("2001:db8::1"));
    flooded.leave(post_from("2001:db8:0:1::1"));
    CHECK(is_put_off("2001:db8::2"));
    CHECK(is_put_off("192.0.2.1"));

    flooded.let_go(8);
    for (auto& client : flooded.waiting()) CHECK(status_of(client.read_answer()) == 202);
    CHECK(status_of(flooded.first().read_answer()) == 202);
}

TEST_CASE("inbox-flood: who was put off is read behind all others that are ready")
{
    constexpr int many = 40;
    Flooded flooded(2);
    flooded.leave(post("the second"));
    std::vector<RawClient> others;
    for (int n = 0; n < many; ++n) {
        others.emplace_back(flooded.port());
        others.back().send(post("more"));
        CHECK(status_of(others.back().read_answer()) == 503);
    }
    RawClient reader(flooded.port());
    reader.send(get("/refused"));
    CHECK(body_of(reader.read_answer()) == std::to_string(many));

    // All of them are ready when the network's thread is let go, the reader last.
    RawClient holder(flooded.port());
    flooded.hold(holder);
    for (auto& client : others) client.send(post("and more"));
    reader.send(get("/refused"));
    flooded.let_network_go();
    CHECK(body_of(reader.read_answer()) == std::to_string(many));
    for (auto& client : others) CHECK(status_of(client.read_answer()) == 503);
    CHECK(flooded.metrics().rejected_overload == 2 * many);
}

TEST_CASE("inbox-flood: who was put off and says nothing more is let go in time")
{
    Flooded flooded(2, {}, milliseconds(50));
    flooded.leave(post("the second"));
    RawClient silent(flooded.port());
    silent.send(post("more"));
    CHECK(status_of(silent.read_answer()) == 503);
    CHECK(silent.is_closed());
}
