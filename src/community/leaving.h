// SPDX-License-Identifier: AGPL-3.0-or-later
// community/leaving.h — an account is deleted, and its places in the teams of pages and groups with it.
#pragma once
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/moderation.h"

namespace favilla::community {

struct HeldAlone {  // what they are the only owner of
    std::vector<AccountId> pages, groups;
};
HeldAlone held_alone_by(db::Reader&, AccountId person);

// What would be left without anybody in charge is handed on first. That it is them was checked by whoever calls. Refuses: Conflict
// "leaving.last_owner" with the param "name" (of one such page or group), and as social::delete_account.
Result<void> leave_for_good(db::Transaction&, AccountId person, Time now);

// Nothing is handed on: a suspended owner was in charge of nothing any more. Refuses as social::delete_suspended.
Result<void> delete_suspended(db::Transaction&, const social::Moderator&, AccountId, Time now);

}  // namespace favilla::community
