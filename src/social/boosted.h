// SPDX-License-Identifier: AGPL-3.0-or-later
// social/boosted.h — what the boosts among some statuses show. Read once for a page: it is asked who may and who wants to see it, and then
// it is shown.
#pragma once
#include <span>
#include <unordered_set>
#include <vector>

#include "social/statuses.h"

namespace favilla::social {

std::vector<Status> boosted_by(db::Reader&, std::span<const Status>);
// As visible_among(reader, statuses, viewer), which reads what they boost itself.
std::unordered_set<StatusId> visible_among(db::Reader&, std::span<const Status>, std::span<const Status> boosted, Viewer);

}  // namespace favilla::social
