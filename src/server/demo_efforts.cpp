// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_efforts.h"

#include <stdexcept>

#include "analytics/effort_costs.h"
#include "analytics/effort_results.h"
#include "analytics/efforts.h"
#include "server/demo_visits.h"

namespace favilla::server {

namespace {

using namespace analytics;

EffortDraft draft_of(Time today, DemoWindow window, std::string kind, std::string title, std::string hypothesis)
{
    auto day = (today - Time{}).milliseconds / days(1).milliseconds;
    EffortDraft draft{.kind = std::move(kind), .title = std::move(title), .hypothesis = std::move(hypothesis)};
    draft.target = "visits:" + std::string{demo_site};
    draft.controls = {"visits:" + std::string{demo_prize_site}};
    draft.time_zone = "Europe/Rome";
    draft.first_day = day - window.first_ago;
    draft.last_day = day - window.last_ago;
    draft.days_before = 84;
    return draft;
}

Effort make(db::Database& database, DomainId domain, AccountId by, const EffortDraft& draft, Time declared_at, Time now)
{
    auto effort = database.write([&](db::Transaction& tx) { return declare_effort(tx, domain, by, draft, declared_at); });
    if (!effort) throw std::runtime_error("the demo's effort was refused: " + effort.error().key);
    compute_effort(database, effort->id, now);
    return *effort;
}

void spend(db::Database& database, const Effort& effort, AccountId by, Time today)
{
    for (const auto& draft :
         {CostDraft{.kind = "media", .day = effort.first_day - 6, .amount = 8'400, .note = "Segnalibri"},
          CostDraft{.kind = "hours", .day = effort.first_day, .minutes = 95, .note = "Montaggio dello stand"},
          CostDraft{.kind = "hours", .day = effort.last_day, .minutes = 50, .note = "Smontaggio"},
          CostDraft{.kind = "rewards", .day = effort.first_day + 2, .amount = 2'500, .note = "Libri in palio"}}) {
        auto cost = draft;
        cost.who = by;
        auto booked = database.write([&](db::Transaction& tx) { return book_cost(tx, effort, by, cost, today); });
        if (!booked) throw std::runtime_error("the demo's cost was refused: " + booked.error().key);
    }
}

}  // namespace

void make_demo_efforts(db::Database& database, DomainId domain, AccountId by, Time today, Time now)
{
    auto posters = draft_of(today, demo_film, "campaign", "Locandine nelle biblioteche",
                            "Chi vede la locandina in biblioteca viene a guardare il catalogo.");
    make(database, domain, by, posters, today - days(demo_film.first_ago + 9), now);
    auto fair = draft_of(today, demo_fair, "event", "Salone del libro",
                         "Chi ci incontra allo stand torna sul sito: almeno dieci visite in più al giorno.");
    fair.expected = 10;
    fair.hourly_rate = 2'500;
    fair.unit_value = 80'000;  // eighty cents a visit
    auto made = make(database, domain, by, fair, today - days(demo_fair.first_ago + 20), now);
    spend(database, made, by, today);
    auto round_table = draft_of(today, {-7, -27}, "posture", "Da megafono a tavola rotonda",
                                "Se rispondiamo a tutti, chi ci scrive torna più spesso a leggerci.");
    make(database, domain, by, round_table, today - days(1), now);
}

}  // namespace favilla::server
