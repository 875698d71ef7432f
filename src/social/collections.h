// SPDX-License-Identifier: AGPL-3.0-or-later
// social/collections.h — lists of people that somebody shows to others (docs.joinmastodon.org/entities/Collection). Only members of
// this installation who chose to be discoverable are put into one; they are told, and leave it when they like.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/notifications.h"
#include "social/visibility.h"

namespace favilla::social {

using CollectionItemId = Id<struct CollectionItemTag>;

struct CollectionItem {
    CollectionItemId id;
    AccountId account;
    Time created_at;
};

struct Collection {
    CollectionId id;
    AccountId owner;
    std::string name, description;  // plain text
    std::optional<std::string> language;
    std::string tag;  // as written; empty: none
    bool is_sensitive = false;
    bool is_discoverable = true;
    Time created_at, updated_at;
    std::vector<CollectionItem> items;  // whom the reader may see, in the order in which they came
};

struct CollectionChange {  // what is not given stays as it is
    std::optional<std::string> name, description, language, tag;
    std::optional<bool> is_sensitive, is_discoverable;
};

inline constexpr std::size_t max_collection_name = 40, max_collection_description = 100;  // graphemes
inline constexpr std::int64_t max_collections = 10;                                       // of one account
inline constexpr std::int64_t max_collection_items = 25;

// None: it is not there, its owner is not, or blocks the reader.
std::optional<Collection> find_collection(db::Reader&, CollectionId, Viewer);
// The newest first; others see only those that are discoverable.
std::vector<Collection> collections_of(db::Reader&, AccountId owner, Viewer, int limit, int offset);
std::vector<Collection> collections_with(db::Reader&, AccountId, int limit,
                                         int offset);  // in which that account stands, for themselves
std::vector<Collection> collections_among(db::Reader&, const std::vector<CollectionId>&, Viewer);

// Refuse Invalid: "collection.name", "collection.description", "collection.language", "tag.invalid", "collection.too_many"; and as
// put_into_collection does. A change refuses besides NotFound, and Forbidden "collection.not_yours".
Result<Collection> make_collection(db::Transaction&, AccountId owner, const CollectionChange&, const std::vector<AccountId>&,
                                   Time now);
Result<Collection> change_collection(db::Transaction&, AccountId by, CollectionId, const CollectionChange&, Time now);
Result<void> delete_collection(db::Transaction&, AccountId by, CollectionId);

// Twice is once. Refuses NotFound "account.missing", Invalid "relation.self" and "collection.full", Forbidden "collection.not_yours" and
// "collection.no_consent" (not a member, not discoverable, blocked either way, has left it before). Tells whom it puts in.
Result<CollectionItem> put_into_collection(db::Transaction&, AccountId by, CollectionId, AccountId whom, Time now);
Result<void> take_from_collection(db::Transaction&, AccountId by, CollectionId, CollectionItemId);  // by its owner
Result<void> leave_collection(db::Transaction&, AccountId by, CollectionId, CollectionItemId);      // by whom the item is

}  // namespace favilla::social
