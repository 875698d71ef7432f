// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/assets.h — style sheet and drawings, out of the binary. A name carries a digest of the content, so that a
// browser may keep the file for good and never sees an old one.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/embedded_files.h"
#include "pages/html.h"

namespace favilla::pages {

struct Asset {
    std::string url;  // "/assets/favilla.3f9c1a5b7d20.css"
    std::string_view content_type;
    std::string_view content;
};

class Assets {
public:
    // Throws when a file is of a kind that has no content type here. They are served from where they lie, which outlives the server.
    explicit Assets(std::span<const EmbeddedFile> files = embedded_files());

    Url url(std::string_view name) const;  // "favilla.css"; throws std::out_of_range when there is none
    const Asset* find_by_url(std::string_view path) const;
    const Asset& named(std::string_view name) const;

private:
    std::unordered_map<std::string, Asset> by_name_;
    std::unordered_map<std::string, std::string> name_of_url_;
};

}  // namespace favilla::pages
