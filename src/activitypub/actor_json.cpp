// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/actor_json.h"

#include <span>

#include "activitypub/document.h"
#include "activitypub/emojis.h"
#include "activitypub/group_activities.h"
#include "activitypub/vocabulary.h"
#include "base/web_page.h"
#include "social/media_links.h"
#include "social/moves.h"
#include "social/previews.h"

namespace favilla::activitypub {

namespace {

void write_keys(JsonWriter& json, const std::string& actor, const distribution::OwnKeys& keys)
{
    json.key("publicKey").object([&] {
        json.field("id", key_of(actor));
        json.field("owner", actor);
        json.field("publicKeyPem", keys.rsa_pem);
    });
    json.key("assertionMethod").array([&] {
        json.object([&] {
            json.field("id", ed25519_key_of(actor));
            json.field("type", "Multikey");
            json.field("controller", actor);
            json.field("publicKeyMultibase", keys.ed25519_multibase);
        });
    });
}

// Mastodon reads the description from summary, others from name.
void write_image(JsonWriter& json, std::string_view key, std::string_view type, std::string_view url,
                 std::string_view description)
{
    json.key(key).object([&] {
        json.field("type", "Image");
        if (!type.empty()) json.field("mediaType", type);
        json.field("url", url);
        if (description.empty()) return;
        json.field("summary", description);
        json.field("name", description);
    });
}

// Whoever has no picture of their own is shown with the one that is drawn for them.
void write_images(JsonWriter& json, const social::Account& account, const social::Domain& domain)
{
    auto place_of = [&](const std::string& picture) {
        return picture.starts_with('/') ? social::media_url(picture, domain) : picture;
    };
    if (account.avatar.empty())
        write_image(json, "icon", "image/png", domain.origin + "/pictures/avatar/" + to_string(account.id) + ".png",
                    account.avatar_description);
    else
        write_image(json, "icon", "", place_of(account.avatar), account.avatar_description);
    if (!account.header.empty()) write_image(json, "image", "", place_of(account.header), account.header_description);
}

void write_places(JsonWriter& json, const social::Account& account, const std::string& actor, const social::Domain& domain)
{
    json.field("inbox", inbox_of(actor));
    json.field("outbox", outbox_of(actor));
    json.field("followers", followers_of(actor));
    json.field("following", following_of(actor));
    json.field("featured", featured_of(actor));
    json.field("featuredTags", featured_tags_of(actor));
    if (account.kind == social::AccountKind::Group) {
        json.field("attributedTo", moderators_of(actor));
        json.field("postingRestrictedToMods", false);
    }
    json.key("endpoints").object([&] { json.field("sharedInbox", shared_inbox(domain)); });
}

}  // namespace

void write_actor(JsonWriter& json, const social::Account& account, const social::Domain& domain,
                 const distribution::OwnKeys& keys, const ActorLinks& links)
{
    json.field("id", account.uri);
    json.field("type", actor_type(account.kind));
    json.field("preferredUsername", account.username);
    json.field("webfinger", account.username + "@" + account.host);
    bool silent = account.suspended_at.has_value();  // known, and nothing they said of themselves
    // A group is shown by its name alone in places (NodeBB's categories), where one without stands under nothing.
    bool is_nameless_group = account.kind == social::AccountKind::Group && account.display_name.empty();
    json.field("name", silent ? std::string_view{} : is_nameless_group ? account.username : account.display_name);
    json.field("summary", silent ? std::string_view{} : account.note_html);
    json.field("url", account.url);
    write_places(json, account, account.uri, domain);
    write_keys(json, account.uri, keys);
    if (!silent) write_images(json, account, domain);
    json.key("attachment").array([&] {
        if (silent) return;
        for (const auto& field : account.fields)
            json.object([&] {
                json.field("type", "PropertyValue");
                json.field("name", field.name);
                json.field("value", with_rel_me(field.value_html));
            });
        write_tie_fields(json, links.ties);
    });
    if (!silent) write_ties(json, links.ties);
    if (account.posture && !silent)  // schema.org/additionalProperty: what it declares to be
        json.key("schema:additionalProperty").object([&] {
            json.field("type", "PropertyValue");
            json.field("name", "posture");
            json.field("value", name_of(*account.posture));
        });
    json.key("tag").array([&] {
        if (!silent) write_emojis(json, social::words_of(account), domain.emojis, domain.origin);
    });
    json.field("manuallyApprovesFollowers", account.locked);
    json.field("discoverable", account.discoverable && !silent);
    json.field("indexable", account.indexable && !silent);
    json.field("showMedia", account.show_media);
    json.field("showRepliesInMedia", account.show_media_replies);
    json.field("showFeatured", account.show_featured);
    // FEP-268d; an empty list would read as if nothing had been said.
    json.key("searchableBy").array([&] {
        json.value(account.indexable && !silent ? public_collection : std::string_view{account.uri});
    });
    json.key("attributionDomains")
        .array(silent ? std::span<const std::string>{} : links.attribution_domains,
               [&](const std::string& host) { json.value(host); });
    json.field("published", rfc3339(account.created_at));
    if (!links.aliases.empty()) json.key("alsoKnownAs").values(links.aliases);
    if (!links.moved_to.empty()) json.field("movedTo", links.moved_to);
    if (silent) json.field("suspended", true);
}

ActorLinks links_of(db::Reader& reader, AccountId id, const social::Domain& domain, const Locale& locale)
{
    auto language = language_of(locale, domain.languages.empty() ? "" : domain.languages.front());
    ActorLinks links{.aliases = social::aliases_of(reader, id),
                     .moved_to = {},
                     .attribution_domains = social::attribution_domains(reader, id),
                     .ties = ties_of_account(reader, id, locale, language)};
    auto target = social::moved_to(reader, id);
    if (auto account = target ? social::find_account(reader, *target) : std::nullopt) links.moved_to = account->uri;
    return links;
}

std::string actor_document(const social::Account& account, const social::Domain& domain, const distribution::OwnKeys& keys,
                           const ActorLinks& links)
{
    return write_document([&](JsonWriter& json) { write_actor(json, account, domain, keys, links); }, 4096);
}

std::string instance_actor_document(const social::Domain& domain, const distribution::OwnKeys& keys, bool tells_heads)
{
    auto actor = instance_actor(domain);
    return write_document([&](JsonWriter& json) {
        json.field("id", actor);
        json.field("type", "Application");
        json.field("preferredUsername", domain.name);
        json.field("webfinger", domain.name + "@" + domain.name);
        json.field("name", domain.title);
        json.field("url", domain.origin + "/about");
        json.field("inbox", inbox_of(actor));
        json.field("outbox", outbox_of(actor));
        json.field("followers", followers_of(actor));
        json.key("endpoints").object([&] { json.field("sharedInbox", shared_inbox(domain)); });
        write_keys(json, actor, keys);
        json.field("manuallyApprovesFollowers", !tells_heads);
    });
}

}  // namespace favilla::activitypub
