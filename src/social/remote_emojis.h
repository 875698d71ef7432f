// SPDX-License-Identifier: AGPL-3.0-or-later
// social/remote_emojis.h — emojis of other servers (ActivityPub's toot:Emoji): kept with the post or the profile that names them, as
// pictures that are had through this server (social/remote_pictures.h).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct RemoteEmoji {
    std::string shortcode;  // without colons
    std::string url;        // of the picture
};

inline constexpr std::size_t max_remote_emojis = 100;  // of one post or profile; further ones stay text

// What is stored with the post or profile. Names that are none (emojis.h) and what is named twice are left out.
std::string know_emojis(db::Transaction&, std::span<const RemoteEmoji>, Time now);

struct ShownEmoji {
    std::string_view shortcode;
    std::string_view path;  // "/media/pictures/…"
};
// Of what was stored, those that occur in the text; they point into `stored`.
std::vector<ShownEmoji> emojis_in(std::string_view text, std::string_view stored);

}  // namespace favilla::social
