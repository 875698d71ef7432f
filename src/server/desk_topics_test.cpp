// SPDX-License-Identifier: AGPL-3.0-or-later
// Topics without an answer on the desk of the page whose team looks after the group, with everything listening that listens in the program.
#include "community/group_acts.h"
#include "community/group_members.h"
#include "community/groups.h"
#include "desk/acts.h"
#include "desk/answering.h"
#include "desk/items.h"
#include "social/relations.h"
#include "support/house.h"
#include "support/ledger_scene.h"

using namespace favilla;
using desk::ActKind;

namespace {

// Moira, of the page's team, moderates a group of Greta's.
struct Scene : test::LedgerScene {
    AccountId moira = house.person("moira"), conrad = house.person("conrad"), greta = house.person("greta"), group;
    explicit Scene(community::Joining joining = community::Joining::Open)
    {
        put_in_team(moira, social::PageRole::Moderator);
        put_in_team(conrad, social::PageRole::Contributor);
        group = house
                    .write([&](db::Transaction& tx) {
                        auto made = community::make_group(
                            tx, house.domain(),
                            {.name = "readers", .title = "Readers", .description = "", .joining = joining, .owner = greta},
                            house.now);
                        (void)community::set_role(tx, made->id, moira, community::GroupRole::Moderator, house.now);
                        return made;
                    })
                    .value()
                    .id;
        weigh();
    }
    void weigh()
    {
        while (house.write([&](db::Transaction& tx) { return community::weigh_remaining_topics(tx, house.now); })) {}
    }
    void put_in_team(AccountId whom, std::optional<social::PageRole> role)
    {
        REQUIRE(house.write([&](db::Transaction& tx) { return community::put_in_team(tx, page, whom, role, house.now); }));
        weigh();
    }
    std::vector<desk::Item> items(std::optional<desk::ItemKind> kind = {})
    {
        return house
            .read([&](db::Reader& reader) {
                return desk::queue(reader, {.pages = {page}, .me = moira, .kind = kind, .after = {}, .limit = 40}, house.now);
            })
            .items;
    }
    desk::Item only()
    {
        auto found = items();
        REQUIRE(found.size() == 1);
        return found.front();
    }
    Result<std::vector<desk::Item>> act(ActKind kind, desk::ItemId item, std::string words = {})
    {
        desk::Wanted wanted{.kind = kind, .by = moira, .to = {}, .until = {}, .words = std::move(words)};
        return house.write([&](db::Transaction& tx) { return desk::act(tx, {&item, 1}, wanted, house.now); });
    }
    void give_role(AccountId whom, std::optional<community::GroupRole> role)
    {
        REQUIRE(house.write([&](db::Transaction& tx) { return community::set_role(tx, group, whom, role, house.now); }));
        weigh();
    }
    void in_group(community::GroupActKind kind, StatusId object)
    {
        REQUIRE(community::act_in_group(
            *house.database, {.group = group, .by = greta, .kind = kind, .object = object.value, .text = {}}, house.now));
    }
    social::Status topic(std::string_view who, std::string text) { return house.post(who, "@readers " + std::move(text)); }
};

}  // namespace

TEST_CASE("a topic that nobody answered waits for the page whose team looks after the group")
{
    Scene scene;
    auto asked = scene.topic("ada", "which one next?");
    CHECK(scene.only().kind == desk::ItemKind::Topic);
    CHECK(scene.only().status == asked.id);
    CHECK(scene.only().since == asked.created_at);
    CHECK(scene.items(desk::ItemKind::Topic).size() == 1);
    CHECK(scene.items(desk::ItemKind::Answer).empty());
    CHECK(scene.owed() == std::vector{asked.id});
    // Who looks after the group, or is of the team, waits for nothing; who names the page waits for the page.
    scene.topic("greta", "welcome");
    scene.topic("conrad", "hello");
    CHECK(scene.items().size() == 1);
    auto named = scene.topic("bob", "and @lantern?");
    REQUIRE(scene.items().size() == 2);
    CHECK(scene.items().back().kind == desk::ItemKind::Mention);
    scene.house.reply("lantern", named, "Yes");
    // Its author's own words are no answer, anybody's are; taken back, it waits on.
    scene.house.reply("ada", asked, "I mean in May");
    CHECK(scene.items().size() == 1);
    auto said = scene.house.reply("cleo", asked, "The blue one");
    CHECK(scene.items().empty());
    scene.house.remove(said);
    CHECK(scene.only().status == asked.id);
    auto item = scene.only();
    REQUIRE(scene.act(ActKind::Take, item.id));
    auto answered = scene.house.write([&](db::Transaction& tx) {
        social::StatusDraft draft{.text = "The red one", .person = scene.moira};
        return desk::answer(tx, {.item = item.id, .by = scene.moira, .turn = item.turn, .last_seen = item.status, .draft = draft},
                            scene.house.now);
    });
    REQUIRE(answered);
    CHECK(scene.items().empty());
    auto acts = scene.house.read([&](db::Reader& reader) { return desk::acts_of(reader, item.id); });
    CHECK(acts.back().kind == ActKind::Answer);
}

TEST_CASE("a topic is settled at the desk and brought back, and goes with what is done in the group")
{
    Scene scene;
    using Kind = community::GroupActKind;
    auto asked = scene.topic("ada", "which one next?");
    auto id = scene.only().id;
    REQUIRE(scene.act(ActKind::NoneNeeded, id, "An invitation"));
    CHECK(scene.items().empty());
    REQUIRE(scene.act(ActKind::Undo, id));
    CHECK(scene.only().kind == desk::ItemKind::Topic);
    scene.in_group(Kind::Lock, asked.id);
    CHECK(scene.items().empty());
    scene.in_group(Kind::Unlock, asked.id);
    CHECK(scene.only().id == id);
    scene.in_group(Kind::Remove, asked.id);
    CHECK(scene.items().empty());
    auto liked = scene.topic("bob", "thank you all");
    CHECK(scene.items().size() == 1);
    scene.like("moira", liked.id);
    CHECK(scene.items().empty());
    auto gone = scene.topic("bob", "one more");
    scene.house.remove(gone);
    CHECK(scene.items().empty());
}

TEST_CASE("who comes to look after a group brings its topics of a month, and takes them along")
{
    Scene scene;
    auto days_ago = scene.topic("ada", "an old one");
    CHECK(scene.only().status == days_ago.id);
    scene.give_role(scene.moira, std::nullopt);
    CHECK(scene.items().empty());
    scene.house.now = scene.house.now + days(20);
    auto newer = scene.topic("bob", "a newer one");
    CHECK(scene.items().empty());
    scene.house.now = scene.house.now + days(15);
    scene.give_role(scene.moira, community::GroupRole::Moderator);
    CHECK(scene.only().status == newer.id);
    // Whoever leaves the page's team takes along what came with them; whoever comes back brings it.
    scene.put_in_team(scene.moira, std::nullopt);
    CHECK(scene.items().empty());
    scene.put_in_team(scene.moira, social::PageRole::Editor);
    CHECK(scene.only().status == newer.id);
}

TEST_CASE("what is written for the members of a hidden group stands on no desk")
{
    Scene scene{community::Joining::Hidden};
    auto ada = scene.house.person("ada");
    scene.house.write([&](db::Transaction& tx) { return social::let_follow(tx, ada, scene.group, scene.house.now); });
    auto theirs = scene.house.try_post("ada", "A word among us", {.audience = scene.group});
    REQUIRE(theirs);
    CHECK(scene.house.read([&](db::Reader& reader) { return community::place_in_group(reader, theirs->id); }).has_value());
    CHECK(scene.items().empty());
}
