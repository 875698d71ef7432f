// SPDX-License-Identifier: AGPL-3.0-or-later
// base/web_page.h — what a page of somebody else says about itself and links to: plain text out of whatever stands there, by one
// pass over its tags. The page is UTF-8 (base/charset.h); the caller bounds its size.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace favilla {

// Open Graph (ogp.me) before Twitter's cards before plain HTML. Each on one line, without markup, as long as it was.
struct PageFacts {
    std::string title;
    std::string description;
    std::string author;
    std::string author_url;  // as written; empty: none
    std::string creator;     // "ada@example.org" (fediverse:creator)
    std::string site;
    std::string picture;  // an address as written; empty: none, or it is not to be shown (noimageindex, max-image-preview:none)
    std::string picture_description;
    std::optional<std::string> language;
    std::optional<Time> published_at;
    bool refuses = false;  // asks robots to keep away (noindex, nosnippet, none, max-snippet:0)
};
PageFacts read_page(std::string_view html);

// The same wish in a header; one for another robot is not for us.
bool robots_tag_refuses(std::string_view x_robots_tag);
bool robots_tag_hides_picture(std::string_view x_robots_tag);

struct PageLink {
    std::string href;     // as written
    std::string rel;      // its words, in lower case
    std::string classes;  // of the class attribute
    std::string text;     // all of it, hidden or not, with nothing taken away
};
// <a> in the order of the page; of what is nested, the outer one.
std::vector<PageLink> links_in(std::string_view html, std::size_t at_most);

// Where rel="me" points, in <a>, <link> and a Link header (microformats.org/wiki/rel-me, RFC 8288).
std::vector<std::string> me_links(std::string_view html, std::size_t at_most);
std::vector<std::string> me_links_in_header(std::string_view link);

// The address of a text that is one link and nothing else, and reads as what it leads to (CVE-2023-36462), without a user name and
// with an ASCII host that stands for no other letters. None for everything else.
std::optional<std::string> plain_link(std::string_view html);
// Sanitised HTML whose links say that they are the same person's (rel-me).
std::string with_rel_me(std::string html);

bool has_word(std::string_view words, std::string_view word);  // among those parted by white space, case does not matter
// Without markup, controls and marks that turn the direction of writing, on one line; no longer than so many characters, and four
// times as many bytes.
std::string one_line(std::string_view text, std::size_t graphemes);

}  // namespace favilla
