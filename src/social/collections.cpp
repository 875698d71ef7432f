// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/collections.h"

#include <unordered_map>

#include "base/language.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "social/accounts.h"
#include "social/relations.h"
#include "social/tags.h"

namespace favilla::social {

namespace {

constexpr std::string_view columns =
    "SELECT c.id, c.account_id, c.name, c.description, c.language, c.tag_name, c.sensitive, c.discoverable, c.created_at, c.updated_at "
    "FROM collections c JOIN accounts o ON o.id = c.account_id ";
// $1: the reader; 0: nobody in particular.
constexpr std::string_view seen_owner = "o.suspended_at IS NULL AND o.deleted_at IS NULL "
                                        "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = o.id AND b.target_id = $1) ";

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "record.not_found"); }

void add_items(db::Reader& reader, std::vector<Collection>& all, AccountId viewer)
{
    std::vector<CollectionId> ids;
    std::unordered_map<CollectionId, Collection*> by_id;
    for (auto& one : all) {
        ids.push_back(one.id);
        by_id[one.id] = &one;
    }
    for (
        const auto& row : reader.rows(
            "SELECT i.collection_id, i.id, i.account_id, i.created_at FROM collection_items i JOIN accounts o ON o.id = i.account_id "
            "WHERE i.collection_id IN EACH($2) AND i.revoked = 0 AND "
                + std::string{seen_owner}
                + "AND NOT EXISTS (SELECT 1 FROM blocks m WHERE m.account_id = $1 AND m.target_id = o.id) ORDER BY i.id",
            viewer, db::list_of(ids)))
        by_id.at(row.get<CollectionId>(0))
            ->items.push_back(
                {.id = row.get<CollectionItemId>(1), .account = row.get<AccountId>(2), .created_at = row.get<Time>(3)});
}

std::vector<Collection> read_all(db::Reader& reader, const db::Rows& rows, AccountId viewer)
{
    std::vector<Collection> all;
    for (const auto& row : rows)
        all.push_back({.id = row.get<CollectionId>(0),
                       .owner = row.get<AccountId>(1),
                       .name = row.get<std::string>(2),
                       .description = row.get<std::string>(3),
                       .language = row.get<std::optional<std::string>>(4),
                       .tag = row.get<std::string>(5),
                       .is_sensitive = row.get<bool>(6),
                       .is_discoverable = row.get<bool>(7),
                       .created_at = row.get<Time>(8),
                       .updated_at = row.get<Time>(9),
                       .items = {}});
    if (!all.empty()) add_items(reader, all, viewer);
    return all;
}

AccountId id_of(Viewer viewer) { return viewer.account.value_or(AccountId{}); }

Result<void> check_owner(db::Reader& reader, AccountId by, CollectionId id)
{
    auto found = find_collection(reader, id, by);
    if (!found) return missing();
    if (found->owner != by) return refuse(ErrorCode::Forbidden, "collection.not_yours");
    return {};
}

// What was asked for, over what stands already.
Result<void> apply(Collection& collection, const CollectionChange& change)
{
    if (change.name) collection.name = std::string{trimmed(*change.name)};
    if (change.description) collection.description = *change.description;
    if (change.tag) collection.tag = change.tag->starts_with('#') ? change.tag->substr(1) : *change.tag;
    if (change.is_sensitive) collection.is_sensitive = *change.is_sensitive;
    if (change.is_discoverable) collection.is_discoverable = *change.is_discoverable;
    if (change.language) {
        collection.language = change.language->empty() ? std::nullopt : normal_language(*change.language);
        if (!collection.language && !change.language->empty()) return refuse(ErrorCode::Invalid, "collection.language");
    }
    if (collection.name.empty() || grapheme_count(collection.name) > max_collection_name)
        return refuse(ErrorCode::Invalid, "collection.name", {{"max", std::to_string(max_collection_name)}});
    if (grapheme_count(collection.description) > max_collection_description)
        return refuse(ErrorCode::Invalid, "collection.description", {{"max", std::to_string(max_collection_description)}});
    if (!collection.tag.empty() && !is_tag_name(collection.tag)) return refuse(ErrorCode::Invalid, "tag.invalid");
    return {};
}

std::optional<CollectionItem> find_item(db::Reader& reader, CollectionId collection, AccountId whom)
{
    auto row =
        reader.row("SELECT id, created_at FROM collection_items WHERE collection_id = $1 AND account_id = $2 AND revoked = 0",
                   collection, whom);
    if (!row) return std::nullopt;
    return CollectionItem{.id = row->get<CollectionItemId>(0), .account = whom, .created_at = row->get<Time>(1)};
}

Result<void> check_consent(db::Reader& reader, AccountId by, CollectionId collection, AccountId whom)
{
    auto account = find_account(reader, whom);
    if (!account || !account->is_known() || account->suspended_at) return refuse(ErrorCode::NotFound, "account.missing");
    if (by == whom) return refuse(ErrorCode::Invalid, "relation.self");
    bool left =
        reader
            .row("SELECT 1 FROM collection_items WHERE collection_id = $1 AND account_id = $2 AND revoked = 1", collection, whom)
            .has_value();
    if (!account->domain || !account->discoverable || left || is_blocked_either_way(reader, by, whom))
        return refuse(ErrorCode::Forbidden, "collection.no_consent");
    return {};
}

}  // namespace

std::optional<Collection> find_collection(db::Reader& reader, CollectionId id, Viewer viewer)
{
    auto found = collections_among(reader, {id}, viewer);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<Collection> collections_among(db::Reader& reader, const std::vector<CollectionId>& ids, Viewer viewer)
{
    auto sql = std::string{columns} + "WHERE c.id IN EACH($2) AND " + std::string{seen_owner};
    return read_all(reader, reader.rows(sql, id_of(viewer), db::list_of(ids)), id_of(viewer));
}

std::vector<Collection> collections_of(db::Reader& reader, AccountId owner, Viewer viewer, int limit, int offset)
{
    auto sql = std::string{columns} + "WHERE c.account_id = $2 AND (c.discoverable = 1 OR c.account_id = $1) AND "
             + std::string{seen_owner} + "ORDER BY c.id DESC LIMIT $3 OFFSET $4";
    return read_all(reader, reader.rows(sql, id_of(viewer), owner, limit, offset), id_of(viewer));
}

std::vector<Collection> collections_with(db::Reader& reader, AccountId account, int limit, int offset)
{
    auto sql = std::string{columns}
             + "JOIN collection_items i ON i.collection_id = c.id WHERE i.account_id = $1 AND i.revoked = 0 AND "
             + std::string{seen_owner} + "ORDER BY c.id DESC LIMIT $2 OFFSET $3";
    return read_all(reader, reader.rows(sql, account, limit, offset), account);
}

Result<Collection> make_collection(db::Transaction& tx, AccountId owner, const CollectionChange& change,
                                   const std::vector<AccountId>& people, Time now)
{
    if (tx.value<std::int64_t>("SELECT count(*) FROM collections WHERE account_id = $1", owner).value_or(0) >= max_collections)
        return refuse(ErrorCode::Invalid, "collection.too_many", {{"max", std::to_string(max_collections)}});
    Collection made{.id = tx.new_id<CollectionId>(now),
                    .owner = owner,
                    .name = {},
                    .description = {},
                    .language = {},
                    .tag = {},
                    .created_at = now,
                    .updated_at = now,
                    .items = {}};
    CHECKED(apply(made, change));
    tx.run(
        "INSERT INTO collections (id, account_id, name, description, language, tag_name, sensitive, discoverable, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        made.id, owner, made.name, made.description, made.language, made.tag, made.is_sensitive, made.is_discoverable, now);
    for (auto whom : people) CHECKED(put_into_collection(tx, owner, made.id, whom, now));
    return find_collection(tx, made.id, owner).value();
}

Result<Collection> change_collection(db::Transaction& tx, AccountId by, CollectionId id, const CollectionChange& change, Time now)
{
    CHECKED(check_owner(tx, by, id));
    auto changed = find_collection(tx, id, by).value();
    CHECKED(apply(changed, change));
    tx.run(
        "UPDATE collections SET name = $2, description = $3, language = $4, tag_name = $5, sensitive = $6, discoverable = $7, updated_at = $8 "
        "WHERE id = $1",
        id, changed.name, changed.description, changed.language, changed.tag, changed.is_sensitive, changed.is_discoverable, now);
    return find_collection(tx, id, by).value();
}

Result<void> delete_collection(db::Transaction& tx, AccountId by, CollectionId id)
{
    CHECKED(check_owner(tx, by, id));
    forget_notifications(tx, id);
    tx.run("DELETE FROM collection_items WHERE collection_id = $1", id);
    tx.run("DELETE FROM collections WHERE id = $1", id);
    return {};
}

Result<CollectionItem> put_into_collection(db::Transaction& tx, AccountId by, CollectionId id, AccountId whom, Time now)
{
    CHECKED(check_owner(tx, by, id));
    if (auto there = find_item(tx, id, whom)) return *there;
    CHECKED(check_consent(tx, by, id, whom));
    auto there = tx.value<std::int64_t>("SELECT count(*) FROM collection_items WHERE collection_id = $1 AND revoked = 0", id);
    if (there.value_or(0) >= max_collection_items)
        return refuse(ErrorCode::Invalid, "collection.full", {{"max", std::to_string(max_collection_items)}});
    CollectionItem item{.id = tx.new_id<CollectionItemId>(now), .account = whom, .created_at = now};
    tx.run("INSERT INTO collection_items (id, collection_id, account_id, revoked, created_at) VALUES ($1, $2, $3, 0, $4)",
           item.id, id, whom, now);
    notify(
        tx,
        {.to = whom, .kind = NotificationKind::AddedToCollection, .from = by, .status = {}, .conversation = {}, .collection = id},
        now);
    return item;
}

Result<void> take_from_collection(db::Transaction& tx, AccountId by, CollectionId id, CollectionItemId item)
{
    CHECKED(check_owner(tx, by, id));
    auto whom = tx.value<AccountId>(
        "SELECT account_id FROM collection_items WHERE id = $1 AND collection_id = $2 AND revoked = 0", item, id);
    if (!whom) return missing();
    tx.run("DELETE FROM collection_items WHERE id = $1", item);
    forget_notifications(tx, id, *whom);
    return {};
}

Result<void> leave_collection(db::Transaction& tx, AccountId by, CollectionId id, CollectionItemId item)
{
    auto whom = tx.value<AccountId>(
        "SELECT account_id FROM collection_items WHERE id = $1 AND collection_id = $2 AND revoked = 0", item, id);
    if (!whom) return missing();
    if (*whom != by) return refuse(ErrorCode::Forbidden, "collection.not_yours");
    tx.run("UPDATE collection_items SET revoked = 1 WHERE id = $1", item);
    forget_notifications(tx, id, by);
    return {};
}

}  // namespace favilla::social
