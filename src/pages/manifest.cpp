// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /app/manifest.webmanifest (w3.org/TR/appmanifest). Icons carry the digests of their contents, so a new one is noticed.
#include "base/json_writer.h"
#include "pages/web_app.h"
#include "social/media_links.h"

namespace favilla::pages {

namespace {

struct Icon {
    std::string_view file, sizes, type, purpose;
};

constexpr Icon icons[] = {
    {"icon.svg", "any", "image/svg+xml", "any"},
    {"icon-192.png", "192x192", "image/png", "any"},
    {"icon-512.png", "512x512", "image/png", "any"},
    {"icon-maskable-192.png", "192x192", "image/png", "maskable"},
    {"icon-maskable-512.png", "512x512", "image/png", "maskable"},
    {"icon-monochrome-192.png", "192x192", "image/png", "monochrome"},
};

// What stands in web/design/tokens.css as --ground of the light theme: shown before the app has drawn anything.
constexpr std::string_view ground = "#faf5ee";

void write_icon(JsonWriter& json, const std::string& source, const Icon& icon)
{
    json.object([&] {
        json.field("src", source);
        json.field("sizes", icon.sizes);
        json.field("type", icon.type);
        json.field("purpose", icon.purpose);
    });
}

// The organisation's own picture is as it is: it cannot be cut round, nor drawn in one colour.
void write_icons(JsonWriter& json, const Frame& frame)
{
    json.key("icons").array([&] {
        if (!frame.logo.empty()) return write_icon(json, frame.logo, {"", "400x400", social::type_of_file(frame.logo), "any"});
        for (const auto& icon : icons) write_icon(json, frame.assets.named(icon.file).url, icon);
    });
}

void write_shortcut(JsonWriter& json, std::string_view name, std::string_view url)
{
    json.object([&] {
        json.field("name", name);
        json.field("url", url);
    });
}

// What another app shares is written into the window for a new post (w3c.github.io/web-share-target).
void write_share_target(JsonWriter& json)
{
    json.key("share_target").object([&] {
        json.field("action", "/app/share");
        json.field("method", "GET");
        json.field("enctype", "application/x-www-form-urlencoded");
        json.key("params").object([&] {
            for (auto name : {"title", "text", "url"}) json.field(name, name);
        });
    });
}

}  // namespace

net::Response show_manifest(const Visit& visit)
{
    auto frame = frame_of(visit);
    auto name = frame.organisation.empty() ? std::string{"Favilla"} : frame.organisation;
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("id", "/app");
            json.field("name", name);
            json.field("short_name", name);
            if (!visit.domain.description.empty()) json.field("description", visit.domain.description);
            json.field("lang", frame.words.tag());
            json.field("dir", "ltr");
            json.field("start_url", "/app");
            json.field("scope", "/app");
            json.field("display", "standalone");
            json.field("background_color", ground);
            json.field("theme_color", ground);
            json.key("categories").array([&] { json.value("social"); });
            write_icons(json, frame);
            json.key("shortcuts").array([&] {
                write_shortcut(json, frame.words("app.compose.title"), "/app/share");
                write_shortcut(json, frame.words("app.notifications"), "/app/notifications");
            });
            write_share_target(json);
        });
    });
    auto response = net::response_of_type(200, "application/manifest+json; charset=utf-8", std::move(body));
    response.set_header("Cache-Control", "no-cache");
    response.set_header("Vary", "Accept-Language, Cookie");
    return with_security_headers(std::move(response));
}

}  // namespace favilla::pages
