// SPDX-License-Identifier: AGPL-3.0-or-later
// community/leaving.h — somebody deletes their account: what would be left without anybody in charge is handed on first.
#pragma once
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::community {

struct HeldAlone {  // what they are the only owner of
    std::vector<AccountId> pages, groups;
};
HeldAlone held_alone_by(db::Reader&, AccountId person);

// That it is them was checked by whoever calls. Refuses: Conflict "leaving.last_owner" with the param "name" (of one such page or
// group), and as social::delete_account.
Result<void> leave_for_good(db::Transaction&, AccountId person, Time now);

}  // namespace favilla::community
