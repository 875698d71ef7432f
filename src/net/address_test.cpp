// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/address.h"

#include <doctest/doctest.h>

using namespace favilla::net;

namespace {

std::string client(std::string_view peer, std::vector<Header> headers, ProxyHeader which = ProxyHeader::XForwardedFor)
{
    std::vector<Network> trusted = {*parse_network("127.0.0.1"), *parse_network("10.0.0.0/8"), *parse_network("fd00::/8")};
    Request request;
    request.headers = std::move(headers);
    return to_string(client_address(*parse_address(peer), request, trusted, which));
}

}  // namespace

TEST_CASE("addresses are read strictly and written in one form")
{
    CHECK(to_string(*parse_address("192.0.2.1")) == "192.0.2.1");
    CHECK(to_string(*parse_address("::ffff:192.0.2.1")) == "192.0.2.1");
    CHECK(to_string(*parse_address("2001:DB8:0:0::1")) == "2001:db8::1");
    for (auto text :
         {"", "1.2.3", "01.2.3.4", "0x7f.0.0.1", "1.2.3.4:80", "[::1]", "::1%eth0", "example.org", " 1.2.3.4", "2130706433"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_address(text));
    }
    CHECK(is_loopback(*parse_address("127.8.8.8")));
    CHECK(is_loopback(*parse_address("::1")));
    CHECK_FALSE(is_loopback(*parse_address("::2")));
}

TEST_CASE("networks contain what they should")
{
    CHECK(parse_network("10.0.0.0/8")->contains(*parse_address("10.255.0.1")));
    CHECK_FALSE(parse_network("10.0.0.0/8")->contains(*parse_address("11.0.0.1")));
    CHECK(parse_network("192.0.2.128/25")->contains(*parse_address("192.0.2.200")));
    CHECK_FALSE(parse_network("192.0.2.128/25")->contains(*parse_address("192.0.2.100")));
    CHECK(parse_network("0.0.0.0/0")->contains(*parse_address("8.8.8.8")));
    CHECK_FALSE(parse_network("0.0.0.0/0")->contains(*parse_address("2001:db8::1")));
    CHECK(parse_network("2001:db8::/33")->contains(*parse_address("2001:db8:7fff::1")));
    CHECK_FALSE(parse_network("2001:db8::/33")->contains(*parse_address("2001:db8:8000::1")));
    for (auto text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "10/8"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_network(text));
    }
}

TEST_CASE("endpoints need a port and brackets around IPv6")
{
    CHECK(parse_endpoint("127.0.0.1:8080")->port == 8080);
    CHECK(parse_endpoint("[::1]:0")->host == "::1");
    for (auto text : {"127.0.0.1", "::1:8080", "[127.0.0.1]:80", "localhost:80", "127.0.0.1:70000", ":80"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_endpoint(text));
    }
}

TEST_CASE("a forwarded address counts only when a trusted proxy says it (xff-spoof)")
{
    CHECK(client("203.0.113.9", {{"X-Forwarded-For", "1.1.1.1"}, {"Forwarded", "for=1.1.1.1"}}) == "203.0.113.9");
    CHECK(client("127.0.0.1", {}) == "127.0.0.1");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "198.51.100.7"}}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 198.51.100.7"}}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 198.51.100.7, 10.1.2.3"}}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1"}, {"x-forwarded-for", "198.51.100.7"}}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1, nonsense, 10.0.0.1"}}) == "10.0.0.1");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "10.0.0.1, 10.0.0.2"}}) == "10.0.0.1");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "198.51.100.7:4711"}}) == "198.51.100.7");
    CHECK(client("fd00::1", {{"X-Forwarded-For", "2001:db8::7"}}) == "2001:db8::7");
    CHECK(client("127.0.0.1", {{"Forwarded", "for=1.1.1.1"}}) == "127.0.0.1");
}

TEST_CASE("Forwarded is read where the proxy writes that one")
{
    auto which = ProxyHeader::Forwarded;
    CHECK(client("127.0.0.1", {{"Forwarded", "for=192.0.2.60;proto=http;by=203.0.113.43"}}, which) == "192.0.2.60");
    CHECK(client("127.0.0.1", {{"Forwarded", "for=1.1.1.1, For=\"[2001:db8:cafe::17]:4711\""}}, which) == "2001:db8:cafe::17");
    CHECK(client("127.0.0.1", {{"Forwarded", "for=1.1.1.1, for=_hidden"}}, which) == "127.0.0.1");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1"}}, which) == "127.0.0.1");
}
