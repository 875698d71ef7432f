// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/emojis.cpp — the pictures an organisation added (docs.joinmastodon.org/methods/custom_emojis)
#include "social/emojis.h"

#include "mastodon/answers.h"
#include "mastodon/emoji_json.h"
#include "mastodon/handlers.h"

namespace favilla::mastodon {

namespace {

void write_emoji(JsonWriter& json, const social::Emoji& emoji, const social::Domain& domain)
{
    auto url = domain.origin + "/pictures/emoji/" + to_string(emoji.id) + ".png";
    json.object([&] {
        json.field("shortcode", emoji.shortcode);
        json.field("url", url);
        json.field("static_url", url);
        json.field("visible_in_picker", true);
        json.field("category", emoji.category.empty() ? std::nullopt : std::optional{emoji.category});
        json.field("featured", false);
    });
}

}  // namespace

void write_emojis_in(JsonWriter& json, std::string_view text, std::string_view host, const social::Domain& readers)
{
    if (host != readers.name) return json.array([] {});
    json.array(social::emojis_in(text, readers.emojis), [&](const social::Emoji& emoji) { write_emoji(json, emoji, readers); });
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
