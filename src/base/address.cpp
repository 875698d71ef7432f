// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/address.h"

#include <algorithm>

#include <arpa/inet.h>

namespace favilla {

namespace {

struct Block {
    std::array<std::uint8_t, 16> prefix;
    int bits;
};

bool is_in(const IpAddress& address, const Block& block)
{
    int whole = block.bits / 8, rest = block.bits % 8;
    if (!std::equal(block.prefix.begin(), block.prefix.begin() + whole, address.bytes.begin())) return false;
    auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
    return rest == 0 || (address.bytes[whole] & mask) == (block.prefix[whole] & mask);
}

template <std::size_t N>
bool is_in_any(const IpAddress& address, const Block (&blocks)[N])
{
    return std::ranges::any_of(blocks, [&](const Block& block) { return is_in(address, block); });
}

constexpr Block mapped_v4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96};

constexpr Block special_v4[] = {
    {{0}, 8},              // this network
    {{10}, 8},             // private
    {{100, 64}, 10},       // carrier-grade NAT
    {{127}, 8},            // loopback
    {{169, 254}, 16},      // link-local, where clouds keep their metadata
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2}, 24},     // documentation
    {{192, 31, 196}, 24},  // AS112
    {{192, 52, 193}, 24},  // AMT
    {{192, 88, 99}, 24},   // 6to4 relays
    {{192, 168}, 16},      // private
    {{192, 175, 48}, 24},  // AS112
    {{198, 18}, 15},       // benchmarks
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast
    {{240}, 4},            // reserved, broadcast
};

constexpr Block global_v6{{0x20}, 3};
constexpr Block special_v6[] = {
    {{0x20, 0x01}, 23},                          // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0D, 0xB8}, 32},              // documentation
    {{0x20, 0x02}, 16},                          // 6to4
    {{0x26, 0x20, 0x00, 0x4F, 0x80, 0x00}, 48},  // AS112
    {{0x3F, 0xFF}, 20},                          // documentation
};

int family_number(IpAddress::Family family) { return family == IpAddress::Family::V4 ? AF_INET : AF_INET6; }

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text)
{
    std::string terminated{text};
    if (terminated.size() > INET6_ADDRSTRLEN || terminated.find('\0') != std::string::npos) return std::nullopt;
    IpAddress address;
    address.family = text.find(':') == std::string_view::npos ? IpAddress::Family::V4 : IpAddress::Family::V6;
    if (inet_pton(family_number(address.family), terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
    return address;
}

std::string to_string(const IpAddress& address)
{
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(family_number(address.family), address.bytes.data(), text, sizeof text);
    return text;
}

IpAddress unmapped(const IpAddress& address)
{
    if (address.family != IpAddress::Family::V6 || !is_in(address, mapped_v4)) return address;
    IpAddress v4;
    std::copy_n(address.bytes.begin() + 12, 4, v4.bytes.begin());
    return v4;
}

std::string rate_limit_key(const IpAddress& address)
{
    auto peer = unmapped(address);
    if (peer.family == IpAddress::Family::V4) return to_string(peer);
    std::fill(peer.bytes.begin() + 8, peer.bytes.end(), 0);
    return to_string(peer) + "/64";
}

bool is_loopback(const IpAddress& address)
{
    constexpr Block loopback_v4{{127}, 8};
    constexpr Block loopback_v6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};
    auto peer = unmapped(address);
    return is_in(peer, peer.family == IpAddress::Family::V4 ? loopback_v4 : loopback_v6);
}

bool is_global_unicast(const IpAddress& address)
{
    if (address.family == IpAddress::Family::V4) return !is_in_any(address, special_v4);
    return is_in(address, global_v6) && !is_in_any(address, special_v6);
}

}  // namespace favilla
