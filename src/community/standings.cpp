// SPDX-License-Identifier: AGPL-3.0-or-later
// What entries are worth, and the standing that comes of it.
#include <algorithm>
#include <cmath>

#include "community/ledger.h"
#include "social/notifications.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 4> standing_names = {"none", "spark", "ember", "flame"};
constexpr int standings_at_once = 100;

constexpr auto half_life = static_cast<double>(ledger_half_life.milliseconds);

// Writes the change down, when there is one, and says when to look again.
void tend_standing(db::Transaction& tx, AccountId who, Time now)
{
    auto person = find_ledger(tx, who);
    if (!person || person->state != LedgerState::Kept) {
        tx.run("UPDATE ledger_people SET look_at = NULL, standing = 'none', standing_since = NULL WHERE account_id = $1", who);
        return;
    }
    auto points = points_given(ledger_days(tx, who), now);
    auto became = standing_after(person->standing, points);
    tx.run("UPDATE ledger_people SET look_at = $2, standing = $3, standing_since = $4 WHERE account_id = $1", who,
           fades_at(became, points, now), name_of(became),
           became == person->standing ? person->standing_since : std::optional{now});
    if (became == person->standing) return;
    tx.run("INSERT INTO ledger_changes (id, account_id, was, became, points, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
           tx.new_id<NotificationId>(now), who, name_of(person->standing), name_of(became), points, now);
    social::tell_of_standing(tx, who, now);
}

}  // namespace

std::string_view name_of(Standing standing) { return standing_names[static_cast<std::size_t>(standing)]; }

std::optional<Standing> parse_standing(std::string_view name)
{
    auto found = std::ranges::find(standing_names, name);
    return found == standing_names.end() ? std::nullopt : std::optional{static_cast<Standing>(found - standing_names.begin())};
}

std::int64_t counted(const LedgerDay& day)
{
    return std::min<std::int64_t>(day.amount - day.left_out, weight_of(day.kind).daily_cap);
}

double worth(const LedgerDay& day, Time now)
{
    auto age = static_cast<double>(now.milliseconds - day.day * days(1).milliseconds);
    return static_cast<double>(weight_of(day.kind).points * counted(day)) * std::exp2(-std::max(age, 0.0) / half_life);
}

double points_given(std::span<const LedgerDay> days, Time now)
{
    double sum = 0;
    for (const auto& day : days)
        if (weight_of(day.kind).side == LedgerSide::Gave) sum += worth(day, now);
    return sum;
}

Standing standing_after(Standing before, double points)
{
    auto reached = Standing::None;
    for (const auto& rule : standing_rules)
        if (points >= rule.from) reached = rule.standing;
    if (reached >= before) return reached;
    for (auto kept = before; kept > reached; kept = static_cast<Standing>(static_cast<int>(kept) - 1))
        if (points >= rule_of(kept).until) return kept;
    return reached;
}

std::optional<Time> fades_at(Standing standing, double points, Time now)
{
    if (standing == Standing::None) return std::nullopt;
    auto left = half_life * std::log2(std::max(points / rule_of(standing).until, 1.0));
    return now + milliseconds(static_cast<std::int64_t>(left) + 1);
}

int tend_standings(db::Database& database, Time now)
{
    int looked_at = 0;
    for (bool goes_on = true; goes_on;) {
        auto done = database.write([&](db::Transaction& tx) {
            auto rows = tx.rows(
                "SELECT account_id FROM ledger_people WHERE look_at IS NOT NULL AND look_at <= $1 ORDER BY look_at LIMIT $2", now,
                standings_at_once);
            for (const auto& row : rows) tend_standing(tx, row.get<AccountId>(0), now);
            return static_cast<int>(rows.size());
        });
        looked_at += done;
        goes_on = done == standings_at_once;
    }
    return looked_at;
}

}  // namespace favilla::community
