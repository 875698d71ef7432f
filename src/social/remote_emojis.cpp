// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/remote_emojis.h"

#include <unordered_set>

#include "base/parts.h"
#include "social/emojis.h"
#include "social/remote_pictures.h"

namespace favilla::social {

std::string know_emojis(db::Transaction& tx, std::span<const RemoteEmoji> emojis, Time now)
{
    std::string stored;
    std::unordered_set<std::string_view> named;
    for (const auto& emoji : emojis) {
        if (named.size() == max_remote_emojis) break;
        if (!is_shortcode(emoji.shortcode) || !named.insert(emoji.shortcode).second) continue;
        stored += emoji.shortcode + " " + picture_path(know_emoji_picture(tx, emoji.url, now)) + "\n";
    }
    return stored;
}

std::vector<ShownEmoji> emojis_in(std::string_view text, std::string_view stored)
{
    std::vector<ShownEmoji> found;
    each_part(stored, '\n', [&](std::string_view line) {
        auto space = line.find(' ');
        if (space == std::string_view::npos) return;
        ShownEmoji emoji{line.substr(0, space), line.substr(space + 1)};
        if (names_emoji(text, emoji.shortcode)) found.push_back(emoji);
    });
    return found;
}

}  // namespace favilla::social
