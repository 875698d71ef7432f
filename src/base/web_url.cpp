// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/web_url.h"

#include <algorithm>
#include <charconv>

#include <idn2.h>

#include "base/address.h"
#include "base/text.h"

namespace favilla {

namespace {

constexpr std::size_t max_url_length = 2048;
constexpr std::size_t max_host_length = 253;

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

bool is_host_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; }

// Visible ASCII that means itself in a path or query; everything else comes percent-encoded.
bool is_target_character(unsigned char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`';
}

std::optional<std::string> to_ascii(std::string_view name)
{
    std::string given{name};
    char* out = nullptr;
    if (idn2_to_ascii_8z(given.c_str(), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK) return std::nullopt;
    std::string ascii{out};
    idn2_free(out);
    return lower_ascii(ascii);
}

// A name whose last label is a number is an address to some programs and a name to others ("0x7f.1", "2130706433").
bool looks_like_number(std::string_view host)
{
    auto last = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    if (last.starts_with("0x")) return true;
    return !last.empty() && std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> normal_name(std::string_view written)
{
    if (written.starts_with('[')) {
        if (!written.ends_with(']')) return std::nullopt;
        auto address = parse_ip(written.substr(1, written.size() - 2));
        if (!address || address->family != IpAddress::Family::V6) return std::nullopt;
        return "[" + to_string(*address) + "]";
    }
    if (written.ends_with('.')) written.remove_suffix(1);
    auto host = is_ascii(written) ? std::optional{lower_ascii(written)} : to_ascii(written);
    if (!host || host->empty() || host->size() > max_host_length) return std::nullopt;
    if (!std::ranges::all_of(*host, is_host_character)) return std::nullopt;
    if (host->starts_with('.') || host->ends_with('.') || host->find("..") != std::string::npos) return std::nullopt;
    if (looks_like_number(*host)) {
        auto address = parse_ip(*host);
        if (!address) return std::nullopt;
        return to_string(*address);
    }
    return host;
}

struct NamedPort {
    std::string_view name;
    std::optional<std::uint16_t> port;
};

std::optional<NamedPort> split_port(std::string_view authority)
{
    auto after_name = authority.starts_with('[') ? authority.find(']') : 0;
    if (after_name == std::string_view::npos) return std::nullopt;
    auto colon = authority.find(':', after_name);
    if (colon == std::string_view::npos) return NamedPort{authority, std::nullopt};
    auto digits = authority.substr(colon + 1);
    std::uint16_t port = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
    return NamedPort{authority.substr(0, colon), port};
}

}  // namespace

std::string WebUrl::authority() const { return has_default_port() ? host : host + ":" + std::to_string(port); }
std::string WebUrl::origin() const { return (https ? "https://" : "http://") + authority(); }
std::string WebUrl::text() const { return origin() + target; }

std::optional<WebUrl> parse_web_url(std::string_view text)
{
    if (text.size() > max_url_length) return std::nullopt;
    auto colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    auto scheme = lower_ascii(text.substr(0, colon));
    if (scheme != "http" && scheme != "https") return std::nullopt;
    auto rest = text.substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    auto end = rest.find_first_of("/?");
    auto authority = rest.substr(0, end);
    if (authority.find('@') != std::string_view::npos) return std::nullopt;
    auto parts = split_port(authority);
    auto host = parts ? normal_name(parts->name) : std::nullopt;
    if (!host) return std::nullopt;

    WebUrl url{.https = scheme == "https", .host = *std::move(host), .port = 0, .target = {}};
    url.port = parts->port.value_or(url.https ? 443 : 80);
    if (end == std::string_view::npos || rest[end] == '?') url.target = "/";
    if (end != std::string_view::npos) url.target += rest.substr(end);
    if (!std::ranges::all_of(url.target, is_target_character)) return std::nullopt;
    return url;
}

std::optional<WebUrl> resolve_reference(const WebUrl& base, std::string_view reference)
{
    if (reference.find("://") != std::string_view::npos) return parse_web_url(reference);
    if (reference.starts_with("//")) return parse_web_url((base.https ? "https:" : "http:") + std::string{reference});
    if (reference.starts_with('/')) return parse_web_url(base.origin() + std::string{reference});
    auto scheme = reference.find(':');
    if (scheme != std::string_view::npos && scheme < reference.find_first_of("/?#")) return std::nullopt;
    auto path = base.target.substr(0, base.target.find('?'));
    if (reference.starts_with('?')) return parse_web_url(base.origin() + path + std::string{reference});
    return parse_web_url(base.origin() + path.substr(0, path.rfind('/') + 1) + std::string{reference});
}

std::optional<std::string> normal_host(std::string_view written)
{
    auto parts = split_port(written);
    auto host = parts ? normal_name(parts->name) : std::nullopt;
    if (!host) return std::nullopt;
    if (!parts->port || *parts->port == 443 || *parts->port == 80) return host;
    return *host + ":" + std::to_string(*parts->port);
}

bool stands_in(std::string_view host, std::string_view domain)
{
    return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

}  // namespace favilla
