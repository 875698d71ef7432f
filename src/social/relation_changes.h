// SPDX-License-Identifier: AGPL-3.0-or-later
// social/relation_changes.h — the smallest changes between two accounts, each with its counters, homes, lists,
// notifications and events. For social/ alone.
#pragma once
#include <string>

#include "social/relations.h"

namespace favilla::social {

// The other side of a relation, as deciding about it needs to know them.
struct Other {
    AccountId id;
    std::string host;
    bool local = false;
    bool locked = false;
    bool suspended = false;
};
// Refuses NotFound "account.missing" for who is not known, Invalid "relation.self" for oneself.
Result<Other> find_other(db::Reader&, AccountId self, AccountId id);

// False when there was nothing to end. With the follow go the posts at home, the membership in lists and what was told.
bool end_follow(db::Transaction&, AccountId follower, AccountId followed);
bool end_request(db::Transaction&, AccountId follower, AccountId followed);
bool is_blocked_either_way(db::Reader&, AccountId, AccountId);

}  // namespace favilla::social
