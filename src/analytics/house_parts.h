// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/house_parts.h — what people of an organisation's house did, day by day, each figure with its parts (social/act_parts.h). All kinds
// together are the measure "interactions" of house_measures.h, which is raw.
#pragma once
#include <vector>

#include "analytics/house_measures.h"
#include "social/act_parts.h"

namespace favilla::analytics {

struct HouseParts {
    std::int64_t day = 0;  // since 1970, UTC
    social::PartCounts favourites, boosts, answers;
};
// Every day of the span, in order.
std::vector<HouseParts> parts_of_house(db::Reader&, DomainId, DaySpan);
HouseParts sum_of(const std::vector<HouseParts>&);  // its day is the first

}  // namespace favilla::analytics
