// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/media_json.h"

#include "social/media_links.h"

namespace favilla::mastodon {

namespace {

void write_url(JsonWriter& json, std::string_view name, const social::Domain& domain, const std::string& path)
{
    json.key(name);
    if (path.empty()) return json.value(nullptr);
    json.value(social::media_url(path, domain));
}

void write_text(JsonWriter& json, std::string_view name, const std::string& text)
{
    json.field(name, text.empty() ? std::nullopt : std::optional{text});
}

void write_variant(JsonWriter& json, std::string_view name, const social::MediaVariant& variant, Duration lasts = {})
{
    if (variant.width <= 0 || variant.height <= 0) return;
    json.key(name).object([&] {
        if (lasts.milliseconds > 0) json.field("duration", static_cast<double>(lasts.milliseconds) / 1000);
        json.field("width", variant.width);
        json.field("height", variant.height);
        json.field("size", std::to_string(variant.width) + "x" + std::to_string(variant.height));
        json.field("aspect", static_cast<double>(variant.width) / variant.height);
    });
}

void write_meta(JsonWriter& json, const social::Media& media)
{
    json.key("meta").object([&] {
        write_variant(json, "original", media.original, media.lasts);
        write_variant(json, "small", media.small);
        if (media.lasts.milliseconds > 0) json.field("duration", static_cast<double>(media.lasts.milliseconds) / 1000);
        if (!media.focus) return;
        json.key("focus").object([&] {
            json.field("x", media.focus->x);
            json.field("y", media.focus->y);
        });
    });
}

}  // namespace

void write_media(JsonWriter& json, const social::Media& media, const social::Domain& domain)
{
    auto path = social::media_path(media);
    json.object([&] {
        json.field("id", media.id);
        json.field("type", name_of(media.kind));
        if (path.empty())
            write_text(json, "url", media.remote_url);
        else
            write_url(json, "url", domain, path);
        write_url(json, "preview_url", domain, social::preview_path(media));
        write_text(json, "remote_url", media.remote_url);
        json.field("preview_remote_url", nullptr);
        write_meta(json, media);
        write_text(json, "description", media.description);
        write_text(json, "blurhash", media.blurhash);
    });
}

void write_media_list(JsonWriter& json, std::span<const social::Media> media, const social::Domain& domain)
{
    json.array(media, [&](const social::Media& one) { write_media(json, one, domain); });
}

}  // namespace favilla::mastodon
