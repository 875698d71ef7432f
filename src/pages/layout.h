// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/layout.h — what every page has around it: head, header, language switch, footer.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/colour.h"
#include "pages/assets.h"
#include "pages/html.h"
#include "pages/words.h"

namespace favilla::pages {

// What all pages of one visit share.
struct Frame {
    Words words;
    const Assets& assets;
    std::string organisation;            // its name; empty while it has none
    std::string origin;                  // "https://example.org"
    std::string target = "/";            // of this request, with its query: the language switch returns here
    std::optional<std::string> reader;   // the name of who is signed in
    bool open_to_members = false;        // may somebody new sign up?
    std::optional<Colour> colour = {};   // the organisation's own; none: as Favilla comes
    std::string logo = {}, banner = {};  // paths of its pictures; empty: none
    std::string form_token;              // against forged forms; goes into every form that changes something
};

struct Alternate {
    std::string_view type;  // "application/atom+xml"
    std::string url;        // a path of ours, or absolute
    std::string title;
};

// What a page says about itself to browsers, search engines and those who link to it.
struct PageHead {
    std::string title;  // empty: the organisation's name alone
    std::string description;
    std::string canonical;              // absolute; empty: none
    std::string_view kind = "website";  // og:type
    std::string image;                  // absolute
    std::string image_description;
    std::string author_handle;  // fediverse:creator
    std::vector<Alternate> alternates;
    std::string previous, next;  // of pages in a row
    std::string json_ld;
    bool indexed = true;                               // false: search engines are asked to leave it out
    std::string_view width = "text";                   // class of <main>: text, wide, form
    std::string_view sheet;                            // a style sheet of its own beside favilla.css; empty: none
    std::optional<std::string_view> content_language;  // of what is in <main>, where it is known and another
};

std::string page(const Frame&, const PageHead&, const std::function<void(Html&)>& main);

// For what stands in somebody else's page: nothing around it but whose it is, and links open beside that page.
std::string bare_page(const Frame&, const PageHead&, const std::function<void(Html&)>& main);

std::string icon_path(const Frame&);  // of a square picture

}  // namespace favilla::pages
