// SPDX-License-Identifier: AGPL-3.0-or-later
// community/leaving.h — an account is deleted, and its places in the teams of pages and groups with it.
#pragma once
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"
#include "social/grace.h"
#include "social/moderation.h"

namespace favilla::community {

struct HeldAlone {  // what they are the only owner of
    std::vector<AccountId> pages, groups;
};
HeldAlone held_alone_by(db::Reader&, AccountId person);

// A person goes by their own will: out of sight at once, and erased when the days are over that the organisation leaves them to come
// back; without such days, now (none). Refuses as leave_for_good, and as social::begin_grace.
Result<std::optional<social::Grace>> leave(db::Transaction&, AccountId person, Time now);

// What would be left without anybody in charge is handed on first. That it is them was checked by whoever calls. Refuses: Conflict
// "leaving.last_owner" with the param "name" (of one such page or group), and as social::delete_account.
Result<void> leave_for_good(db::Transaction&, AccountId person, Time now);

// Reminds, and erases those whose days are over, each in a transaction of its own: what is cut off is done again whole.
void tend_leaving(db::Database&, Time now);
void add_leaving_work(jobs::Workers&, db::Database&);

// Nothing is handed on: a suspended owner was in charge of nothing any more. Refuses as social::delete_suspended.
Result<void> delete_suspended(db::Transaction&, const social::Moderator&, AccountId, Time now);

}  // namespace favilla::community
