// SPDX-License-Identifier: AGPL-3.0-or-later
// Reports on the desk of a page's team, with everything listening that listens in the program.
#include "desk/acts.h"
#include "desk/items.h"
#include "desk/reports.h"
#include "desk/waits.h"
#include "social/report_desk.h"
#include "social/reports.h"
#include "social/users.h"
#include "support/house.h"
#include "support/ledger_scene.h"

using namespace favilla;
using desk::ActKind;

namespace {

// Vera looks after the house; whether she is of the page's team is each test's.
struct Scene : test::LedgerScene {
    AccountId vera = house.person("vera"), ada = house.person("ada"), vito = house.person("vito");
    Scene()
    {
        house.write([&](db::Transaction& tx) { return social::change_role(tx, vera, social::Role::Moderator); });
    }
    void put_in_team(AccountId whom, std::optional<social::PageRole> role)
    {
        REQUIRE(house.write([&](db::Transaction& tx) { return community::put_in_team(tx, page, whom, role, house.now); }));
        place();
    }
    void place()
    {
        while (house.write([&](db::Transaction& tx) { return desk::place_remaining_reports(tx, house.now); })) {}
    }
    AccountId other_page(std::string name, AccountId owner)
    {
        auto made = house
                        .write([&](db::Transaction& tx) {
                            return community::make_page(
                                tx, house.domain(), {.name = name, .title = {}, .description = {}, .posture = {}, .owner = owner},
                                house.now);
                        })
                        .value()
                        .id;
        place();
        return made;
    }
    ReportId report(std::vector<StatusId> statuses = {})
    {
        return house
            .write([&](db::Transaction& tx) {
                return social::file_report(tx, ada, house.domain(),
                                           {.target = vito, .category = {}, .comment = "Look", .statuses = statuses, .rules = {}},
                                           house.now);
            })
            .value()
            .id;
    }
    std::vector<desk::Item> items(AccountId who, std::vector<AccountId> pages, desk::Which which = desk::Which::Open)
    {
        return house
            .read([&](db::Reader& reader) {
                return desk::queue(
                    reader, {.pages = pages, .me = who, .which = which, .kind = desk::ItemKind::Report, .after = {}, .limit = 40},
                    house.now);
            })
            .items;
    }
    std::vector<desk::Item> items(desk::Which which = desk::Which::Open) { return items(vera, {page}, which); }
    Result<std::vector<desk::Item>> act(ActKind kind, AccountId by, desk::ItemId item, desk::Wanted more = {})
    {
        more.kind = kind;
        more.by = by;
        return house.write([&](db::Transaction& tx) { return desk::act(tx, {&item, 1}, more, house.now); });
    }
    template <class Act>
    void work(Act&& act, AccountId by, ReportId report)
    {
        REQUIRE(
            house.write([&](db::Transaction& tx) { return act(tx, social::Moderator{by, house.domain()}, report, house.now); }));
    }
    std::optional<AccountId> in_hand(ReportId report)
    {
        return house.read([&](db::Reader& reader) { return social::find_report(reader, house.domain(), report); })
            .value()
            .assigned;
    }
};

std::string key_of(const auto& refused) { return refused ? std::string{} : refused.error().key; }

}  // namespace

TEST_CASE("a report stands on no desk until somebody of a team may see it, and then with what was before")
{
    Scene scene;
    auto before = scene.report();
    scene.place();
    CHECK(scene.items().empty());
    CHECK(scene.items(scene.lena, {scene.page}).empty());
    scene.put_in_team(scene.vera, social::PageRole::Analyst);
    CHECK(scene.items().empty());
    scene.put_in_team(scene.vera, social::PageRole::Moderator);
    auto items = scene.items();
    REQUIRE(items.size() == 1);
    CHECK(desk::report_of(items[0]) == before);
    CHECK(items[0].author == scene.vito);
    CHECK(items[0].since
          == scene.house.read([&](db::Reader& reader) { return social::find_report(reader, scene.house.domain(), before); })
                 .value()
                 .created_at);
    CHECK(items[0].due_at > items[0].since);
    CHECK(scene.items(scene.lena, {scene.page}).empty());
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return desk::may_see(reader, items[0], scene.lena); }));
    CHECK(key_of(scene.act(ActKind::Take, scene.lena, items[0].id)) == "desk.item_missing");
    // It is nobody's wait: figures that the whole team reads do not know it.
    CHECK(
        scene.house
            .read([&](db::Reader& reader) { return desk::waits_between(reader, scene.page, Time{}, scene.house.now + days(1)); })
            .empty());
    // With the role, the sight is gone, at once; and the report stands nowhere when nobody sees it.
    scene.house.write([&](db::Transaction& tx) { return social::change_role(tx, scene.vera, social::Role::User); });
    CHECK(scene.items().empty());
    scene.place();
    CHECK(scene.items(desk::Which::Closed).empty());
    scene.house.write([&](db::Transaction& tx) { return social::change_role(tx, scene.vera, social::Role::Moderator); });
    scene.place();
    REQUIRE(scene.items().size() == 1);
    CHECK(scene.items()[0].id == items[0].id);
}

TEST_CASE("it stands with the page in whose conversation it was said, else with the oldest whose team may see it")
{
    Scene scene;
    scene.put_in_team(scene.vera, social::PageRole::Editor);
    auto younger = scene.other_page("younger", scene.vera);
    auto blind = scene.other_page("blind", scene.lena);
    auto said = [&](std::string_view page) {
        return scene.house.reply("vito", scene.house.post(std::string{page}, "We open"), "Fools").id;
    };
    auto of_younger = scene.report({said("younger")});
    auto of_blind = scene.report({said("blind")});
    auto alone = scene.report();
    auto reports_of = [&](AccountId page) {
        std::vector<ReportId> found;
        for (const auto& item : scene.items(scene.vera, {page})) found.push_back(desk::report_of(item).value());
        return found;
    };
    CHECK(reports_of(younger) == std::vector{of_younger});
    CHECK(reports_of(blind).empty());
    CHECK(reports_of(scene.page) == std::vector{of_blind, alone});
    // Who leaves takes the sight along: what stood there goes on elsewhere, once.
    scene.put_in_team(scene.vera, std::nullopt);
    CHECK(reports_of(scene.page).empty());
    CHECK(reports_of(younger).size() == 3);
}

TEST_CASE("what is taken here is in hand there, and what is in hand or resolved there is so here")
{
    Scene scene;
    auto zoe = scene.house.person("zoe");
    scene.house.write([&](db::Transaction& tx) { return social::change_role(tx, zoe, social::Role::Admin); });
    scene.put_in_team(scene.vera, social::PageRole::Moderator);
    auto report = scene.report();
    auto id = scene.items().at(0).id;
    REQUIRE(scene.act(ActKind::Take, scene.vera, id));
    CHECK(scene.in_hand(report) == scene.vera);
    CHECK(scene.items()[0].held_until == scene.house.now + desk::claim_lasts);
    REQUIRE(scene.act(ActKind::Undo, scene.vera, id));
    CHECK_FALSE(scene.in_hand(report));
    CHECK(scene.items()[0].state == desk::ItemState::Waiting);
    CHECK(key_of(scene.act(ActKind::Done, scene.vera, id)) == "desk.report_elsewhere");
    CHECK(key_of(scene.act(ActKind::NoneNeeded, scene.vera, id, {.by = {}, .to = {}, .until = {}, .words = "x"}))
          == "desk.report_elsewhere");
    CHECK(key_of(scene.act(ActKind::HandOver, scene.vera, id, {.by = {}, .to = scene.lena, .until = {}, .words = {}}))
          == "desk.colleague_sees_no_reports");

    // In the hands of who does not work at this desk it stands on none; given back, it waits again.
    scene.work(social::assign_report, zoe, report);
    CHECK(scene.items().empty());
    scene.work(social::unassign_report, zoe, report);
    CHECK(scene.items().at(0).state == desk::ItemState::Waiting);
    scene.work(social::assign_report, scene.vera, report);
    CHECK(scene.items().at(0).holder == scene.vera);
    scene.work(social::resolve_report, zoe, report);
    CHECK(scene.items().empty());
    auto closed = scene.items(desk::Which::Closed);
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].answered_by == zoe);
    CHECK_FALSE(closed[0].holder);
    CHECK(key_of(scene.act(ActKind::Take, scene.vera, id)) == "desk.closed");
    scene.work(social::reopen_report, zoe, report);
    CHECK(scene.items().at(0).id == id);
    // Placed anew, nothing changes: who has it keeps it.
    REQUIRE(scene.act(ActKind::Take, scene.vera, id));
    scene.house.write([&](db::Transaction& tx) { desk::begin_placing_reports(tx, scene.vera); });
    scene.place();
    CHECK(scene.items().at(0).holder == scene.vera);
}
