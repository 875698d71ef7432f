// SPDX-License-Identifier: AGPL-3.0-or-later
// base/html.h — HTML on the way out (escaping by place) and on the way in (the sanitiser).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

// HTML that may be sent to a browser as it stands. Made by sanitise_html and by the renderers of status_text.h
// only; the database keeps the string.
struct SafeHtml {
    std::string text;
    friend bool operator==(const SafeHtml&, const SafeHtml&) = default;
};

// By the place where the text will stand. An attribute's value must be in double quotes.
std::string escape_text(std::string_view);
std::string escape_attribute(std::string_view);
void append_escaped(std::string& out, std::string_view text);  // both: & < > " '

// The URL without what browsers ignore (tabs, line ends, blanks around it), when its scheme may be followed: http, https,
// mailto and the open protocols that Mastodon lets through. None for everything else, relative URLs included.
std::optional<std::string> safe_url(std::string_view);
std::optional<std::string> safe_web_url(std::string_view);  // http and https only

// What others wrote, reduced to Mastodon's allow-list of elements, attributes and classes. Everything else goes, its
// text stays, except where the text was never meant to be read (script, style, svg, …). Links get
// rel="nofollow noopener noreferrer" and target="_blank"; an unknown scheme leaves plain text; an image becomes a link.
// The answer is well nested, at most 32 deep, and sanitising it again changes nothing. Linear in time and space;
// the caller bounds the size.
SafeHtml sanitise_html(std::string_view foreign);

// The words alone: entities decoded, paragraphs apart by an empty line, <br> and list items on lines of their own.
std::string html_to_text(std::string_view);

}  // namespace favilla
