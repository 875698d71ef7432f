// SPDX-License-Identifier: AGPL-3.0-or-later
// social/permalinks.h — which post a link leads to. Its number is the post's, but for one that was known here before its organisation came
// (moving/arrive.h): that has another here, and is found by its address.
#pragma once
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::social {

// Of that author, as everybody may read it.
std::optional<Status> find_status_at(db::Reader&, const Account& author, StatusId);

}  // namespace favilla::social
