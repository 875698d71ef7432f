// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/emojis.cpp — the pictures an organisation added (docs.joinmastodon.org/methods/custom_emojis)
#include "social/emojis.h"

#include "mastodon/answers.h"
#include "mastodon/emoji_json.h"
#include "mastodon/handlers.h"
#include "social/remote_emojis.h"

namespace favilla::mastodon {

namespace {

void write_emoji(JsonWriter& json, std::string_view shortcode, const std::string& url, bool in_picker, std::string_view category)
{
    json.object([&] {
        json.field("shortcode", shortcode);
        json.field("url", url);
        json.field("static_url", url);
        json.field("visible_in_picker", in_picker);
        json.field("category", category.empty() ? std::nullopt : std::optional{category});
        json.field("featured", false);
    });
}

void write_emoji(JsonWriter& json, const social::Emoji& emoji, const social::Domain& domain)
{
    write_emoji(json, emoji.shortcode, domain.origin + social::emoji_path(emoji), true, emoji.category);
}

}  // namespace

void write_emojis_in(JsonWriter& json, std::string_view text, EmojisOf whose, const social::Domain& readers)
{
    if (whose.host == readers.name)
        json.array(social::emojis_in(text, readers.emojis),
                   [&](const social::Emoji& emoji) { write_emoji(json, emoji, readers); });
    else
        json.array(social::emojis_in(text, whose.stored), [&](const social::ShownEmoji& emoji) {
            write_emoji(json, emoji.shortcode, readers.origin + std::string{emoji.path}, false, {});
        });
}

net::Response get_custom_emojis(const net::Request&, Api& api)
{
    auto all = api.db.read([&](db::Reader& reader) { return social::emojis(reader, api.domain.id); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(all, [&](const social::Emoji& emoji) { write_emoji(json, emoji, api.domain); });
    });
}

net::Response get_emoji_image(const net::Request& request, Api& api)
{
    auto name = request.param("name");
    if (!name.ends_with(".png")) return not_found(api);
    auto id = parse_id<EmojiId>(name.substr(0, name.size() - 4));
    auto image = api.db.read([&](db::Reader& reader) { return id ? social::find_emoji_image(reader, *id) : std::nullopt; });
    if (!image) return not_found(api);
    return picture_response(std::move(*image));
}

}  // namespace favilla::mastodon
