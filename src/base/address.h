// SPDX-License-Identifier: AGPL-3.0-or-later
// base/address.h — IP addresses: read, written, and judged. Nothing here resolves a name.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

struct IpAddress {
    enum class Family { V4, V6 };
    Family family = Family::V4;
    std::array<std::uint8_t, 16> bytes{};  // network order; of IPv4 the first four
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// Dotted decimal or RFC 4291, 2.2, and nothing else: no octal, no hexadecimal, no zone, no brackets.
std::optional<IpAddress> parse_ip(std::string_view);
std::string to_string(const IpAddress&);

// ::ffff:192.0.2.1, as a dual-stack socket names an IPv4 peer, is 192.0.2.1; others are as they were.
IpAddress unmapped(const IpAddress&);

// By what a rate limit counts: the address of IPv4, the /64 of IPv6 ("2001:db8:0:1::/64"), since one subscriber has them all.
std::string rate_limit_key(const IpAddress&);

bool is_loopback(const IpAddress&);  // 127/8, ::1, and both mapped

// Whether our own requests may go there: global unicast only. IPv4: all but the special-purpose blocks (RFC 6890, IANA's
// registry). IPv6: 2000::/3 alone, without 2001::/23, 2001:db8::/32, 2002::/16, 2620:4f:8000::/48, 3fff::/20; so mapped, compatible,
// NAT64, 6to4 and Teredo forms of anything are refused. Ask at the moment of connecting, after each resolution and redirect.
bool is_global_unicast(const IpAddress&);

}  // namespace favilla
