// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/read_actor.h"

#include <algorithm>
#include <array>

#include "activitypub/emojis.h"
#include "base/html.h"
#include "base/keys.h"

namespace favilla::activitypub {

namespace {

constexpr std::size_t max_keys = 8;

social::AccountKind kind_of(std::string_view type)
{
    if (type == "Organization") return social::AccountKind::Page;
    if (type == "Group") return social::AccountKind::Group;
    if (type == "Service") return social::AccountKind::Service;
    if (type == "Application") return social::AccountKind::Application;
    return social::AccountKind::Person;
}

std::string own_address(const boost::json::value& document, std::string_view key, std::string_view actor)
{
    auto address = id_of(document, key);
    return same_origin(address, actor) ? address : std::string{};
}

// publicKey (security vocabulary) and assertionMethod (FEP-521a); each must say that it is this actor's.
std::vector<distribution::ActorKey> read_keys(const boost::json::value& document, const std::string& actor)
{
    std::vector<distribution::ActorKey> keys;
    auto add = [&](std::string id, const std::optional<PublicKey>& key) {
        if (key && keys.size() < max_keys && same_origin(id, actor)) keys.push_back({std::move(id), key->pem()});
    };
    for (const auto* item : items_of(document, "publicKey"))
        if (id_of(*item, "owner") == actor) add(id_of(*item), PublicKey::from_pem(text_of(*item, "publicKeyPem")));
    for (const auto* item : items_of(document, "assertionMethod"))
        if (id_of(*item, "controller") == actor)
            add(id_of(*item), PublicKey::from_multibase(text_of(*item, "publicKeyMultibase")));
    return keys;
}

std::vector<std::pair<std::string, SafeHtml>> read_fields(const boost::json::value& document)
{
    std::vector<std::pair<std::string, SafeHtml>> fields;
    for (const auto* item : items_of(document, "attachment")) {
        if (type_of(*item) != "PropertyValue" || is_tie_field(*item) || fields.size() == social::max_remote_fields) continue;
        auto name = text_of(*item, "name");
        auto value = text_of(*item, "value");
        if (name.size() > social::max_remote_field_length || value.size() > social::max_remote_field_length) continue;
        fields.emplace_back(html_to_text(name), sanitise_html(value));
    }
    return fields;
}

// Of a picture, as alt text is written in most places.
std::string description_of(const boost::json::value& document, std::string_view key)
{
    const auto* picture = find_member(document, key);
    if (picture && picture->is_array()) picture = picture->as_array().empty() ? nullptr : &picture->as_array().front();
    if (!picture) return {};
    auto words = text_of(*picture, "summary");
    if (words.empty()) words = text_of(*picture, "name");
    return words.size() > social::max_remote_description_length ? std::string{} : html_to_text(words);
}

// True unless it says otherwise: most servers say nothing.
bool is_shown(const boost::json::value& document, std::string_view key)
{
    return !find_member(document, key) || flag_of(document, key);
}

// FEP-5feb and FEP-268d say the same thing twice; where they disagree, the narrower wish holds.
bool is_indexable(const boost::json::value& document)
{
    auto searchable = searchable_by_all(document);
    if (!searchable) return flag_of(document, "indexable");
    return *searchable && (!find_member(document, "indexable") || flag_of(document, "indexable"));
}

}  // namespace

bool is_actor_type(std::string_view type)
{
    static constexpr std::array<std::string_view, 5> types{"Application", "Group", "Organization", "Person", "Service"};
    return std::ranges::find(types, type) != types.end();
}

Result<ReadActor> read_actor(const boost::json::value& document)
{
    auto type = type_of(document);
    auto id = id_of(document);
    ReadActor actor;
    actor.account = {.uri = id,
                     .url = address_of(document, "url"),
                     .username = text_of(document, "preferredUsername"),
                     .host = host_of(id),
                     .kind = kind_of(type),
                     .display_name = html_to_text(text_of(document, "name")),
                     .note = {},
                     .fields = read_fields(document),
                     .avatar = address_of(document, "icon"),
                     .header = address_of(document, "image"),
                     .avatar_description = description_of(document, "icon"),
                     .header_description = description_of(document, "image"),
                     .emojis = read_emojis(document),
                     .locked = flag_of(document, "manuallyApprovesFollowers"),
                     .discoverable = flag_of(document, "discoverable"),
                     .indexable = is_indexable(document),
                     .show_media = is_shown(document, "showMedia"),
                     .show_media_replies = is_shown(document, "showRepliesInMedia"),
                     .show_featured = is_shown(document, "showFeatured"),
                     .attribution_domains = ids_of(document, "attributionDomains"),
                     .published = time_of(document, "published")};
    actor.places.inbox = own_address(document, "inbox", id);
    if (!is_actor_type(type) || actor.account.host.empty() || actor.account.username.empty() || actor.places.inbox.empty())
        return refuse(ErrorCode::Invalid, "activity.not_actor", {{"uri", id}});
    auto summary = text_of(document, "summary");
    if (summary.size() <= social::max_remote_note_length) actor.account.note = sanitise_html(summary);
    actor.places.followers = own_address(document, "followers", id);
    actor.places.featured = own_address(document, "featured", id);
    actor.places.featured_tags = own_address(document, "featuredTags", id);
    if (const auto* endpoints = find_member(document, "endpoints"))
        actor.places.shared_inbox = own_address(*endpoints, "sharedInbox", id);
    actor.keys = read_keys(document, id);
    if (type == "Person") actor.ties = read_ties(document);
    return actor;
}

}  // namespace favilla::activitypub
