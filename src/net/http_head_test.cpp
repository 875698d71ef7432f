// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_head.h"

#include <doctest/doctest.h>

using namespace favilla::net;

namespace {

// The status of a refusal, 200 for a head that is read, 0 for one that is not complete.
int verdict(std::string_view bytes)
{
    ServerLimits limits;
    auto found = find_head(bytes, 0, limits);
    if (!found) return found.error();
    if (!*found) return 0;
    auto head = parse_head(bytes.substr(0, **found), limits);
    return head ? 200 : head.error();
}

int with_headers(const std::string& lines, std::string_view first = "POST / HTTP/1.1")
{
    return verdict(std::string(first) + "\r\n" + lines + "\r\n");
}

std::string dechunked(std::string_view bytes, std::size_t max_body = 100, std::size_t step = 1000)
{
    ChunkReader reader(max_body);
    std::string body;
    std::string waiting;
    while (!reader.done()) {
        if (bytes.empty() && waiting.empty()) return "incomplete";
        auto piece = bytes.substr(0, step);
        waiting += piece;
        bytes.remove_prefix(piece.size());
        auto taken = reader.read(waiting, body);
        if (!taken) return std::to_string(taken.error());
        if (*taken == 0 && bytes.empty()) return "incomplete";
        waiting.erase(0, *taken);
    }
    return body + "|" + waiting + std::string(bytes);
}

}  // namespace

TEST_CASE("a request's head is read")
{
    ServerLimits limits;
    auto head = parse_head(
        "POST /a?b=c HTTP/1.1\r\nHost: x.example\r\nContent-Length: 5\r\nX-Empty:\r\nx-spaced: \t two words \r\n\r\n", limits);
    REQUIRE(head);
    CHECK(head->request.method == Method::Post);
    CHECK(head->request.target == "/a?b=c");
    CHECK(head->request.header("X-Spaced") == "two words");
    CHECK(head->request.has_header("x-empty"));
    CHECK(head->content_length == 5);
    CHECK(head->keep_alive);
    CHECK_FALSE(head->chunked);

    CHECK_FALSE(parse_head("GET / HTTP/1.0\r\n\r\n", limits)->keep_alive);
    CHECK(parse_head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", limits)->keep_alive);
    CHECK_FALSE(parse_head("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, CLOSE\r\n\r\n", limits)->keep_alive);
    CHECK(parse_head("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\n\r\n", limits)->expects_continue);
}

TEST_CASE("an absolute target becomes path and host")
{
    auto head = parse_head("GET http://real.example:80/p?q HTTP/1.1\r\nHost: other.example\r\n\r\n", {});
    REQUIRE(head);
    CHECK(head->request.target == "/p?q");
    CHECK(head->request.header("Host") == "real.example:80");
    CHECK(parse_head("GET http://real.example?q HTTP/1.1\r\nHost: x\r\n\r\n", {})->request.target == "/?q");
}

TEST_CASE("what two programs could read in two ways is refused (http-smuggling)")
{
    auto host = std::string("Host: x\r\n");
    CHECK(with_headers(host) == 200);
    CHECK(with_headers(host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") == 400);
    CHECK(with_headers(host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") == 400);
    CHECK(with_headers(host + "Content-Length: 5\r\nContent-Length: 6\r\n") == 400);
    CHECK(with_headers(host + "Content-Length: 5\r\nContent-Length: 5\r\n") == 400);
    CHECK(with_headers(host + "Content-Length: 5, 5\r\n") == 400);
    CHECK(with_headers(host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") == 400);
    CHECK(with_headers(host + "Transfer-Encoding: gzip, chunked\r\n") == 501);
    CHECK(with_headers(host
                       + "Transfer-Encoding: \x0b"
                         "chunked\r\n")
          == 400);
    CHECK(with_headers(host + "Transfer-Encoding: xchunked\r\n") == 501);
    CHECK(with_headers(host + "Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0") == 400);
    for (auto length : {"", "+5", "-1", "0x5", "5 5", "5a", "1e3"}) {
        CAPTURE(length);
        CHECK(with_headers(host + "Content-Length: " + length + "\r\n") == 400);
    }
    CHECK(with_headers(host + "Content-Length: 9999999999999999999999\r\n") == 413);
}

TEST_CASE("a head with broken lines is refused")
{
    auto host = std::string("Host: x\r\n");
    CHECK(with_headers(host + "A: b\r\n folded\r\n") == 400);
    CHECK(with_headers(host + "A: b\r\n\tfolded\r\n") == 400);
    CHECK(with_headers(" A: b\r\n" + host) == 400);
    CHECK(with_headers(host + "A : b\r\n") == 400);
    CHECK(with_headers(host + "no colon\r\n") == 400);
    CHECK(with_headers(host + ": b\r\n") == 400);
    CHECK(with_headers(host + "A\xc3\xa8: b\r\n") == 400);
    CHECK(with_headers(host + "A: b\rc\r\n") == 400);
    CHECK(with_headers(host + std::string("A: b\0c\r\n", 8)) == 400);
    CHECK(with_headers(host + "A: b\nB: c\r\n") == 400);
    CHECK(verdict("GET / HTTP/1.1\nHost: x\n\n") == 400);
    CHECK(verdict("\nGET / HTTP/1.1\r\n") == 400);
    CHECK(verdict("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n") == 200);
    CHECK(verdict("\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(verdict("GET / HTTP/1.1\r\nHost: x\r\n") == 0);
}

TEST_CASE("HTTP/1.1 needs one Host")
{
    CHECK(with_headers("") == 400);
    CHECK(with_headers("", "GET / HTTP/1.0") == 200);
    CHECK(with_headers("Host: a\r\nHost: a\r\n") == 400);
    CHECK(with_headers("Host: a/b\r\n") == 400);
    CHECK(with_headers("Host: a@b\r\n") == 400);
    CHECK(with_headers("Host: a b\r\n") == 400);
    CHECK(with_headers("Host: [2001:db8::1]:80\r\n") == 200);
    CHECK(with_headers("Host:\r\n") == 200);
}

TEST_CASE("request lines are held to their grammar")
{
    auto line = [](std::string_view text) { return with_headers("Host: x\r\n", text); };
    CHECK(line("GET / HTTP/1.1") == 200);
    CHECK(line("OPTIONS * HTTP/1.1") == 200);
    CHECK(line("GET * HTTP/1.1") == 400);
    CHECK(line("BREW / HTTP/1.1") == 501);
    CHECK(line("get / HTTP/1.1") == 501);
    CHECK(line("G(T / HTTP/1.1") == 400);
    CHECK(line("GET / HTTP/2.0") == 505);
    CHECK(line("GET / HTTP/1.1 ") == 400);
    CHECK(line("GET  / HTTP/1.1") == 400);
    CHECK(line("GET /a b HTTP/1.1") == 400);
    CHECK(line("GET /#x HTTP/1.1") == 400);
    CHECK(line("GET a HTTP/1.1") == 400);
    CHECK(line("GET /\xc3\xa8 HTTP/1.1") == 400);
    CHECK(line("GET /") == 400);
    CHECK(line("GET http://user@h/ HTTP/1.1") == 400);
    CHECK(line("GET http:///p HTTP/1.1") == 400);
    CHECK(line("GET /" + std::string(9000, 'a') + " HTTP/1.1") == 414);
}

TEST_CASE("a head is bounded in bytes and in lines")
{
    CHECK(verdict("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(1024 * 1024, 'a')) == 431);
    CHECK(verdict(std::string(20'000, 'G')) == 431);
    std::string many = "Host: x\r\n";
    for (int i = 0; i < 99; ++i) many += "A: b\r\n";
    CHECK(with_headers(many) == 200);
    CHECK(with_headers(many + "A: b\r\n") == 431);
    for (int i = 0; i < 10'000; ++i) many += "A: b\r\n";
    CHECK(with_headers(many) == 431);
}

TEST_CASE("a head is found wherever it was cut")
{
    std::string text = "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nrest";
    ServerLimits limits;
    for (std::size_t cut = 0; cut < text.size() - 4; ++cut) {
        CAPTURE(cut);
        CHECK_FALSE(find_head(std::string_view(text).substr(0, cut), 0, limits).value().has_value());
        CHECK(find_head(text, cut, limits).value().value() == text.size() - 4);
    }
}

TEST_CASE("chunks are joined, however they arrive")
{
    for (std::size_t step : {1, 2, 3, 7, 1000}) {
        CAPTURE(step);
        CHECK(dechunked("5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\nnext", 100, step) == "hello world|next");
        CHECK(dechunked("0\r\nTrailer: x\r\n\r\n", 100, step) == "|");
        CHECK(dechunked("00a\r\n0123456789\r\n0\r\n\r\n", 100, step) == "0123456789|");
    }
}

TEST_CASE("broken and huge chunks are refused")
{
    for (auto text : {"\r\n", "g\r\n", "-1\r\n", "0x5\r\n", " 5\r\nhello\r\n", "5 \r\nhello\r\n", "5\nhello\r\n",
                      "5\r\nhelloXX0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "0\r\n folded: x\r\n\r\n", "5;\x01\r\nhello\r\n"}) {
        CAPTURE(text);
        CHECK(dechunked(text) == "400");
    }
    CHECK(dechunked("FFFFFFFFFFFFFFFF\r\n") == "413");
    CHECK(dechunked("100000000\r\n") == "413");
    CHECK(dechunked("65\r\n") == "413");
    CHECK(dechunked("40\r\n" + std::string(64, 'a') + "\r\n40\r\n") == "413");
    CHECK(dechunked(std::string(300, '0')) == "400");
    std::string trailers = "0\r\n";
    for (int i = 0; i < 1000; ++i) trailers += "A: bcdefgh\r\n";
    CHECK(dechunked(trailers) == "431");
    CHECK(dechunked("5\r\nhel") == "incomplete");
}
