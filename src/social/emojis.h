// SPDX-License-Identifier: AGPL-3.0-or-later
// social/emojis.h — small pictures of an organisation's own, which stand in a text as :shortcode:.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Emoji {
    EmojiId id;
    std::string shortcode;  // "spark" of :spark:
    std::string category;   // under which pickers show it; empty: none
};

inline constexpr std::size_t max_emoji_bytes = 50 * 1024;
inline constexpr std::uint32_t max_emoji_side = 512;  // pixels

// The picture is a PNG. Refuses: Conflict "emoji.taken", Invalid "emoji.shortcode", "emoji.image",
// "emoji.too_large".
Result<Emoji> add_emoji(db::Transaction&, DomainId, std::string_view shortcode, std::string_view png, std::string_view category,
                        Time now);
Result<void> remove_emoji(db::Transaction&, DomainId, std::string_view shortcode);  // refuses NotFound
std::vector<Emoji> emojis(db::Reader&, DomainId);                                   // by shortcode
std::optional<std::string> find_emoji_image(db::Reader&, EmojiId);

bool is_shortcode(std::string_view);  // [A-Za-z0-9_], 2 to 64
bool names_emoji(std::string_view text, std::string_view shortcode);

std::string emoji_path(const Emoji&);  // "/pictures/emoji/….png"

// Those of them that occur in the text.
std::vector<Emoji> emojis_in(std::string_view text, const std::vector<Emoji>&);

}  // namespace favilla::social
