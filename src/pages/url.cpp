// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/url.h"

#include "base/html.h"

namespace favilla::pages {

namespace {

bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'
        || c == '~';
}

}  // namespace

Url Url::foreign(std::string_view address)
{
    auto followed = safe_web_url(address);
    return Url{followed ? *std::move(followed) : "#"};
}

// Whatever could begin a header or a second recipient is encoded; the "@" is not.
Url Url::mail(std::string_view address)
{
    auto at = address.rfind('@');
    if (at == std::string_view::npos) return Url{"#"};
    return Url{"mailto:" + url_segment(address.substr(0, at)) + "@" + url_segment(address.substr(at + 1))};
}

Url Url::with(std::string_view name, std::string_view value) const
{
    auto longer = text_;
    longer += longer.find('?') == std::string::npos ? '?' : '&';
    longer.append(url_segment(name)).append("=").append(url_segment(value));
    return Url{std::move(longer)};
}

std::string url_segment(std::string_view words)
{
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(words.size());
    for (char c : words) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        auto byte = static_cast<unsigned char>(c);
        out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
    return out;
}

}  // namespace favilla::pages
