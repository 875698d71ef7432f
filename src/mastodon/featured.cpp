// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/featured.cpp — what a profile shows beside its posts: docs.joinmastodon.org/methods/featured_tags, /endorsements and
// methods/accounts#featured_tags, #endorsements.
#include "distribution/actors.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "mastodon/status_json.h"
#include "mastodon/tag_answers.h"
#include "social/endorsements.h"
#include "social/featured_tags.h"

namespace favilla::mastodon {

namespace {

void write_featured_tags(JsonWriter& json, const Api& api, const std::vector<social::FeaturedTag>& tags)
{
    json.array(tags, [&](const social::FeaturedTag& tag) { write_featured_tag(json, audience_of(api), tag); });
}

}  // namespace

void write_featured_tag(JsonWriter& json, const Audience& audience, const social::FeaturedTag& tag)
{
    json.object([&] {
        json.field("id", tag.id);
        json.field("name", tag.name);
        json.field("url", tag_url(audience, tag.name));
        json.field("statuses_count", std::to_string(tag.statuses));
        json.field("last_status_at", tag.last_status_at ? std::optional{iso_date(*tag.last_status_at)} : std::nullopt);
    });
}

net::Response get_featured_tags(const net::Request&, Api& api)
{
    auto tags = api.db.read([&](db::Reader& reader) { return social::featured_tags(reader, api.me()); });
    return json_response(200, [&](JsonWriter& json) { write_featured_tags(json, api, tags); });
}

net::Response get_featured_tags_of(const net::Request& request, Api& api)
{
    auto account = find_named_account(request, api);
    if (!account) return not_found(api);
    auto [tags, is_due] = api.db.read([&](db::Reader& reader) {
        return std::pair{social::featured_tags(reader, *account), distribution::featured_is_due(reader, *account, api.now)};
    });
    // Who reads next sees what the other server says now. Asked for by members alone, so that strangers do not make us ask.
    if (is_due && api.viewer.account)
        api.db.write_if_room([&](db::Transaction& tx) { distribution::want_featured(tx, *account, api.now); });
    return json_response(200, [&](JsonWriter& json) { write_featured_tags(json, api, tags); });
}

net::Response post_featured_tag(const net::Request&, Api& api)
{
    auto name = api.params.text_or("name", "");
    if (name.starts_with('#')) name.erase(0, 1);
    auto tag = api.db.write([&](db::Transaction& tx) { return social::feature_tag(tx, api.me(), name, api.now); });
    if (!tag) return error_response(api, tag.error());
    return json_response(200, [&](JsonWriter& json) { write_featured_tag(json, audience_of(api), *tag); });
}

net::Response delete_featured_tag(const net::Request& request, Api& api)
{
    auto id = parse_id<social::FeaturedTagId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return social::unfeature_tag(tx, api.me(), *id); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_featured_tag_suggestions(const net::Request&, Api& api)
{
    auto tags = api.db.read([&](db::Reader& reader) { return social::suggested_tags(reader, api.me(), api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(tags, [&](const social::Tag& tag) { write_tag(json, audience_of(api), tag); });
    });
}

net::Response feature_named_tag(const net::Request& request, Api& api)
{
    return tag_response(api, api.db.write([&](db::Transaction& tx) {
        return social::feature_tag_named(tx, api.me(), request.param("name"), api.now);
    }));
}

net::Response unfeature_named_tag(const net::Request& request, Api& api)
{
    return tag_response(api, api.db.write([&](db::Transaction& tx) {
        return social::unfeature_tag_named(tx, api.me(), request.param("name"), api.now);
    }));
}

net::Response get_endorsements(const net::Request& request, Api& api)
{
    auto page = read_page(api.params, 40, 80);
    return accounts_response(
        request, api, api.db.read([&](db::Reader& reader) { return social::endorsed_by(reader, api.me(), api.viewer, page); }));
}

}  // namespace favilla::mastodon
