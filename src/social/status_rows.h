// SPDX-License-Identifier: AGPL-3.0-or-later
// social/status_rows.h — statuses as they are kept, whoever may see them: for what asks the policy itself (social/visibility.h).
#pragma once
#include <span>
#include <vector>

#include "social/statuses.h"

namespace favilla::social {

// Those of them that there are, also the deleted, in no order; of none nothing is asked.
std::vector<Status> statuses_with(db::Reader&, std::span<const StatusId>);

}  // namespace favilla::social
