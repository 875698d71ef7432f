// SPDX-License-Identifier: AGPL-3.0-or-later
// social/endorsements.h — people whom somebody recommends on their profile. Only whom one follows; it ends with the follow.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"
#include "social/visibility.h"

namespace favilla::social {

// Twice is once. Refuses NotFound "account.missing", Invalid "relation.self" and "endorsement.not_following".
Result<void> endorse(db::Transaction&, AccountId who, AccountId whom, Time now);
Result<void> withdraw_endorsement(db::Transaction&, AccountId who, AccountId whom);  // refuses NotFound "account.missing" alone
// Newest first, without those whom the viewer blocks or who block them; nobody when the account blocks the viewer.
Page<AccountId> endorsed_by(db::Reader&, AccountId, Viewer, const PageRequest&);

}  // namespace favilla::social
