// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/stream.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

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

// What the callbacks of all streams did, in order; the test waits for what it expects.
class Diary {
public:
    void write(std::string line)
    {
        std::lock_guard lock(mutex_);
        lines_.push_back(std::move(line));
        written_.notify_all();
    }
    std::string next()
    {
        std::unique_lock lock(mutex_);
        if (!written_.wait_for(lock, std::chrono::seconds(10), [&] { return !lines_.empty(); })) return "nothing happened";
        auto line = lines_.front();
        lines_.pop_front();
        return line;
    }

private:
    std::mutex mutex_;
    std::condition_variable written_;
    std::deque<std::string> lines_;
};

struct House {
    Diary diary;
    std::mutex mutex;
    std::vector<std::shared_ptr<StreamHandle>> handles;
    Stream settings;
    std::unique_ptr<HttpServer> server;

    explicit House(Stream wanted = {}, ServerConfig config = {.listen = {{"127.0.0.1", 0}},
                                                              .threads = 2,
                                                              .workers = 2,
                                                              .timeouts = {.tick = milliseconds(10)}})
        : settings(std::move(wanted))
    {
        Router router;
        router.add(Method::Get, "/sse",
                   [this](const Request&) { return with_header(open(StreamKind::ServerSentEvents), "X-Mine", "yes"); });
        router.add(Method::Get, "/ws", [this](const Request&) { return open(StreamKind::WebSocket); });
        router.add(Method::Get, "/", [](const Request&) { return text_response(200, "plain"); });
        server = std::make_unique<HttpServer>(std::move(router), std::move(config), system_now);
        server->start();
    }

    Response open(StreamKind kind)
    {
        auto stream = settings;
        stream.kind = kind;
        stream.on_open = [this](std::shared_ptr<StreamHandle> handle) {
            {
                std::lock_guard lock(mutex);
                handles.push_back(std::move(handle));
            }
            diary.write("open");
        };
        stream.on_message = [this](StreamHandle& handle, std::string_view text) {
            if (text == "throw") throw std::runtime_error("boom");
            if (text == "bye") handle.close(CloseCode::PolicyViolation, "revoked");
            diary.write("message " + std::string(text));
        };
        stream.on_close = [this] { diary.write("close"); };
        return open_stream(std::move(stream));
    }

    StreamHandle& handle(std::size_t i = 0)
    {
        std::lock_guard lock(mutex);
        return *handles.at(i);
    }
    RawClient connect(int receive_buffer = 0) { return RawClient(server->port(), receive_buffer); }
};

std::shared_ptr<const std::string> bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string get(std::string_view target, std::string_view version = "1.1")
{
    return "GET " + std::string(target) + " HTTP/" + std::string(version) + "\r\nHost: x\r\n\r\n";
}

std::string handshake(std::string_view more = "")
{
    return "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         + std::string(more) + "\r\n";
}

std::string masked(int first_byte, std::string_view payload)
{
    std::string frame = {static_cast<char>(first_byte), static_cast<char>(0x80 | payload.size())};
    return frame + std::string(4, '\0') + std::string(payload);  // a mask of zeros is a mask
}

}  // namespace

TEST_CASE("an event stream carries what is sent, and tells when its reader goes")
{
    House house;
    {
        auto client = house.connect();
        client.send(get("/sse"));
        auto head = client.read_until("\r\n\r\n");
        CHECK(status_of(head) == 200);
        CHECK(header_of(head, "Content-Type") == "text/event-stream");
        CHECK(header_of(head, "X-Mine") == "yes");
        CHECK(header_of(head, "Transfer-Encoding") == "chunked");
        CHECK(house.diary.next() == "open");
        CHECK(house.handle().send(bytes("event: update\ndata: {}\n\n")));
        CHECK(client.read_until("\n\n\r\n") == "18\r\nevent: update\ndata: {}\n\n\r\n");
        CHECK(house.server->metrics().streams == 1);
    }
    CHECK(house.diary.next() == "close");
    CHECK_FALSE(house.handle().is_open());
    CHECK_FALSE(house.handle().send(bytes("x")));
}

TEST_CASE("an event stream ends politely when it is closed")
{
    House house;
    auto client = house.connect();
    client.send(get("/sse"));
    CHECK(house.diary.next() == "open");
    house.handle().send(bytes("data: last\n\n"));
    house.handle().close(CloseCode::Normal);
    CHECK(client.read_to_end().ends_with("c\r\ndata: last\n\n\r\n0\r\n\r\n"));
    CHECK_FALSE(house.handle().send(bytes("late")));
}

TEST_CASE("a reader of HTTP/1.0 gets the bare stream")
{
    House house;
    auto client = house.connect();
    client.send(get("/sse", "1.0"));
    CHECK(house.diary.next() == "open");
    house.handle().send(bytes("data: a\n\n"));
    house.handle().close(CloseCode::Normal);
    auto answer = client.read_to_end();
    CHECK(header_of(answer, "Transfer-Encoding").empty());
    CHECK(body_of(answer) == "data: a\n\n");
}

TEST_CASE("HEAD of a stream opens none")
{
    House house;
    auto client = house.connect();
    client.send("HEAD /sse HTTP/1.1\r\nHost: x\r\n\r\n" + get("/"));
    CHECK(header_of(client.read_until("\r\n\r\n"), "Content-Type") == "text/event-stream");
    CHECK(body_of(client.read_answer()) == "plain");
    CHECK(house.server->metrics().streams_total == 0);
}

TEST_CASE("a silent event stream thumps")
{
    House house({.heartbeat = milliseconds(30)});
    auto client = house.connect();
    client.send(get("/sse"));
    client.read_until("\r\n\r\n");
    CHECK(client.read_until(":thump\n\r\n") == "7\r\n:thump\n\r\n");
    CHECK(client.read_until(":thump\n\r\n") == "7\r\n:thump\n\r\n");
}

TEST_CASE("a WebSocket talks in both directions")
{
    House house;
    auto client = house.connect();
    client.send(handshake("Sec-WebSocket-Protocol: secretToken\r\n") + masked(0x81, "early"));
    auto head = client.read_until("\r\n\r\n");
    CHECK(status_of(head) == 101);
    CHECK(header_of(head, "Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(header_of(head, "Sec-WebSocket-Protocol") == "secretToken");
    CHECK(header_of(head, "Connection") == "Upgrade");
    CHECK(house.diary.next() == "open");
    CHECK(house.diary.next() == "message early");
    house.handle().send(bytes("{\"event\":\"update\"}"));
    CHECK(client.read_bytes(20) == "\x81\x12{\"event\":\"update\"}");
    client.send(masked(0x89, "are you there"));
    CHECK(client.read_bytes(15)
          == "\x8a\x0d"
             "are you there");
    client.send(masked(0x88, "\x03\xe8"));
    CHECK(client.read_bytes(4) == "\x88\x02\x03\xe8");
    CHECK(client.is_closed());
    CHECK(house.diary.next() == "close");
}

TEST_CASE("a WebSocket is closed with its reason, and by the peer's mistakes")
{
    House house;
    auto revoked = house.connect();
    revoked.send(handshake() + masked(0x81, "bye"));
    revoked.read_until("\r\n\r\n");
    CHECK(revoked.read_to_end() == "\x88\x09\x03\xf0revoked");

    auto wrong = house.connect();
    wrong.send(handshake() + masked(0x82, "binary"));
    wrong.read_until("\r\n\r\n");
    CHECK(wrong.read_to_end() == "\x88\x02\x03\xeb");

    auto large = house.connect();
    large.send(handshake() + "\x81\xfe\x10\x01");
    large.read_until("\r\n\r\n");
    CHECK(large.read_to_end() == "\x88\x02\x03\xf1");
}

TEST_CASE("a callback that throws ends neither the stream nor the server")
{
    House house;
    auto client = house.connect();
    client.send(handshake() + masked(0x81, "throw") + masked(0x81, "still here"));
    CHECK(house.diary.next() == "open");
    CHECK(house.diary.next() == "message still here");
    CHECK(house.server->metrics().handler_exceptions == 1);
}

TEST_CASE("a WebSocket is pinged, and cut when nobody answers")
{
    House house({.heartbeat = milliseconds(30)});
    auto client = house.connect();
    client.send(handshake());
    client.read_until("\r\n\r\n");
    CHECK(client.read_bytes(2) == std::string("\x89\x00", 2));
    client.read_to_end();
    CHECK(house.diary.next() == "open");
    CHECK(house.diary.next() == "close");
}

TEST_CASE("a handshake that is none is refused, and nothing is opened")
{
    House house;
    auto answer = ask(house.server->port(), get("/ws"));
    CHECK(status_of(answer) == 426);
    CHECK(header_of(answer, "Upgrade") == "websocket");
    CHECK(house.server->metrics().streams_total == 0);
}

TEST_CASE("a slow reader is closed and costs bounded memory; others do not notice")
{
    House house;
    auto slow = house.connect(4096);
    slow.send(get("/sse"));
    CHECK(house.diary.next() == "open");
    auto quick = house.connect();
    quick.send(get("/sse"));
    CHECK(house.diary.next() == "open");
    quick.read_until("\r\n\r\n");

    auto message = bytes("data: " + std::string(50'000, 'x') + "\n\n");
    int sent = 0;
    while (house.handle(0).send(message) && sent < 1000) {
        ++sent;
        CHECK(house.handle(1).send(message));
        quick.read_until("\n\n\r\n");
    }
    CHECK(sent < 1000);
    CHECK(house.diary.next() == "close");
    CHECK(house.server->metrics().streams_dropped_slow == 1);
    CHECK(house.handle(1).send(bytes("data: alive\n\n")));
    CHECK(quick.read_until("\n\n\r\n") == "d\r\ndata: alive\n\n\r\n");
}

TEST_CASE("open streams hold no worker, and a broadcast reaches all of them")
{
    House house;
    std::vector<RawClient> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(house.connect());
        clients.back().send(i % 2 == 0 ? get("/sse") : handshake());
        clients.back().read_until("\r\n\r\n");
        CHECK(house.diary.next() == "open");
    }
    CHECK(body_of(ask(house.server->port(), get("/"))) == "plain");
    auto message = bytes("data: to all\n\n");
    for (std::size_t i = 0; i < clients.size(); ++i) CHECK(house.handle(i).send(message));
    for (auto& client : clients) CHECK(client.read_until("to all\n\n").find("data: to all\n\n") != std::string::npos);
}

TEST_CASE("streams are bounded in number")
{
    House house({}, {.listen = {{"127.0.0.1", 0}}, .threads = 1, .workers = 1, .limits = {.streams = 1}});
    auto first = house.connect();
    first.send(get("/sse"));
    CHECK(house.diary.next() == "open");
    auto second = house.connect();
    second.send(get("/sse"));
    CHECK(status_of(second.read_answer()) == 503);
}

TEST_CASE("draining says goodbye to streams, and a handle outlives its server")
{
    House house;
    auto sse = house.connect();
    sse.send(get("/sse"));
    CHECK(house.diary.next() == "open");
    auto ws = house.connect();
    ws.send(handshake());
    CHECK(house.diary.next() == "open");
    std::thread peers([&] {
        CHECK(sse.read_to_end().ends_with("0\r\n\r\n"));
        sse.end_sending();
        ws.read_until("\r\n\r\n");
        CHECK(ws.read_to_end().starts_with("\x88\x18\x03\xe9the server is stopping"));
        ws.end_sending();
    });
    CHECK(house.server->drain(seconds(10)));
    peers.join();
    house.server.reset();
    CHECK_FALSE(house.handle(0).is_open());
    CHECK_FALSE(house.handle(1).send(bytes("nobody")));
    house.handle(1).close(CloseCode::Normal);
}

TEST_CASE("many threads may send, close and drain at the same time")
{
    House house;
    std::vector<RawClient> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(house.connect());
        clients.back().send(i % 2 == 0 ? get("/sse") : handshake());
        CHECK(house.diary.next() == "open");
    }
    std::vector<std::thread> senders;
    for (int t = 0; t < 4; ++t) {
        senders.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                for (std::size_t s = 0; s < 8; ++s) house.handle(s).send(bytes("data: x\n\n"));
                if (i == 150) house.handle(static_cast<std::size_t>(t)).close(CloseCode::Normal);
            }
        });
    }
    std::vector<std::thread> readers;
    for (auto& client : clients)
        readers.emplace_back([&client] {
            client.read_to_end();
            client.end_sending();
        });
    for (auto& sender : senders) sender.join();
    house.server->drain(seconds(5));
    for (auto& reader : readers) reader.join();
    for (int i = 0; i < 8; ++i) CHECK(house.diary.next() == "close");
}
