// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/account_json.h"

#include "base/web_page.h"
#include "mastodon/emoji_json.h"
#include "social/media_links.h"
#include "social/page_preferences.h"
#include "social/previews.h"
#include "social/remote_pictures.h"

namespace favilla::mastodon {

namespace {

// Mastodon tells the day only.
Time day_of(Time time)
{
    constexpr auto day = days(1).milliseconds;
    return {time.milliseconds - time.milliseconds % day};
}

std::string picture_url(const social::Account& account, social::Portrait portrait, const social::Domain& domain)
{
    auto given = account.suspended_at ? std::string{} : social::address_of(account, portrait);
    auto kind = portrait == social::Portrait::Avatar ? "avatar" : "header";
    if (given.empty()) return domain.origin + "/pictures/" + kind + '/' + to_string(account.id) + ".png";
    return social::media_url(account.is_local() ? given : social::portrait_path(account, portrait), domain);
}

// A member who may be discovered may be put into collections by anybody; nobody else may be (social/collections.h).
void write_feature_approval(JsonWriter& json, const social::Account& account)
{
    bool open = account.domain && account.discoverable;
    json.key("feature_approval").object([&] {
        json.key("automatic").array([&] {
            if (open) json.value("public");
        });
        json.key("manual").array([] {});
        json.field("current_user", open ? "automatic" : "denied");
    });
}

void write_pictures(JsonWriter& json, const social::Account& account, const social::Domain& domain)
{
    auto avatar = avatar_url(account, domain);
    auto header = header_url(account, domain);
    json.field("avatar", avatar);
    json.field("avatar_static", avatar);
    json.field("avatar_description", account.suspended_at ? std::string{} : account.avatar_description);
    json.field("header", header);
    json.field("header_static", header);
    json.field("header_description", account.suspended_at ? std::string{} : account.header_description);
}

struct RoleEntity {
    std::string_view id, name, permissions;  // the last as Mastodon's bits
};

RoleEntity entity_of(social::Role role)
{
    switch (role) {
    case social::Role::User: return {"-99", "", "0"};
    case social::Role::Moderator: return {"2", "Moderator", "1308"};
    case social::Role::Admin: break;
    }
    return {"3", "Admin", "1"};
}

void write_source(JsonWriter& json, const CredentialView& view)
{
    json.object([&] {
        json.field("note", view.account.note);
        json.key("fields");
        write_fields(json, view.account.fields, Fields::AsTyped);
        json.field("privacy", visibility_name(view.user.default_visibility));
        json.field("sensitive", view.user.default_sensitive);
        json.field("language", view.user.default_language.value_or(""));
        json.field("follow_requests_count", view.follow_requests_count);
        json.field("hide_collections", view.account.hide_collections);
        json.field("discoverable", view.account.discoverable);
        json.field("indexable", view.account.indexable);
        json.key("attribution_domains").values(view.attribution_domains);
        json.field("quote_policy", name_of(view.user.default_quote_policy));
        json.key("favilla").object([&] {
            json.key("reading");
            write_reading(json, view.reading);
        });
    });
}

}  // namespace

void write_reading(JsonWriter& json, const social::Reading& reading)
{
    json.object([&] {
        json.field("media", name_of(reading.media));
        json.field("open_warnings", reading.open_warnings);
        json.field("play_gifs", reading.play_gifs);
    });
}

void write_fields(JsonWriter& json, const std::vector<social::ProfileField>& fields, Fields how)
{
    json.array(fields, [&](const social::ProfileField& field) {
        json.object([&] {
            json.field("name", field.name);
            json.field("value", how == Fields::AsTyped ? field.value : with_rel_me(field.value_html));
            json.field("verified_at", field.verified_at);
        });
    });
}

void write_role(JsonWriter& json, social::Role role)
{
    auto entity = entity_of(role);
    json.object([&] {
        json.field("id", entity.id);
        json.field("name", entity.name);
        json.field("color", "");
        json.field("permissions", entity.permissions);
        json.field("highlighted", role != social::Role::User);
        json.field("collection_limit", 0);
    });
}

std::optional<social::Role> parse_role_id(std::string_view id)
{
    using enum social::Role;
    for (auto role : {User, Moderator, Admin})
        if (id == entity_of(role).id) return role;
    return std::nullopt;
}

std::string avatar_url(const social::Account& account, const social::Domain& domain)
{
    return picture_url(account, social::Portrait::Avatar, domain);
}

std::string header_url(const social::Account& account, const social::Domain& domain)
{
    return picture_url(account, social::Portrait::Header, domain);
}

void write_account_fields(JsonWriter& json, const social::Account& account, const social::Domain& readers)
{
    auto hidden = account.suspended_at.has_value();
    json.field("id", account.id);
    json.field("username", account.username);
    json.field("acct", social::acct(account, readers.name));
    json.field("display_name", hidden ? std::string{} : account.display_name);
    json.field("locked", account.locked);
    json.field("bot", account.bot);
    json.field("group", account.kind == social::AccountKind::Group);
    json.field("discoverable", account.discoverable && !hidden);
    json.field("indexable", account.indexable && !hidden);
    json.field("noindex", !account.indexable);
    json.field("created_at", day_of(account.created_at));
    json.field("note", hidden ? std::string{} : account.note_html);
    json.field("url", account.url);
    json.field("uri", account.uri);
    write_pictures(json, account, readers);
    json.field("followers_count", account.followers_count);
    json.field("following_count", account.following_count);
    json.field("statuses_count", account.statuses_count);
    json.field("last_status_at", account.last_status_at ? std::optional{iso_date(*account.last_status_at)} : std::nullopt);
    json.field("hide_collections", account.hide_collections);
    json.field("show_media", account.show_media);
    json.field("show_media_replies", account.show_media_replies);
    json.field("show_featured", account.show_featured);
    json.key("emojis");
    write_emojis_in(json, hidden ? std::string{} : social::words_of(account), {account.host, account.emojis}, readers);
    json.key("fields");
    write_fields(json, hidden ? std::vector<social::ProfileField>{} : account.fields, Fields::AsShown);
    json.key("roles").array([] {});
    write_feature_approval(json, account);
    if (hidden) json.field("suspended", true);
    if (account.silenced_at) json.field("limited", true);
    if (account.posture && !hidden) json.key("favilla").object([&] { json.field("posture", name_of(*account.posture)); });
}

void write_account(JsonWriter& json, const social::Account& account, const social::Domain& readers)
{
    json.object([&] { write_account_fields(json, account, readers); });
}

void write_partial_account(JsonWriter& json, const social::Account& account, const social::Domain& readers)
{
    json.object([&] {
        json.field("id", account.id);
        json.field("acct", social::acct(account, readers.name));
        json.field("url", account.url);
        json.field("avatar", avatar_url(account, readers));
        json.field("avatar_static", avatar_url(account, readers));
        json.field("avatar_description", account.suspended_at ? std::string{} : account.avatar_description);
        json.field("locked", account.locked);
        json.field("bot", account.bot);
    });
}

void write_muted_account(JsonWriter& json, const social::Account& account, const social::Domain& readers,
                         std::optional<Time> mute_expires_at)
{
    json.object([&] {
        write_account_fields(json, account, readers);
        json.field("mute_expires_at", mute_expires_at);
    });
}

std::optional<CredentialView> find_credentials(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    auto user = social::find_user(reader, id);
    // Nobody signs in as a page; what its team has not chosen for it is what everybody likes at first.
    if (account && !user && account->kind == social::AccountKind::Page) {
        auto likes = social::page_preferences(reader, id);
        user = social::User{.account = id, .domain = *account->domain};
        user->default_visibility = likes.visibility;
        user->default_language = likes.language;
    }
    if (!account || !user) return std::nullopt;
    return CredentialView{.account = std::move(*account),
                          .user = std::move(*user),
                          .follow_requests_count = social::count_follow_requests(reader, id),
                          .attribution_domains = social::attribution_domains(reader, id),
                          .reading = social::reading_of(reader, id)};
}

void write_credential_account(JsonWriter& json, const CredentialView& view, const social::Domain& readers)
{
    json.object([&] {
        write_account_fields(json, view.account, readers);
        json.key("source");
        write_source(json, view);
        json.key("role");
        write_role(json, view.user.role);
    });
}

std::string_view visibility_name(social::Visibility visibility)
{
    switch (visibility) {
    case social::Visibility::Public: return "public";
    case social::Visibility::Unlisted: return "unlisted";
    case social::Visibility::Private: return "private";
    case social::Visibility::Direct: break;
    }
    return "direct";
}

std::optional<social::Visibility> parse_visibility(std::string_view name)
{
    using enum social::Visibility;
    for (auto visibility : {Public, Unlisted, Private, Direct})
        if (name == visibility_name(visibility)) return visibility;
    return std::nullopt;
}

}  // namespace favilla::mastodon
