// SPDX-License-Identifier: AGPL-3.0-or-later
// What belongs to an actor, a post or a conversation, in pages (w3.org/TR/activitypub/#collections). Of people who keep their
// relations to themselves only the number is told.
#include <charconv>

#include "activitypub/answers.h"
#include "activitypub/document.h"
#include "activitypub/documents.h"
#include "activitypub/group_activities.h"
#include "activitypub/note_json.h"
#include "community/groups.h"
#include "net/form.h"
#include "social/featured_tags.h"
#include "social/past_ids.h"
#include "social/relations.h"
#include "social/remote_statuses.h"
#include "social/timelines.h"

namespace favilla::activitypub {

namespace {

constexpr int page_size = 40;
constexpr int most_replies = 200;

struct Asked {
    bool page = false;  // ?page=true: its first page, or the one behind max_id
    std::optional<std::int64_t> max_id;
};

Asked read_query(const net::Request& request)
{
    Asked asked;
    auto fields = net::parse_urlencoded(request.query());
    if (!fields) return asked;
    for (const auto& field : *fields) {
        if (field.name == "page") asked.page = true;
        std::int64_t value = 0;
        if (field.name != "max_id") continue;
        auto [end, error] = std::from_chars(field.value.data(), field.value.data() + field.value.size(), value);
        if (error == std::errc{} && value > 0) asked.max_id = value;
    }
    return asked;
}

template <class Body>
net::Response collection(Body&& body)
{
    return document_response(write_document(std::forward<Body>(body), 4096));
}

// The collection itself, without items: how many there are, and where they begin.
net::Response head_of(const std::string& id, std::int64_t total, bool open)
{
    return collection([&](JsonWriter& json) {
        json.field("id", id);
        json.field("type", "OrderedCollection");
        json.field("totalItems", total);
        if (open) json.field("first", id + "?page=true");
    });
}

void write_page(JsonWriter& json, const std::string& id, std::optional<std::int64_t> max_id, std::optional<std::int64_t> next)
{
    json.field("id", id + "?page=true" + (max_id ? "&max_id=" + std::to_string(*max_id) : ""));
    json.field("type", "OrderedCollectionPage");
    json.field("partOf", id);
    if (next) json.field("next", id + "?page=true&max_id=" + std::to_string(*next));
}

net::Response missing() { return refusal({ErrorCode::NotFound, "fetch.missing"}); }

std::optional<social::Account> find_owner(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto account = federation.database.read([&](db::Reader& reader) { return find_named(reader, request, domain); });
    if (!account || account->deleted_at || account->suspended_at) return std::nullopt;
    return account;
}

std::vector<std::string> uris_of(db::Reader& reader, const std::vector<AccountId>& ids)
{
    std::vector<std::string> uris;
    for (const auto& account : social::find_accounts(reader, ids)) uris.push_back(account.uri);
    return uris;
}

using Relations = social::Page<AccountId> (*)(db::Reader&, AccountId, social::Viewer, const social::PageRequest&);

net::Response relations(const net::Request& request, Federation& federation, const std::string& suffix, Relations list,
                        std::int64_t social::Account::* count)
{
    auto owner = find_owner(request, federation);
    if (!owner) return missing();
    auto id = owner->uri + suffix;
    auto asked = read_query(request);
    if (!asked.page || owner->hide_collections) return head_of(id, (*owner).*count, !owner->hide_collections);
    return federation.database.read([&](db::Reader& reader) {
        auto page = list(reader, owner->id, {}, {.max_id = asked.max_id, .since_id = {}, .min_id = {}, .limit = page_size});
        auto uris = uris_of(reader, page.items);
        return collection([&](JsonWriter& json) {
            write_page(json, id, asked.max_id, page.oldest);
            json.field("totalItems", (*owner).*count);
            json.key("orderedItems").values(uris);
        });
    });
}

}  // namespace

net::Response get_followers(const net::Request& request, Federation& federation)
{
    return relations(request, federation, "/followers", social::followers, &social::Account::followers_count);
}

net::Response get_following(const net::Request& request, Federation& federation)
{
    return relations(request, federation, "/following", social::following, &social::Account::following_count);
}

net::Response get_outbox(const net::Request& request, Federation& federation)
{
    auto owner = find_owner(request, federation);
    if (!owner) return missing();
    auto id = outbox_of(owner->uri);
    auto asked = read_query(request);
    if (!asked.page) return head_of(id, owner->statuses_count, true);
    return federation.database.read([&](db::Reader& reader) {
        social::AccountQuery query{.author = owner->id, .tagged = {}};
        // What was brought in from elsewhere is no news of here.
        auto page = social::account_timeline(
            reader, query, {},
            {.max_id = asked.max_id, .since_id = social::first_present_id - 1, .min_id = {}, .limit = page_size});
        std::vector<OutgoingStatus> items;
        for (const auto& status : page.items)
            if (auto item = load_outgoing(reader, status.id, federation.locale)) items.push_back(*std::move(item));
        return collection([&](JsonWriter& json) {
            write_page(json, id, asked.max_id, page.oldest);
            json.key("orderedItems").array(items, [&](const OutgoingStatus& item) {
                json.object([&] { write_activity_of(json, item); });
            });
        });
    });
}

net::Response get_featured(const net::Request& request, Federation& federation)
{
    auto owner = find_owner(request, federation);
    if (!owner) return missing();
    auto pinned = federation.database.read([&](db::Reader& reader) {
        if (owner->kind == social::AccountKind::Group)
            return social::find_statuses(reader, community::pinned_in_group(reader, owner->id, federation.clock()), {});
        social::AccountQuery query{.author = owner->id, .pinned = true, .tagged = {}};
        return social::account_timeline(reader, query, {}, {.max_id = {}, .since_id = {}, .min_id = {}, .limit = page_size})
            .items;
    });
    return collection([&](JsonWriter& json) {
        json.field("id", featured_of(owner->uri));
        json.field("type", "OrderedCollection");
        json.field("totalItems", pinned.size());
        json.key("orderedItems").array(pinned, [&](const social::Status& status) { json.value(status.uri); });
    });
}

// As Mastodon has it: app/serializers/activitypub/hashtag_serializer.rb.
net::Response get_featured_tags(const net::Request& request, Federation& federation)
{
    auto owner = find_owner(request, federation);
    if (!owner) return missing();
    auto domain = federation.domain_of(request.header("Host"));
    auto tags = federation.database.read([&](db::Reader& reader) { return social::featured_tags(reader, owner->id); });
    return collection([&](JsonWriter& json) {
        json.field("id", featured_tags_of(owner->uri));
        json.field("type", "Collection");
        json.field("totalItems", tags.size());
        json.key("items").array(tags, [&](const social::FeaturedTag& tag) {
            json.object([&] {
                json.field("type", "Hashtag");
                json.field("href", domain.origin + "/tags/" + tag.name);
                json.field("name", "#" + tag.name);
            });
        });
    });
}

// FEP-1b12: who looks after a group.
net::Response get_moderators(const net::Request& request, Federation& federation)
{
    auto owner = find_owner(request, federation);
    if (!owner || owner->kind != social::AccountKind::Group) return missing();
    auto people = federation.database.read([&](db::Reader& reader) {
        std::vector<AccountId> ids;
        for (const auto& person : community::people_in_charge(reader, owner->id)) ids.push_back(person.account);
        return social::find_accounts(reader, ids);
    });
    return collection([&](JsonWriter& json) {
        json.field("id", moderators_of(owner->uri));
        json.field("type", "OrderedCollection");
        json.field("totalItems", people.size());
        json.key("orderedItems").array(people, [&](const social::Account& person) { json.value(person.uri); });
    });
}

// The direct answers that everybody may see.
net::Response get_replies(const net::Request& request, Federation& federation)
{
    auto id = parse_id<StatusId>(request.param("id"));
    auto owner = find_owner(request, federation);
    if (!id || !owner) return missing();
    return federation.database.read([&](db::Reader& reader) {
        auto status = social::find_status(reader, *id, {});
        if (!status || status->author != owner->id) return missing();
        auto replies = social::uris_of_replies(reader, *id, most_replies);
        return collection([&](JsonWriter& json) {
            json.field("id", status->uri + "/replies");
            json.field("type", "OrderedCollection");
            json.field("totalItems", replies.size());
            json.key("orderedItems").values(replies);
        });
    });
}

// FEP-7888: all that a conversation holds and everybody may see, the root first.
net::Response get_context(const net::Request& request, Federation& federation)
{
    auto id = parse_id<ConversationId>(request.param("id"));
    if (!id) return missing();
    auto domain = federation.domain_of(request.header("Host"));
    return federation.database.read([&](db::Reader& reader) {
        auto uris = social::uris_of_conversation(reader, *id, domain.id);
        if (!uris) return missing();
        return collection([&](JsonWriter& json) {
            json.field("id", domain.origin + "/contexts/" + to_string(*id));
            json.field("type", "OrderedCollection");
            json.field("attributedTo", uris->opener);
            json.field("totalItems", uris->statuses.size());
            json.key("orderedItems").values(uris->statuses);
        });
    });
}

}  // namespace favilla::activitypub
