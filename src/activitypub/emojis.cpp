// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/emojis.h"

#include "base/web_url.h"

namespace favilla::activitypub {

std::vector<social::RemoteEmoji> read_emojis(const boost::json::value& object)
{
    std::vector<social::RemoteEmoji> emojis;
    for (const auto* item : items_of(object, "tag")) {
        if (emojis.size() == social::max_remote_emojis) break;
        if (type_of(*item) != "Emoji") continue;
        auto name = text_of(*item, "name");
        auto url = parse_web_url(address_of(*item, "icon"));
        if (!url || name.size() < 3 || !name.starts_with(':') || !name.ends_with(':')) continue;
        emojis.push_back({name.substr(1, name.size() - 2), url->text()});
    }
    return emojis;
}

void write_emojis(JsonWriter& json, std::string_view text, const std::vector<social::Emoji>& known, std::string_view origin)
{
    for (const auto& emoji : social::emojis_in(text, known)) {
        auto url = std::string{origin} + social::emoji_path(emoji);
        json.object([&] {
            json.field("id", url);
            json.field("type", "Emoji");
            json.field("name", ":" + emoji.shortcode + ":");
            json.key("icon").object([&] {
                json.field("type", "Image");
                json.field("mediaType", "image/png");
                json.field("url", url);
            });
        });
    }
}

}  // namespace favilla::activitypub
