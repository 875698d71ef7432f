// SPDX-License-Identifier: AGPL-3.0-or-later
// social/branches.h — a branch of a conversation is a status and everything that hangs on it. Somebody follows one and is told of every
// answer in it, or mutes one and is told of none; of several wishes above an answer the nearest counts.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Status;

enum class BranchWish { Follow, Mute };
std::string_view name_of(BranchWish);  // "follow", "mute": as stored, and as the API says it
std::optional<BranchWish> parse_branch_wish(std::string_view);

struct WishedBranch {
    StatusId branch;
    BranchWish wish = BranchWish::Follow;
};

// None takes the wish back. Refuses NotFound "status.missing": not there, not for them to see, or a boost.
Result<void> wish_of_branch(db::Transaction&, AccountId, StatusId branch, std::optional<BranchWish>, Time now);
std::vector<WishedBranch> wished_branches(db::Reader&, AccountId, ConversationId);

// What counts for this status, if anything.
std::optional<BranchWish> wish_above(db::Reader&, AccountId, StatusId);
// Whoever follows a branch that it stands in, may see it, and is not told of it anyway.
void tell_followers_of_branch(db::Transaction&, const Status&, Time now);

}  // namespace favilla::social
