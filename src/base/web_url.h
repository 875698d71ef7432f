// SPDX-License-Identifier: AGPL-3.0-or-later
// base/web_url.h — an http or https address, taken apart and in one normal form: scheme and host in lower case, the host in
// ASCII (IDNA 2008, RFC 5891) without a trailing dot, no default port, no fragment. Two addresses of one place are
// equal as text; an address with a user name, or with anything two programs could read in two ways, is none.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

struct WebUrl {
    bool https = false;
    std::string host;    // "example.org", "xn--bcher-kva.example", "127.0.0.1", "[::1]"
    std::uint16_t port;  // the scheme's own where none is written
    std::string target;  // path and query, at least "/"

    bool has_default_port() const { return port == (https ? 443 : 80); }
    std::string authority() const;  // "example.org", "localhost:8080": what stands in a Host header
    std::string origin() const;     // "https://example.org"
    std::string text() const;       // origin and target
};

// At most 2,048 bytes long.
std::optional<WebUrl> parse_web_url(std::string_view);

// The address that a Location header or a relative reference names, seen from `base` (RFC 3986, 5.2, without dot segments
// beyond the root). None when it leads out of http and https.
std::optional<WebUrl> resolve_reference(const WebUrl& base, std::string_view reference);

// "Bücher.Example." is "xn--bcher-kva.example": the form hosts are stored and compared in, with a port where one is
// written. None when no host can be called so.
std::optional<std::string> normal_host(std::string_view);

// "example.org" and "www.example.org" stand in "example.org". Both in their normal form.
bool stands_in(std::string_view host, std::string_view domain);

}  // namespace favilla
