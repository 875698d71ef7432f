// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/collections
#include "social/collections.h"

#include <algorithm>

#include "base/html.h"
#include "mastodon/collection_json.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"

namespace favilla::mastodon {

namespace {

using social::CollectionId;
using social::CollectionItemId;

constexpr int usual_collections = 40, most_collections = 80, farthest_collection = 1000;

void write_item(JsonWriter& json, const social::CollectionItem& item)
{
    json.object([&] {
        json.field("id", item.id);
        json.field("account_id", item.account);
        json.field("state", "accepted");  // nobody is asked first: who may be put in has said so, and may leave
        json.field("created_at", item.created_at);
    });
}

social::CollectionChange read_change(const Params& params)
{
    return {.name = params.text("name"),
            .description = params.text("description"),
            .language = params.text("language"),
            .tag = params.text("tag_name"),
            .is_sensitive = params.flag("sensitive"),
            .is_discoverable = params.flag("discoverable")};
}

net::Response collection_response(const Api& api, const Result<social::Collection>& collection)
{
    if (!collection) return error_response(api, collection.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("collection");
            write_collection(json, audience_of(api), *collection);
        });
    });
}

net::Response collections_response(const Api& api, const std::vector<social::Collection>& collections)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("collections").array(collections, [&](const social::Collection& collection) {
                write_collection(json, audience_of(api), collection);
            });
        });
    });
}

struct Window {
    int limit, offset;
};

Window read_window(const Params& params)
{
    auto number = [&](std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
        return static_cast<int>(std::clamp(params.integer(name).value_or(otherwise), least, most));
    };
    return {number("limit", usual_collections, 1, most_collections), number("offset", 0, 0, farthest_collection)};
}

template <class Do>
net::Response act_on_item(const net::Request& request, Api& api, Do&& act)
{
    auto collection = parse_id<CollectionId>(request.param("collection_id"));
    auto item = parse_id<CollectionItemId>(request.param("id"));
    if (!collection || !item) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, api.me(), *collection, *item); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace

void write_collection(JsonWriter& json, const Audience& audience, const social::Collection& collection)
{
    json.object([&] {
        json.field("id", collection.id);
        json.field("account_id", collection.owner);
        json.field("uri", audience.domain.origin + "/api/v1/collections/" + to_string(collection.id));
        json.field("url", nullptr);
        json.field("name", collection.name);
        json.field("description", escape_text(collection.description));
        json.field("language", collection.language);
        json.field("local", true);
        json.field("sensitive", collection.is_sensitive);
        json.field("discoverable", collection.is_discoverable);
        json.key("tag");
        if (collection.tag.empty())
            json.value(nullptr);
        else
            json.object([&] {
                json.field("name", collection.tag);
                json.field("url", tag_url(audience, collection.tag));
            });
        json.field("created_at", collection.created_at);
        json.field("updated_at", collection.updated_at);
        json.field("item_count", collection.items.size());
        json.key("items").array(collection.items, [&](const social::CollectionItem& item) { write_item(json, item); });
    });
}

net::Response get_collection(const net::Request& request, Api& api)
{
    auto id = parse_id<CollectionId>(request.param("id"));
    auto found =
        id ? api.db.read([&](db::Reader& reader) { return social::find_collection(reader, *id, api.viewer); }) : std::nullopt;
    if (!found) return not_found(api);
    std::vector<AccountId> people{found->owner};
    for (const auto& item : found->items) people.push_back(item.account);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("accounts");
            write_accounts(json, api, people);
            json.key("collection");
            write_collection(json, audience_of(api), *found);
        });
    });
}

net::Response get_collections_of(const net::Request& request, Api& api)
{
    auto account = find_named_account(request, api, "account_id");
    if (!account) return not_found(api);
    auto [limit, offset] = read_window(api.params);
    return collections_response(api, api.db.read([&, limit = limit, offset = offset](db::Reader& reader) {
        return social::collections_of(reader, *account, api.viewer, limit, offset);
    }));
}

// In which lists somebody stands is told to them alone.
net::Response get_collections_with(const net::Request& request, Api& api)
{
    auto account = find_named_account(request, api, "account_id");
    if (!account) return not_found(api);
    if (*account != api.me()) return error_response(api, Error{ErrorCode::Forbidden, "collection.not_yours"});
    auto [limit, offset] = read_window(api.params);
    return collections_response(api, api.db.read([&, limit = limit, offset = offset](db::Reader& reader) {
        return social::collections_with(reader, *account, limit, offset);
    }));
}

net::Response post_collection(const net::Request&, Api& api)
{
    auto people = api.params.ids<AccountId>("account_ids");
    return collection_response(api, api.db.write([&](db::Transaction& tx) {
        return social::make_collection(tx, api.me(), read_change(api.params), people, api.now);
    }));
}

net::Response patch_collection(const net::Request& request, Api& api)
{
    auto id = parse_id<CollectionId>(request.param("id"));
    if (!id) return not_found(api);
    return collection_response(api, api.db.write([&](db::Transaction& tx) {
        return social::change_collection(tx, api.me(), *id, read_change(api.params), api.now);
    }));
}

net::Response delete_collection(const net::Request& request, Api& api)
{
    auto id = parse_id<CollectionId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return social::delete_collection(tx, api.me(), *id); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response post_collection_item(const net::Request& request, Api& api)
{
    auto collection = parse_id<CollectionId>(request.param("collection_id"));
    if (!collection) return not_found(api);
    auto whom = api.params.id<AccountId>("account_id");
    if (!whom) return error_response(api, Error{ErrorCode::Invalid, "account.missing"});
    auto item =
        api.db.write([&](db::Transaction& tx) { return social::put_into_collection(tx, api.me(), *collection, *whom, api.now); });
    if (!item) return error_response(api, item.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("collection_item");
            write_item(json, *item);
        });
    });
}

net::Response delete_collection_item(const net::Request& request, Api& api)
{
    return act_on_item(request, api, social::take_from_collection);
}

net::Response revoke_collection_item(const net::Request& request, Api& api)
{
    return act_on_item(request, api, social::leave_collection);
}

}  // namespace favilla::mastodon
