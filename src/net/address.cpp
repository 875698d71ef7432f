// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace favilla::net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// What a proxy writes as a node: "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]:4711", "2001:db8::1", quoted or not.
std::optional<Address> parse_node(std::string_view text)
{
    text = trimmed(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (text.starts_with('[')) {
        auto end = text.find(']');
        return end == std::string_view::npos ? std::nullopt : parse_address(text.substr(1, end - 1));
    }
    if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
    return parse_address(text);
}

// The for= of one element of Forwarded (RFC 7239); none when it has no such parameter or hides it.
std::optional<Address> parse_forwarded_element(std::string_view element)
{
    while (!element.empty()) {
        auto end = element.find(';');
        auto pair = trimmed(element.substr(0, end));
        element.remove_prefix(end == std::string_view::npos ? element.size() : end + 1);
        auto equals = pair.find('=');
        if (equals != std::string_view::npos && same_header_name(pair.substr(0, equals), "for"))
            return parse_node(pair.substr(equals + 1));
    }
    return std::nullopt;
}

bool is_trusted(const Address& address, std::span<const Network> trusted)
{
    return std::ranges::any_of(trusted, [&](const Network& network) { return network.contains(address); });
}

}  // namespace

bool Address::is_v4() const { return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin()); }

std::optional<Address> parse_address(std::string_view text)
{
    std::array<char, INET6_ADDRSTRLEN> name{};
    if (text.size() >= name.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
    std::ranges::copy(text, name.begin());

    Address address;
    if (inet_pton(AF_INET6, name.data(), address.bytes.data()) == 1) return address;
    std::ranges::copy(mapped_prefix, address.bytes.begin());
    if (inet_pton(AF_INET, name.data(), address.bytes.data() + mapped_prefix.size()) == 1) return address;
    return std::nullopt;
}

std::string to_string(const Address& address)
{
    std::array<char, INET6_ADDRSTRLEN> name{};
    if (address.is_v4()) inet_ntop(AF_INET, address.bytes.data() + mapped_prefix.size(), name.data(), name.size());
    if (!address.is_v4()) inet_ntop(AF_INET6, address.bytes.data(), name.data(), name.size());
    return name.data();
}

bool is_loopback(const Address& address)
{
    if (address.is_v4()) return address.bytes[12] == 127;
    return std::all_of(address.bytes.begin(), address.bytes.end() - 1, [](auto b) { return b == 0; }) && address.bytes[15] == 1;
}

bool Network::contains(const Address& address) const
{
    auto whole = static_cast<std::size_t>(prefix_bits / 8);
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole), address.bytes.begin()))
        return false;
    int left = prefix_bits % 8;
    if (left == 0) return true;
    return (base.bytes.at(whole) >> (8 - left)) == (address.bytes.at(whole) >> (8 - left));
}

Network masked(Network network)
{
    for (int bit = network.prefix_bits; bit < 128; ++bit)
        network.base.bytes.at(static_cast<std::size_t>(bit / 8)) &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
    return network;
}

std::string to_string(const Network& network)
{
    bool is_v4 = network.base.is_v4() && network.prefix_bits >= 96;
    return to_string(network.base) + "/" + std::to_string(is_v4 ? network.prefix_bits - 96 : network.prefix_bits);
}

std::optional<Network> parse_network(std::string_view text)
{
    auto slash = text.find('/');
    auto base = parse_address(text.substr(0, slash));
    if (!base) return std::nullopt;
    if (slash == std::string_view::npos) return Network{.base = *base, .prefix_bits = 128};

    auto bits = parse_number<int>(text.substr(slash + 1));
    bool written_as_v4 = text.find(':') == std::string_view::npos;
    if (!bits || *bits < 0 || *bits > (written_as_v4 ? 32 : 128)) return std::nullopt;
    return Network{.base = *base, .prefix_bits = written_as_v4 ? *bits + 96 : *bits};
}

std::optional<Endpoint> parse_endpoint(std::string_view text)
{
    auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = text.substr(0, colon);
    auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!port || !parse_address(host) || bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
    return Endpoint{.host = std::string(host), .port = *port};
}

Address client_address(const Address& peer, const Request& request, std::span<const Network> trusted, ProxyHeader header)
{
    if (!is_trusted(peer, trusted)) return peer;

    // Lines of the same name are one list, in order (RFC 9110, 5.3).
    std::string list;
    auto name = header == ProxyHeader::XForwardedFor ? "X-Forwarded-For" : "Forwarded";
    for (const auto& line : request.headers) {
        if (!same_header_name(line.name, name)) continue;
        if (!list.empty()) list += ',';
        list += line.value;
    }

    auto client = peer;
    std::string_view left = list;
    while (!left.empty()) {
        auto comma = left.rfind(',');
        auto element = comma == std::string_view::npos ? left : left.substr(comma + 1);
        left = comma == std::string_view::npos ? std::string_view{} : left.substr(0, comma);
        auto address = header == ProxyHeader::XForwardedFor ? parse_node(element) : parse_forwarded_element(element);
        if (!address) return client;
        client = *address;
        if (!is_trusted(client, trusted)) return client;
    }
    return client;
}

}  // namespace favilla::net
