// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/goal_worth.h"

#include <algorithm>

#include "base/money.h"
#include "base/trimmed.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t longest_goal = 100;  // as the beacon takes it

GoalWorth read_worth(const db::Row& row)
{
    return {
        .goal = row.get<std::string>(0), .currency = row.get<std::string>(1), .each = row.get<std::optional<std::int64_t>>(2)};
}

std::int64_t minor_units_of_one(std::string_view currency)
{
    std::int64_t units = 1;
    for (int digit = find_currency(currency).value_or(Currency{}).digits; digit > 0; --digit) units *= 10;
    return units;
}

// Of one day and channel. A number without a currency is of the one that the goal is declared in; amounts of others are shown, and count
// for nothing.
std::int64_t worth_of(const GoalWorth& declared, const SaidByCurrency& said)
{
    std::int64_t times = 0, worth = 0;
    for (const auto& [currency, sum] : said) {
        times += sum.times;
        if (currency == declared.currency) worth += sum.amount;
        if (currency.empty()) worth += divide_half_even(sum.amount * minor_units_of_one(declared.currency), 1000);
    }
    return declared.each ? divide_half_even(times * *declared.each, 1000) : worth;
}

// By day and channel: where amounts are rounded.
using Pieces = std::map<std::pair<std::int64_t, std::string>, SaidByCurrency>;

void add_piece(Pieces& pieces, const db::Row& row)
{
    pieces[{row.get<std::int64_t>(0), row.get<std::string>(1)}][row.get<std::string>(2)] = {.times = row.get<std::int64_t>(3),
                                                                                            .amount = row.get<std::int64_t>(4)};
}

}  // namespace

std::int64_t GoalFigures::worth() const
{
    std::int64_t sum = 0;
    for (const auto& [channel, part] : by_channel) sum += part.worth;
    return sum;
}

std::vector<GoalWorth> goal_worths(db::Reader& reader, VisitSiteId site)
{
    std::vector<GoalWorth> worths;
    for (const auto& row : reader.rows("SELECT name, currency, of_one FROM goal_worths WHERE site_id = $1 ORDER BY name", site))
        worths.push_back(read_worth(row));
    return worths;
}

Result<void> set_goal_worth(db::Transaction& tx, VisitSiteId site, const GoalWorth& said)
{
    auto goal = trimmed(said.goal);
    if (goal.empty() || goal.size() > longest_goal) return refuse(ErrorCode::Invalid, "visits.goal_blank", {{"field", "goal"}});
    if (!find_currency(said.currency)) return refuse(ErrorCode::Invalid, "visits.goal_currency", {{"field", "currency"}});
    if (said.each && (*said.each < 1 || *said.each > most_each))
        return refuse(ErrorCode::Invalid, "visits.goal_each", {{"field", "each"}});
    auto others = tx.value<std::int64_t>("SELECT count(*) FROM goal_worths WHERE site_id = $1 AND name <> $2", site, goal);
    if (others.value_or(0) >= static_cast<std::int64_t>(most_goal_worths))
        return refuse(ErrorCode::Invalid, "visits.too_many_goals", {{"count", std::to_string(most_goal_worths)}});
    tx.run("INSERT INTO goal_worths (site_id, name, currency, of_one) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (site_id, name) DO UPDATE SET currency = $3, of_one = $4",
           site, goal, said.currency, said.each);
    return {};
}

Result<void> drop_goal_worth(db::Transaction& tx, VisitSiteId site, std::string_view goal)
{
    if (tx.run("DELETE FROM goal_worths WHERE site_id = $1 AND name = $2", site, goal) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

GoalsByName goals_in(db::Reader& reader, VisitSiteId site, std::int64_t from_day, std::int64_t to_day)
{
    std::map<std::string, Pieces> by_goal;
    for (const auto& row :
         reader.rows("SELECT s.day, g.channel, g.currency, sum(g.times), sum(g.amount), g.name FROM visit_slices s "
                     "JOIN visit_goal_values g ON g.slice_id = s.id WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 "
                     "GROUP BY s.day, g.channel, g.currency, g.name",
                     site, from_day, to_day))
        add_piece(by_goal[row.get<std::string>(5)], row);
    GoalsByName goals;
    for (auto& declared : goal_worths(reader, site)) {
        auto name = declared.goal;
        goals[name].declared = std::move(declared);
    }
    for (const auto& [name, pieces] : by_goal) {
        auto& figures = goals[name];
        for (const auto& [place, said] : pieces) {
            auto& channel = figures.by_channel[place.second];
            if (figures.declared) channel.worth += worth_of(*figures.declared, said);
            for (const auto& [currency, sum] : said) {
                channel.times += sum.times;
                figures.said[currency].times += sum.times;
                figures.said[currency].amount += sum.amount;
            }
        }
    }
    return goals;
}

std::map<std::int64_t, std::int64_t> worth_by_day(db::Reader& reader, VisitSiteId site, const GoalWorth& declared,
                                                  std::int64_t from_day, std::int64_t to_day)
{
    Pieces pieces;
    for (const auto& row : reader.rows("SELECT s.day, g.channel, g.currency, sum(g.times), sum(g.amount) FROM visit_slices s "
                                       "JOIN visit_goal_values g ON g.slice_id = s.id AND g.name = $4 "
                                       "WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 "
                                       "GROUP BY s.day, g.channel, g.currency",
                                       site, from_day, to_day, declared.goal))
        add_piece(pieces, row);
    std::map<std::int64_t, std::int64_t> worth;
    for (const auto& [place, said] : pieces) worth[place.first] += worth_of(declared, said);
    return worth;
}

}  // namespace favilla::analytics
