// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/ledger_json.h"

#include <cmath>

#include "community/attention.h"

namespace favilla::console {

using community::LedgerSide;

double rounded(double points) { return std::round(points * 10) / 10; }

void write_ledger_side(JsonWriter& json, std::string_view key, std::span<const community::LedgerDay> days, LedgerSide side,
                       Time now)
{
    struct Sum {
        std::int64_t count = 0, counted = 0;
        double points = 0;
    };
    std::array<Sum, community::ledger_weights.size()> sums;
    double all = 0;
    for (const auto& day : days) {
        if (community::weight_of(day.kind).side != side) continue;
        auto& sum = sums[static_cast<std::size_t>(day.kind)];
        sum.count += day.amount;
        sum.counted += community::counted(day);
        sum.points += community::worth(day, now);
        all += community::worth(day, now);
    }
    json.key(key).object([&] {
        json.field("points", rounded(all));
        json.key("kinds").array([&] {
            for (const auto& weight : community::ledger_weights) {
                const auto& sum = sums[static_cast<std::size_t>(weight.kind)];
                if (weight.side != side || sum.count == 0) continue;
                json.object([&] {
                    json.field("kind", weight.name);
                    json.field("count", sum.count);
                    json.field("counted", sum.counted);
                    json.field("points", rounded(sum.points));
                });
            }
        });
    });
}

void write_standing_changes(JsonWriter& json, std::span<const community::StandingChange> changes)
{
    json.key("changes").array(changes, [&](const community::StandingChange& change) {
        json.object([&] {
            json.field("from", name_of(change.was));
            json.field("to", name_of(change.became));
            json.field("points", rounded(change.points));
            json.field("created_at", change.created_at);
        });
    });
}

void write_ledger_method(JsonWriter& json)
{
    json.object([&] {
        json.field("half_life_days", community::ledger_half_life.milliseconds / days(1).milliseconds);
        json.field("debts_last_days", community::debts_last.milliseconds / days(1).milliseconds);
        json.key("kinds").array(community::ledger_weights, [&](const community::LedgerWeight& weight) {
            json.object([&] {
                json.field("kind", weight.name);
                json.field("side", weight.side == LedgerSide::Gave ? "gave" : "back");
                json.field("points", weight.points);
                json.field("daily_cap", weight.daily_cap);
            });
        });
        json.key("standings").array(community::standing_rules, [&](const community::StandingRule& rule) {
            json.object([&] {
                json.field("standing", name_of(rule.standing));
                json.field("from", rule.from);
                json.field("until", rule.until);
                json.field("answered_in_hours", rule.answered_in.milliseconds / hours(1).milliseconds);
            });
        });
    });
}

}  // namespace favilla::console
