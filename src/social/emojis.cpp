// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/emojis.h"

#include <algorithm>

#include "base/crypto.h"
#include "social/png.h"

namespace favilla::social {

bool is_shortcode(std::string_view text)
{
    auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    return text.size() >= 2 && text.size() <= 64 && std::ranges::all_of(text, fine);
}

bool names_emoji(std::string_view text, std::string_view shortcode)
{
    for (auto at = text.find(shortcode); at != std::string_view::npos; at = text.find(shortcode, at + 1))
        if (at > 0 && text[at - 1] == ':' && text.substr(at + shortcode.size()).starts_with(':')) return true;
    return false;
}

Result<Emoji> add_emoji(db::Transaction& tx, DomainId domain, std::string_view shortcode, std::string_view png,
                        std::string_view category, Time now)
{
    if (!is_shortcode(shortcode)) return refuse(ErrorCode::Invalid, "emoji.shortcode", {{"shortcode", std::string{shortcode}}});
    if (png.size() > max_emoji_bytes) return refuse(ErrorCode::Invalid, "emoji.too_large");
    auto image = cleaned_png(png, max_emoji_side);
    if (!image) return refuse(ErrorCode::Invalid, "emoji.image");
    auto id = tx.new_id<EmojiId>(now);
    auto added = tx.run(
        "INSERT INTO custom_emojis (id, domain_id, shortcode, category, image, created_at) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (domain_id, shortcode) DO NOTHING",
        id, domain, shortcode, category, to_base64(*image), now);
    if (added == 0) return refuse(ErrorCode::Conflict, "emoji.taken", {{"shortcode", std::string{shortcode}}});
    return Emoji{id, std::string{shortcode}, std::string{category}};
}

Result<void> remove_emoji(db::Transaction& tx, DomainId domain, std::string_view shortcode)
{
    if (tx.run("DELETE FROM custom_emojis WHERE domain_id = $1 AND shortcode = $2", domain, shortcode) == 0)
        return refuse(ErrorCode::NotFound, "emoji.missing", {{"shortcode", std::string{shortcode}}});
    return {};
}

std::vector<Emoji> emojis(db::Reader& reader, DomainId domain)
{
    std::vector<Emoji> all;
    for (auto row :
         reader.rows("SELECT id, shortcode, category FROM custom_emojis WHERE domain_id = $1 ORDER BY shortcode", domain))
        all.push_back({row.get<EmojiId>(0), row.get<std::string>(1), row.get<std::string>(2)});
    return all;
}

std::optional<std::string> find_emoji_image(db::Reader& reader, EmojiId id)
{
    auto image = reader.value<std::string>("SELECT image FROM custom_emojis WHERE id = $1", id);
    return image ? from_base64(*image) : std::nullopt;
}

std::string emoji_path(const Emoji& emoji) { return "/pictures/emoji/" + to_string(emoji.id) + ".png"; }

std::vector<Emoji> emojis_in(std::string_view text, const std::vector<Emoji>& known)
{
    std::vector<Emoji> found;
    if (known.empty() || text.find(':') == std::string_view::npos) return found;
    for (const auto& emoji : known)
        if (names_emoji(text, emoji.shortcode)) found.push_back(emoji);
    return found;
}

}  // namespace favilla::social
