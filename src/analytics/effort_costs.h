// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effort_costs.h — what an effort costs: hours that the team books by hand or by a clock, tools, media, rewards. Amounts are
// whole minor units of the effort's one currency; hours times a rate are rounded line by line (base/money.h), and sums are sums of lines.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/efforts.h"

namespace favilla::analytics {

using EffortCostId = Id<struct EffortCostTag>;

inline constexpr std::array<std::string_view, 4> cost_kinds{"hours", "tools", "media", "rewards"};
inline constexpr std::int64_t most_minutes = 24 * 60;  // of one booking: who works longer books another day
inline constexpr std::size_t most_costs = 5000;        // of an effort

struct CostDraft {
    std::string kind;
    std::int64_t day = 0;
    std::int64_t minutes = 0;          // of hours
    std::optional<std::int64_t> rate;  // of hours: minor units an hour; none: the effort's
    std::int64_t amount = 0;           // of everything else: minor units
    std::string note;                  // what for
    AccountId who;                     // whose hours, or who paid
};

struct EffortCost : CostDraft {
    EffortCostId id;
    AccountId booked_by;
    Time booked_at;
};

struct CostSums {
    std::array<std::int64_t, cost_kinds.size()> by_kind{};
    std::int64_t minutes = 0;
    std::int64_t total() const;
};

// minutes · rate / 60.
std::int64_t hours_amount(std::int64_t minutes, std::int64_t rate);

// Refuses: Invalid effort.cost_kind, .cost_day, .cost_minutes {most}, .cost_rate, .cost_amount, .cost_note {most}, .cost_too_many {most}.
Result<EffortCostId> book_cost(db::Transaction&, const Effort&, AccountId by, const CostDraft&, Time now);
// Refuses NotFound.
Result<void> strike_cost(db::Transaction&, const Effort&, EffortCostId);
std::vector<EffortCost> costs_of(db::Reader&, EffortId);  // the latest day first
CostSums sum_of(const std::vector<EffortCost>&);

struct EffortTimer {
    EffortId effort;
    Time started_at;
};
std::optional<EffortTimer> find_timer(db::Reader&, AccountId);
// One a person. Refuses Conflict "effort.timer_runs" while another runs, Invalid "effort.cost_rate" where no rate is said.
Result<void> start_timer(db::Transaction&, const Effort&, AccountId, Time now);
// Books what it has measured, a minute at least and a day at most, on the day it was started. Refuses NotFound "effort.timer_none".
Result<void> stop_timer(db::Transaction&, const Effort&, AccountId, std::string_view note, Time now);

}  // namespace favilla::analytics
