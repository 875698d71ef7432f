// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/address.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("addresses are read strictly and written in their shortest form")
{
    CHECK(to_string(parse_ip("192.0.2.1").value()) == "192.0.2.1");
    CHECK(to_string(parse_ip("2001:DB8:0:0:0:0:0:1").value()) == "2001:db8::1");
    for (auto text : {"", "1", "1.2.3", "0177.0.0.1", "0x7f.1", "2130706433", "1.2.3.4 ", "1.2.3.256", "[::1]", "::1%lo",
                      "example.org", ":::"})
        CHECK_MESSAGE(!parse_ip(text), text);
    CHECK_FALSE(parse_ip(std::string_view{"127.0.0.1\0x", 11}));
}

TEST_CASE("a limit counts IPv4 by address and IPv6 by /64")
{
    auto key = [](std::string_view text) { return rate_limit_key(parse_ip(text).value()); };
    CHECK(key("192.0.2.1") == "192.0.2.1");
    CHECK(key("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(key("2001:db8:0:1:aaaa::1") == "2001:db8:0:1::/64");
    CHECK(key("2001:db8:0:1:bbbb::2") == key("2001:db8:0:1:aaaa::1"));
    CHECK(key("2001:db8:0:2::1") != key("2001:db8:0:1::1"));
}

TEST_CASE("loopback is known in all its forms")
{
    for (auto text : {"127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"})
        CHECK_MESSAGE(is_loopback(parse_ip(text).value()), text);
    for (auto text : {"128.0.0.1", "::2", "0.0.0.0", "::"}) CHECK_MESSAGE(!is_loopback(parse_ip(text).value()), text);
}

TEST_CASE("ssrf-vectors: only global unicast addresses may be connected to")
{
    for (auto text : {"0.0.0.0",
                      "10.1.2.3",
                      "100.64.0.1",
                      "100.127.255.255",
                      "127.0.0.1",
                      "169.254.169.254",
                      "172.16.0.1",
                      "172.31.255.255",
                      "192.0.0.8",
                      "192.0.2.1",
                      "192.31.196.1",
                      "192.52.193.1",
                      "192.88.99.1",
                      "192.168.1.1",
                      "192.175.48.1",
                      "198.18.0.1",
                      "198.19.255.255",
                      "198.51.100.1",
                      "203.0.113.1",
                      "224.0.0.1",
                      "240.0.0.1",
                      "255.255.255.255",
                      "::",
                      "::1",
                      "::ffff:169.254.169.254",
                      "::ffff:8.8.8.8",
                      "::127.0.0.1",
                      "64:ff9b::a00:1",
                      "64:ff9b:1::1",
                      "100::1",
                      "2001::1",
                      "2001:1ff::1",
                      "2001:db8::1",
                      "2002:7f00:1::",
                      "2620:4f:8000::1",
                      "3fff::1",
                      "fc00::1",
                      "fd00::1",
                      "fe80::1",
                      "ff02::1",
                      "4000::1"})
        CHECK_MESSAGE(!is_global_unicast(parse_ip(text).value()), text);
    for (auto text :
         {"1.1.1.1", "9.255.255.255", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "198.17.0.1", "198.20.0.1",
          "223.255.255.255", "2001:200::1", "2606:4700::1", "2a00:1450::1", "2620:4f:8001::1", "3ffe::1"})
        CHECK_MESSAGE(is_global_unicast(parse_ip(text).value()), text);
}
