// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_client.h"

#include <atomic>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crypto.h"
#include "net/http_server.h"

using namespace favilla;
using namespace favilla::net;

namespace {

// Ten letters, and twenty thousand, packed.
constexpr std::string_view packed_ten = "H4sIAAAAAAACA0tMhAEA8M0RTAoAAAA=";
constexpr std::string_view packed_bomb = "H4sIAAAAAAACA+3BMQEAAADCoKzrX8IaHkABAAAAAAAAAAAAAAAAAAAAAAAA8GAxh73KIE4AAA==";

Router peer_router()
{
    Router router;
    router.add(Method::Get, "/who", [](const Request& request) {
        return text_response(200, std::string{request.header("Host")} + " " + std::string{request.header("User-Agent")});
    });
    router.add(Method::Post, "/echo", [](const Request& request) { return text_response(202, request.body); });
    router.add(Method::Get, "/large", [](const Request&) { return text_response(200, std::string(20'000, 'x')); });
    router.add(Method::Get, "/away", [](const Request&) { return redirect(302, "http://127.0.0.1:1/"); });
    for (auto [path, bytes] : {std::pair{"/packed", packed_ten}, std::pair{"/bomb", packed_bomb}})
        router.add(Method::Get, path, [bytes](const Request&) {
            return with_header(text_response(200, from_base64(bytes).value()), "Content-Encoding", "gzip");
        });
    return router;
}

struct Peer {
    HttpServer server{peer_router(), {.listen = {{"127.0.0.1", 0}}, .threads = 1, .workers = 2}, system_now};
    Peer() { server.start(); }
    WebUrl url(std::string_view path) const
    {
        return *parse_web_url("http://127.0.0.1:" + std::to_string(server.port()) + std::string{path});
    }
};

ClientConfig on_loopback() { return {.private_addresses = true, .user_agent = "Favilla test", .body_bytes = 10'000}; }

std::string reason_of(const Result<ClientResponse>& answer) { return answer ? "" : answer.error().params.front().second; }

// Somebody who takes a connection and then says these words, and nothing more, until the test ends; or goes on saying `again`, with a
// pause after each; or closes.
struct Manner {
    std::string again;
    std::chrono::milliseconds pause{0};
    bool closes = false;
};

class Odd {
public:
    explicit Odd(std::string words, Manner manner = {}) : words_(std::move(words)), manner_(std::move(manner))
    {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&where), sizeof where);
        ::listen(listener_, 5);
        socklen_t size = sizeof where;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
        port_ = ntohs(where.sin_port);
        thread_ = std::thread([this] {
            while (true) {
                int taken = ::accept(listener_, nullptr, nullptr);
                if (taken < 0) return;
                taken_.push_back(taken);
                auto sent = ::send(taken, words_.data(), words_.size(), MSG_NOSIGNAL);
                while (sent >= 0 && !manner_.again.empty() && !ending_) {
                    sent = ::send(taken, manner_.again.data(), manner_.again.size(), MSG_NOSIGNAL);
                    std::this_thread::sleep_for(manner_.pause);
                }
                if (manner_.closes) ::shutdown(taken, SHUT_WR);
            }
        });
    }
    ~Odd()
    {
        ending_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        for (int taken : taken_) ::close(taken);
        ::close(listener_);
    }
    WebUrl url() const { return *parse_web_url("http://127.0.0.1:" + std::to_string(port_) + "/"); }

private:
    std::string words_;
    Manner manner_;
    std::atomic<bool> ending_ = false;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::vector<int> taken_;
    std::thread thread_;
};

}  // namespace

TEST_CASE("a request is answered, and the next goes over the same connection")
{
    Peer peer;
    HttpClient client{on_loopback()};
    auto who = client.send({.url = peer.url("/who"), .headers = {}, .body = {}});
    REQUIRE(who);
    CHECK(who->status == 200);
    CHECK(who->body == peer.url("/").authority() + " Favilla test");
    CHECK(who->content_type() == "text/plain");
    auto echo = client.send({.method = Method::Post, .url = peer.url("/echo"), .headers = {}, .body = "a spark"});
    REQUIRE(echo);
    CHECK(echo->status == 202);
    CHECK(echo->body == "a spark");
    CHECK(peer.server.metrics().connections_total == 1);
}

TEST_CASE("a redirect is told to the caller and not followed")
{
    Peer peer;
    HttpClient client{on_loopback()};
    auto answer = client.send({.url = peer.url("/away"), .headers = {}, .body = {}});
    REQUIRE(answer);
    CHECK(answer->status == 302);
    CHECK(answer->header("location") == "http://127.0.0.1:1/");
}

TEST_CASE("packed answers are unpacked, too large ones cut off")
{
    Peer peer;
    HttpClient client{on_loopback()};
    CHECK(client.send({.url = peer.url("/packed"), .headers = {}, .body = {}})->body == "aaaaaaaaaa");
    CHECK(reason_of(client.send({.url = peer.url("/large"), .headers = {}, .body = {}})) == "answer_too_large");
    CHECK(reason_of(client.send({.url = peer.url("/bomb"), .headers = {}, .body = {}})) == "answer_too_large");
}

TEST_CASE("of what is too long the beginning may be asked for: packed or not, with a length or without end")
{
    Peer peer;
    HttpClient client{on_loopback()};
    auto beginning = [&](const WebUrl& url) {
        auto answer = client.send({.method = Method::Get, .url = url, .headers = {}, .body = {}, .excess = Excess::Cut});
        REQUIRE(answer);
        return answer->body;
    };
    CHECK(beginning(peer.url("/large")) == std::string(10'000, 'x'));
    CHECK(beginning(peer.url("/bomb")) == std::string(10'000, 'a'));
    CHECK(beginning(peer.url("/packed")) == std::string(10, 'a'));
    CHECK(beginning(peer.url("/who")).starts_with("127.0.0.1"));
    Odd endless{"HTTP/1.1 200 OK\r\n\r\n", {.again = std::string(1000, 'y')}};
    CHECK(beginning(endless.url()) == std::string(10'000, 'y'));
    Odd huge{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", {.again = std::string(1000, 'z')}};
    CHECK(beginning(huge.url()) == std::string(10'000, 'z'));
    // What was cut off is not read as the beginning of the next answer.
    CHECK(beginning(peer.url("/who")).starts_with("127.0.0.1"));
}

TEST_CASE("ssrf-vectors: only public addresses, the usual ports and https are met")
{
    Peer peer;
    HttpClient client{{}};
    CHECK(reason_of(client.send({.url = peer.url("/who"), .headers = {}, .body = {}})) == "address_refused");
    for (auto url : {"https://127.0.0.1/",
                     "https://localhost/",
                     "https://10.0.0.1/",
                     "https://169.254.169.254/latest/meta-data/",
                     "https://100.64.0.1/",
                     "https://192.0.0.8/",
                     "https://198.18.0.1/",
                     "https://0.0.0.0/",
                     "https://[::]/",
                     "https://[::1]/",
                     "https://[::ffff:169.254.169.254]/",
                     "https://[::127.0.0.1]/",
                     "https://[64:ff9b::a00:1]/",
                     "https://[2002:7f00:1::]/",
                     "https://[2001:0:1::]/",
                     "https://[fe80::1]/",
                     "https://[fc00::1]/",
                     "https://192.0.2.1:22/",
                     "https://192.0.2.1:6379/",
                     "http://93.184.216.34/"}) {
        auto parsed = parse_web_url(url);
        REQUIRE_MESSAGE(parsed.has_value(), url);
        CHECK_MESSAGE(reason_of(client.send({.url = *parsed, .headers = {}, .body = {}}, seconds(2))) == "address_refused", url);
    }
}

TEST_CASE("slow-loris-out: whoever dawdles is left at the deadline, whatever comes meanwhile")
{
    HttpClient client{on_loopback()};
    for (auto words : {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12",
                       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
        Odd odd{words};
        CHECK_MESSAGE(reason_of(client.send({.url = odd.url(), .headers = {}, .body = {}}, milliseconds(200))) == "timed_out",
                      words);
    }
}

TEST_CASE("slow-loris-out: a byte at a time is not forever, in the head or in the body")
{
    HttpClient client{on_loopback()};
    for (auto words :
         {"", "HTTP/1.1 200 OK\r\nX-Long: ", "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}) {
        Odd odd{words, {.again = "x", .pause = std::chrono::milliseconds{5}}};
        auto begun = std::chrono::steady_clock::now();
        auto why = reason_of(client.send({.url = odd.url(), .headers = {}, .body = {}}, milliseconds(300)));
        // "xxx" is no answer either, once it is clear that it is none.
        CHECK_MESSAGE((why == "timed_out" || (words[0] == '\0' && why == "answer_broken")), words);
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{3});
    }
}

TEST_CASE("slow-loris-out: endless headers and bodies end at the bound, and a wrong length is no answer")
{
    HttpClient client{on_loopback()};
    auto reason = [&](const Odd& odd) {
        return reason_of(client.send({.url = odd.url(), .headers = {}, .body = {}}, seconds(10)));
    };
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\n", {.again = "X-More: " + std::string(1000, 'x') + "\r\n"}}) == "answer_too_large");
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\nX-Long: ", {.again = std::string(1000, 'x')}}) == "answer_too_large");
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\n\r\n", {.again = std::string(1000, 'x')}}) == "answer_too_large");
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", {.again = "3\r\nabc\r\n"}}) == "answer_too_large");
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"}) == "answer_too_large");
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12", {.again = {}, .closes = true}}) == "answer_broken");
    CHECK(reason(Odd{"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", {.again = {}, .closes = true}}) == "answer_broken");
    // What stands behind the length that was said is not the next answer.
    Odd more{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n12HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"};
    for (int times = 0; times < 2; ++times) CHECK(client.send({.url = more.url(), .headers = {}, .body = {}})->body == "12");
}

namespace {

std::atomic<int> times_asked = 0;

std::vector<IpAddress> first_here_then_inside(const std::string&)
{
    return {*parse_ip(times_asked++ == 0 ? "127.0.0.1" : "10.0.0.1")};
}

std::vector<IpAddress> outside_and_inside(const std::string&) { return {*parse_ip("203.0.114.1"), *parse_ip("127.0.0.1")}; }

std::vector<IpAddress> only_inside(const std::string&) { return {*parse_ip("::ffff:127.0.0.1")}; }

}  // namespace

TEST_CASE("dns-rebind: a name is asked for once a connection, and one answer among several that is ours is an attack")
{
    Peer peer;
    auto port = std::to_string(peer.server.port());
    auto config = on_loopback();
    config.resolve = first_here_then_inside;
    HttpClient client{config};
    times_asked = 0;
    auto answer = client.send({.url = *parse_web_url("http://peer.example:" + port + "/who"), .headers = {}, .body = {}});
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(times_asked == 1);
    for (auto* resolve : {outside_and_inside, only_inside}) {
        HttpClient strict{{.resolve = resolve}};
        CHECK(reason_of(strict.send({.url = *parse_web_url("https://peer.example/"), .headers = {}, .body = {}}, seconds(2)))
              == "address_refused");
    }
}

TEST_CASE("what is no HTTP is refused, and nobody at home is said")
{
    HttpClient client{on_loopback()};
    Odd odd{"SSH-2.0-OpenSSH_9.2\r\n\r\n"};
    CHECK(reason_of(client.send({.url = odd.url(), .headers = {}, .body = {}})) == "answer_broken");
    CHECK(reason_of(client.send({.url = *parse_web_url("http://127.0.0.1:1/"), .headers = {}, .body = {}})) == "not_connected");
    CHECK(reason_of(client.send({.url = *parse_web_url("http://nobody.invalid/"), .headers = {}, .body = {}})) == "not_resolved");
    CHECK(reason_of(client.send({.url = *parse_web_url("https://127.0.0.1:1/"), .headers = {}, .body = {}})) == "not_connected");
}
