// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effort_costs.h"

#include <algorithm>
#include <numeric>

#include "base/money.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "base/trimmed.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t most_note = 300;
constexpr std::int64_t most_amount = 1'000'000'000'000;

bool is_of_hours(const CostDraft& draft) { return draft.kind == cost_kinds[0]; }

Result<void> check_cost(const Effort& effort, const CostDraft& draft)
{
    if (std::ranges::find(cost_kinds, draft.kind) == cost_kinds.end()) return refuse(ErrorCode::Invalid, "effort.cost_kind");
    // Before and after it as well: what is prepared and cleared up was spent for it.
    if (draft.day < effort.first_day - most_days_before || draft.day > effort.last_day + most_days_before)
        return refuse(ErrorCode::Invalid, "effort.cost_day");
    if (grapheme_count(draft.note) > most_note)
        return refuse(ErrorCode::Invalid, "effort.cost_note", {{"most", std::to_string(most_note)}});
    if (!is_of_hours(draft)) {
        if (draft.amount < 1 || draft.amount > most_amount) return refuse(ErrorCode::Invalid, "effort.cost_amount");
        return {};
    }
    if (draft.minutes < 1 || draft.minutes > most_minutes)
        return refuse(ErrorCode::Invalid, "effort.cost_minutes", {{"most", std::to_string(most_minutes)}});
    if (!draft.rate || *draft.rate < 0 || *draft.rate > most_rate) return refuse(ErrorCode::Invalid, "effort.cost_rate");
    return {};
}

}  // namespace

std::int64_t CostSums::total() const { return std::accumulate(by_kind.begin(), by_kind.end(), std::int64_t{0}); }

std::int64_t hours_amount(std::int64_t minutes, std::int64_t rate) { return divide_half_even(minutes * rate, 60); }

Result<EffortCostId> book_cost(db::Transaction& tx, const Effort& effort, AccountId by, const CostDraft& said, Time now)
{
    auto draft = said;
    draft.note = trimmed(said.note);
    if (is_of_hours(draft) && !draft.rate) draft.rate = effort.hourly_rate;
    CHECKED(check_cost(effort, draft));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM effort_costs WHERE effort_id = $1", effort.id).value_or(0);
    if (count >= static_cast<std::int64_t>(most_costs))
        return refuse(ErrorCode::Invalid, "effort.cost_too_many", {{"most", std::to_string(most_costs)}});
    bool hours = is_of_hours(draft);
    auto id = tx.new_id<EffortCostId>(now);
    tx.run("INSERT INTO effort_costs (id, effort_id, kind, day, minutes, rate, amount, note, account_id, booked_by, booked_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
           id, effort.id, draft.kind, draft.day, hours ? draft.minutes : 0, hours ? draft.rate : std::nullopt,
           hours ? hours_amount(draft.minutes, *draft.rate) : draft.amount, draft.note, draft.who, by, now);
    return id;
}

Result<void> strike_cost(db::Transaction& tx, const Effort& effort, EffortCostId id)
{
    if (tx.run("DELETE FROM effort_costs WHERE id = $1 AND effort_id = $2", id, effort.id) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

std::vector<EffortCost> costs_of(db::Reader& reader, EffortId effort)
{
    std::vector<EffortCost> costs;
    for (const auto& row :
         reader.rows("SELECT id, kind, day, minutes, rate, amount, note, account_id, booked_by, booked_at FROM effort_costs "
                     "WHERE effort_id = $1 ORDER BY day DESC, id DESC",
                     effort)) {
        EffortCost cost;
        cost.id = row.get<EffortCostId>(0);
        cost.kind = row.get<std::string>(1);
        cost.day = row.get<std::int64_t>(2);
        cost.minutes = row.get<std::int64_t>(3);
        cost.rate = row.get<std::optional<std::int64_t>>(4);
        cost.amount = row.get<std::int64_t>(5);
        cost.note = row.get<std::string>(6);
        cost.who = row.get<AccountId>(7);
        cost.booked_by = row.get<AccountId>(8);
        cost.booked_at = row.get<Time>(9);
        costs.push_back(std::move(cost));
    }
    return costs;
}

CostSums sum_of(const std::vector<EffortCost>& costs)
{
    CostSums sums;
    for (const auto& cost : costs) {
        sums.by_kind[static_cast<std::size_t>(std::ranges::find(cost_kinds, cost.kind) - cost_kinds.begin())] += cost.amount;
        sums.minutes += cost.minutes;
    }
    return sums;
}

std::optional<EffortTimer> find_timer(db::Reader& reader, AccountId who)
{
    auto row = reader.row("SELECT effort_id, started_at FROM effort_timers WHERE account_id = $1", who);
    return row ? std::optional{EffortTimer{row->get<EffortId>(0), row->get<Time>(1)}} : std::nullopt;
}

Result<void> start_timer(db::Transaction& tx, const Effort& effort, AccountId who, Time now)
{
    if (!effort.hourly_rate) return refuse(ErrorCode::Invalid, "effort.cost_rate");
    if (find_timer(tx, who)) return refuse(ErrorCode::Conflict, "effort.timer_runs");
    tx.run("INSERT INTO effort_timers (account_id, effort_id, started_at) VALUES ($1, $2, $3)", who, effort.id, now);
    return {};
}

Result<void> stop_timer(db::Transaction& tx, const Effort& effort, AccountId who, std::string_view note, Time now)
{
    auto timer = find_timer(tx, who);
    if (!timer || timer->effort != effort.id) return refuse(ErrorCode::NotFound, "effort.timer_none");
    auto minutes = divide_half_even((now - timer->started_at).milliseconds, favilla::minutes(1).milliseconds);
    CostDraft draft{.kind = "hours",
                    .day = today_in(effort.time_zone, timer->started_at),
                    .minutes = std::clamp<std::int64_t>(minutes, 1, most_minutes),
                    .note = std::string{note},
                    .who = who};
    CHECKED(book_cost(tx, effort, who, draft, now));
    tx.run("DELETE FROM effort_timers WHERE account_id = $1", who);
    return {};
}

}  // namespace favilla::analytics
