// SPDX-License-Identifier: AGPL-3.0-or-later
// console/visit_json.h — what goals of a site are worth, as the screens of visits read it.
#pragma once
#include "analytics/goal_worth.h"
#include "base/json_writer.h"

namespace favilla::console {

std::string money_in(std::string_view currency, std::int64_t minor_units);  // "1234.50"
// As it is declared, and what came to it in a period.
void write_goal_worth(JsonWriter&, const analytics::GoalWorth&, std::int64_t worth);
std::optional<std::string> worth_of_each(const analytics::GoalWorth&);

}  // namespace favilla::console
