// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/credentials.cpp — one's own account (docs.joinmastodon.org/methods/accounts/#verify_credentials,
// methods/preferences, methods/markers).
#include <algorithm>

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "net/form.h"
#include "social/markers.h"
#include "social/previews.h"

namespace favilla::mastodon {

namespace {

net::Response credentials_response(const Api& api, const std::optional<CredentialView>& view)
{
    if (!view) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_credential_account(json, *view, api.domain); });
}

// Whether a picture came with the request, as a file or as text.
bool brings_picture(const net::Request& request, const Params& params)
{
    for (auto name : {"avatar", "header"})
        if (!params.text_or(name, "").empty()) return true;
    if (request.content_type() != "multipart/form-data") return false;
    auto form = net::parse_multipart(request.header("Content-Type"), request.body);
    return form && !form->files.empty();
}

std::optional<std::vector<std::pair<std::string, std::string>>> read_fields(const Params& params)
{
    if (!params.has("fields_attributes")) return std::nullopt;
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& field : params.hashes("fields_attributes"))
        fields.emplace_back(field.text_or("name", ""), field.text_or("value", ""));
    return fields;
}

social::ProfileChange read_profile(const Params& params)
{
    return {.display_name = params.text("display_name"),
            .note = params.text("note"),
            .fields = read_fields(params),
            .locked = params.flag("locked"),
            .bot = params.flag("bot"),
            .discoverable = params.flag("discoverable"),
            .indexable = params.flag("indexable"),
            .hide_collections = params.flag("hide_collections")};
}

Result<social::Preferences> read_preferences(const Params& params)
{
    social::Preferences preferences;
    auto source = params.hash("source");
    if (!source) return preferences;
    if (auto name = source->text("privacy")) {
        preferences.default_visibility = parse_visibility(*name);
        if (!preferences.default_visibility) return refuse(ErrorCode::Invalid, "user.visibility_invalid");
    }
    preferences.default_sensitive = source->flag("sensitive");
    preferences.default_language = source->text("language");
    return preferences;
}

void write_marker(JsonWriter& json, const social::Marker& marker)
{
    json.key(marker.timeline).object([&] {
        json.field("last_read_id", std::to_string(marker.last_read_id));
        json.field("version", marker.version);
        json.field("updated_at", marker.updated_at);
    });
}

net::Response markers_response(const std::vector<social::Marker>& markers)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            for (const auto& marker : markers) write_marker(json, marker);
        });
    });
}

}  // namespace

net::Response verify_credentials(const net::Request&, Api& api)
{
    return credentials_response(api, api.db.read([&](db::Reader& reader) { return find_credentials(reader, api.me()); }));
}

net::Response update_credentials(const net::Request& request, Api& api)
{
    if (brings_picture(request, api.params)) return error_response(api, Error{ErrorCode::Unsupported, "account.pictures_later"});
    auto preferences = read_preferences(api.params);
    if (!preferences) return error_response(api, preferences.error());
    auto view = api.db.write([&](db::Transaction& tx) -> Result<std::optional<CredentialView>> {
        if (api.params.has("attribution_domains"))
            social::set_attribution_domains(tx, api.me(), api.params.texts("attribution_domains"));
        CHECKED(social::update_profile(tx, api.me(), read_profile(api.params)));
        CHECKED(social::change_preferences(tx, api.me(), *preferences));
        return find_credentials(tx, api.me());
    });
    if (!view) return error_response(api, view.error());
    return credentials_response(api, *view);
}

net::Response get_preferences(const net::Request&, Api& api)
{
    auto user = api.db.read([&](db::Reader& reader) { return social::find_user(reader, api.me()); });
    if (!user) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("posting:default:visibility", visibility_name(user->default_visibility));
            json.field("posting:default:sensitive", user->default_sensitive);
            json.field("posting:default:language", user->default_language);
            json.field("posting:default:quote_policy", "nobody");
            json.field("reading:expand:media", "default");
            json.field("reading:expand:spoilers", false);
            json.field("reading:autoplay:gifs", false);
        });
    });
}

net::Response get_markers(const net::Request&, Api& api)
{
    auto wanted = api.params.texts("timeline");
    auto markers = api.db.read([&](db::Reader& reader) { return social::markers(reader, api.me()); });
    std::erase_if(markers,
                  [&](const social::Marker& marker) { return std::ranges::find(wanted, marker.timeline) == wanted.end(); });
    return markers_response(markers);
}

net::Response set_markers(const net::Request&, Api& api)
{
    auto set = api.db.write([&](db::Transaction& tx) -> Result<std::vector<social::Marker>> {
        std::vector<social::Marker> markers;
        for (std::string_view timeline : {"home", "notifications"}) {
            auto sent = api.params.hash(timeline);
            auto id = sent ? sent->id<StatusId>("last_read_id") : std::nullopt;
            if (!id) continue;
            TRY(auto marker, social::set_marker(tx, api.me(), timeline, id->value, api.now));
            markers.push_back(marker);
        }
        return markers;
    });
    if (!set) return error_response(api, set.error());
    return markers_response(*set);
}

}  // namespace favilla::mastodon
