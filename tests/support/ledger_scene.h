// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/ledger_scene.h — a house with a page of which lena is the team, and everything listening that listens in the program.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "community/attention.h"
#include "community/ledger.h"
#include "community/pages.h"
#include "server/subscribe_inside.h"
#include "social/status_marks.h"
#include "support/house.h"

namespace favilla::test {

struct LedgerScene {
    House house = test::house();
    AccountId page, lena;

    LedgerScene()
    {
        server::subscribe_inside(*house.subscriptions);
        lena = house.person("lena");
        page = house
                   .write([&](db::Transaction& tx) {
                       return community::make_page(
                           tx, house.domain(), {.name = "lantern", .title = {}, .description = {}, .posture = {}, .owner = lena},
                           house.now);
                   })
                   .value()
                   .id;
    }
    std::int64_t count(std::string_view who, community::LedgerKind kind)
    {
        std::int64_t sum = 0;
        for (const auto& day : days(who))
            if (day.kind == kind) sum += day.amount;
        return sum;
    }
    std::vector<community::LedgerDay> days(std::string_view who)
    {
        auto id = house.person(who);
        return house.read([&](db::Reader& reader) { return community::ledger_days(reader, id); });
    }
    double points(std::string_view who) { return community::points_given(days(who), house.now); }
    std::vector<community::Debt> debts()
    {
        return house.read([&](db::Reader& reader) { return community::debts_of(reader, {&page, 1}, {}, 100, house.now); }).items;
    }
    std::vector<StatusId> owed()
    {
        std::vector<StatusId> ids;
        for (const auto& debt : debts()) ids.push_back(debt.status);
        return ids;
    }
    Result<void> act(StatusId status, community::DebtActKind kind, AccountId by)
    {
        return house.write([&](db::Transaction& tx) {
            return community::act_on_debt(tx, {.page = page, .by = by, .status = status, .kind = kind}, house.now);
        });
    }
    void like(std::string_view who, StatusId id)
    {
        auto by = house.person(who);
        house.write([&](db::Transaction& tx) { return social::favourite(tx, by, id, house.now); });
    }
    community::LedgerPerson ledger(std::string_view who)
    {
        auto id = house.person(who);
        return house.read([&](db::Reader& reader) { return community::find_ledger(reader, id); }).value();
    }
    community::Standing tended(std::string_view who)
    {
        community::tend_standings(*house.database, house.now);
        return ledger(who).standing;
    }
};

}  // namespace favilla::test
