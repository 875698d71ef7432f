// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/goal_worth.h — what goals of a site are worth. The organisation says of a goal either what each one is worth, or in which currency
// its pages say it; never both, so that nothing is counted twice. Amounts are rounded to minor units where they are smallest (a day and a
// channel), and all others are sums of these.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/visit_sites.h"
#include "base/result.h"
#include "db/database.h"

namespace favilla::analytics {

struct GoalWorth {
    std::string goal, currency;
    std::optional<std::int64_t> each;  // thousandths of the minor unit; none: what pages say of each
};

inline constexpr std::size_t most_goal_worths = 200;  // of a site
inline constexpr std::int64_t most_each = 1'000'000'000'000;

std::vector<GoalWorth> goal_worths(db::Reader&, VisitSiteId);  // by name
// Says it anew where it was said. Refuses: Invalid "visits.goal_blank", "visits.goal_currency", "visits.goal_each", "visits.too_many_goals".
Result<void> set_goal_worth(db::Transaction&, VisitSiteId, const GoalWorth&);
Result<void> drop_goal_worth(db::Transaction&, VisitSiteId, std::string_view goal);  // refuses NotFound

// What pages said, in one currency; without one, thousandths.
struct SaidSum {
    std::int64_t times = 0, amount = 0;
};
using SaidByCurrency = std::map<std::string, SaidSum>;
struct ChannelWorth {
    std::int64_t times = 0;
    std::int64_t worth = 0;  // minor units; of a goal whose worth nobody said, 0
};
struct GoalFigures {
    SaidByCurrency said;
    std::map<std::string, ChannelWorth> by_channel;  // of the visit that reached it: its last touch, which causes nothing
    std::optional<GoalWorth> declared;
    std::int64_t worth() const;
};
using GoalsByName = std::map<std::string, GoalFigures, std::less<>>;  // those that were reached, and those declared

GoalsByName goals_in(db::Reader&, VisitSiteId, std::int64_t from_day, std::int64_t to_day);
// The worth of one goal, of days when it is more or less than nothing, in minor units.
std::map<std::int64_t, std::int64_t> worth_by_day(db::Reader&, VisitSiteId, const GoalWorth&, std::int64_t from_day,
                                                  std::int64_t to_day);

}  // namespace favilla::analytics
