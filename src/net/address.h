// SPDX-License-Identifier: AGPL-3.0-or-later
// net/address.h — IP addresses as 16 bytes (IPv4 mapped into IPv6), networks, and who a client really is.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/http.h"

namespace favilla::net {

struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool is_v4() const;
    friend auto operator<=>(const Address&, const Address&) = default;
};

std::optional<Address> parse_address(std::string_view);  // "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"; no zone, no port
std::string to_string(const Address&);
bool is_loopback(const Address&);

struct Network {
    Address base;
    int prefix_bits = 128;  // of 128, also for IPv4
    bool contains(const Address&) const;
};

Network masked(Network);                                 // without the bits behind the prefix
std::string to_string(const Network&);                   // "10.0.0.0/8", "192.0.2.1/32"
std::optional<Network> parse_network(std::string_view);  // "10.0.0.0/8", "2001:db8::/32", "127.0.0.1"

struct Endpoint {
    std::string host;  // an address without brackets
    std::uint16_t port = 0;
};

std::optional<Endpoint> parse_endpoint(std::string_view);  // "127.0.0.1:8080", "[::1]:8080"

// Which header the proxy in front writes. One alone is believed: a proxy passes the other on as the client sent it.
enum class ProxyHeader { XForwardedFor, Forwarded };

// The peer, unless it is a trusted proxy: then the last address in its header that is not itself a trusted proxy.
// What is not an address ends the walk, since whatever stands before it was written by the client.
Address client_address(const Address& peer, const Request&, std::span<const Network> trusted, ProxyHeader);

}  // namespace favilla::net
