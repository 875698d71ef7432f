// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/url.h — where links lead, as a type of its own.
#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace favilla::pages {

// What a browser may be sent to: a path of ours, or an address of the web.
class Url {
public:
    // A path of ours as it stands: "/about", "/@ada?max_id=7".
    static Url local(std::string_view path) { return Url{std::string{path}}; }
    // Somebody else's words: http and https only; anything else becomes "#".
    static Url foreign(std::string_view address);
    static Url mail(std::string_view address);                      // mailto:
    Url with(std::string_view name, std::string_view value) const;  // another parameter of the query, encoded
    const std::string& text() const { return text_; }

private:
    explicit Url(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

std::string url_segment(std::string_view);  // percent-encoded: one segment of a path, or a value of a query

}  // namespace favilla::pages
