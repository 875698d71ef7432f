// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/feeds.h — posts as an Atom feed (RFC 4287), for feed readers.
#pragma once
#include <span>
#include <string>

#include "pages/layout.h"
#include "pages/views.h"

namespace favilla::pages {

struct FeedHead {
    std::string id;  // an IRI that never changes
    std::string title;
    std::string subtitle;
    std::string self;                 // absolute address of the feed
    std::string page;                 // absolute address of what it is the feed of
    std::optional<std::string> next;  // absolute address of the older ones (RFC 5005, 4)
    Time updated;
};

std::string atom_feed(const Frame&, const FeedHead&, std::span<const PostView>);

// What XML 1.0 cannot hold (most control characters, U+FFFE, U+FFFF) left out.
std::string xml_text(std::string_view utf8);

}  // namespace favilla::pages
