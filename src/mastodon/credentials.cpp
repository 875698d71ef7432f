// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/credentials.cpp — one's own account (docs.joinmastodon.org/methods/accounts/#verify_credentials,
// methods/preferences, methods/markers).
#include <algorithm>

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/sent_pictures.h"
#include "mastodon/status_json.h"
#include "social/markers.h"
#include "social/media_links.h"
#include "social/previews.h"

namespace favilla::mastodon {

namespace {

net::Response credentials_response(const Api& api, const std::optional<CredentialView>& view)
{
    if (!view) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_credential_account(json, *view, api.domain); });
}

Result<std::optional<CredentialView>> change_profile(Api& api, const social::ProfileChange& change,
                                                     const social::Preferences& preferences)
{
    return api.db.write([&](db::Transaction& tx) -> Result<std::optional<CredentialView>> {
        auto before = social::find_account(tx, api.me());
        if (api.params.has("attribution_domains"))
            social::set_attribution_domains(tx, api.me(), api.params.texts("attribution_domains"));
        TRY(auto after, social::update_profile(tx, api.me(), change));
        if (preferences != social::Preferences{}) CHECKED(social::change_preferences(tx, api.me(), preferences));
        for (auto picture : {&social::Account::avatar, &social::Account::header})
            loosen_replaced(tx, (*before).*picture, after.*picture, api.now);
        return find_credentials(tx, api.me());
    });
}

net::Response changed_response(const Api& api, const Result<std::optional<CredentialView>>& view)
{
    if (!view) return error_response(api, view.error());
    return credentials_response(api, *view);
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
            .hide_collections = params.flag("hide_collections"),
            .avatar_description = params.text("avatar_description"),
            .header_description = params.text("header_description"),
            .show_media = params.flag("show_media"),
            .show_media_replies = params.flag("show_media_replies"),
            .show_featured = params.flag("show_featured")};
}

// With the pictures that came along.
Result<std::optional<CredentialView>> change_as_asked(Api& api, const social::Preferences& preferences)
{
    auto change = read_profile(api.params);
    TRY(auto avatar, take_picture(api, "avatar", social::PictureUse::Avatar));
    TRY(auto header, take_picture(api, "header", social::PictureUse::Header));
    change.avatar = std::move(avatar);
    change.header = std::move(header);
    return change_profile(api, change, preferences);
}

// What is shown where somebody has no picture of their own is drawn: theirs it is not.
void write_own_picture(JsonWriter& json, std::string_view name, const std::string& stored, const std::string& url,
                       const std::string& description)
{
    auto shown = stored.empty() ? std::nullopt : std::optional{url};
    json.field(name, shown);
    json.field(std::string{name} + "_static", shown);
    json.field(std::string{name} + "_description", description);
}

// docs.joinmastodon.org/entities/Profile: as typed, for who edits it.
void write_profile(JsonWriter& json, const Api& api, const CredentialView& view, const std::vector<social::FeaturedTag>& tags)
{
    const auto& account = view.account;
    json.object([&] {
        json.field("id", account.id);
        json.field("display_name", account.display_name);
        json.field("note", account.note);
        json.field("formatted_note", account.note_html);
        json.key("fields");
        write_fields(json, account.fields, Fields::AsTyped);
        json.key("formatted_fields");
        write_fields(json, account.fields, Fields::AsShown);
        write_own_picture(json, "avatar", account.avatar, avatar_url(account, api.domain), account.avatar_description);
        write_own_picture(json, "header", account.header, header_url(account, api.domain), account.header_description);
        json.field("locked", account.locked);
        json.field("bot", account.bot);
        json.field("hide_collections", account.hide_collections);
        json.field("discoverable", account.discoverable);
        json.field("indexable", account.indexable);
        json.field("show_media", account.show_media);
        json.field("show_media_replies", account.show_media_replies);
        json.field("show_featured", account.show_featured);
        json.key("attribution_domains").values(view.attribution_domains);
        json.key("featured_tags").array(tags, [&](const social::FeaturedTag& tag) {
            write_featured_tag(json, audience_of(api), tag);
        });
    });
}

net::Response profile_response(Api& api)
{
    std::vector<social::FeaturedTag> tags;
    auto view = api.db.read([&](db::Reader& reader) {
        tags = social::featured_tags(reader, api.me());
        return find_credentials(reader, api.me());
    });
    if (!view) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_profile(json, api, *view, tags); });
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
    if (auto name = source->text("quote_policy")) {
        preferences.default_quote_policy = social::parse_quote_policy(*name);
        if (!preferences.default_quote_policy) return refuse(ErrorCode::Invalid, "status.quote_policy_invalid");
    }
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

net::Response update_credentials(const net::Request&, Api& api)
{
    auto preferences = read_preferences(api.params);
    if (!preferences) return error_response(api, preferences.error());
    return changed_response(api, change_as_asked(api, *preferences));
}

net::Response get_profile(const net::Request&, Api& api) { return profile_response(api); }

net::Response patch_profile(const net::Request&, Api& api)
{
    auto changed = change_as_asked(api, {});
    return changed ? profile_response(api) : error_response(api, changed.error());
}

net::Response delete_avatar(const net::Request&, Api& api)
{
    return changed_response(api, change_profile(api, {.avatar = ""}, {}));
}
net::Response delete_header(const net::Request&, Api& api)
{
    return changed_response(api, change_profile(api, {.header = ""}, {}));
}

net::Response get_preferences(const net::Request&, Api& api)
{
    social::Reading reading;
    auto view = api.db.read([&](db::Reader& reader) {
        reading = social::reading_of(reader, api.person());  // whoever speaks for a page reads as they do
        return find_credentials(reader, api.me());
    });
    if (!view) return not_found(api);
    const auto* user = &view->user;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("posting:default:visibility", visibility_name(user->default_visibility));
            json.field("posting:default:sensitive", user->default_sensitive);
            json.field("posting:default:language", user->default_language);
            json.field("posting:default:quote_policy", name_of(user->default_quote_policy));
            json.field("reading:expand:media", name_of(reading.media));
            json.field("reading:expand:spoilers", reading.open_warnings);
            json.field("reading:autoplay:gifs", reading.play_gifs);
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
