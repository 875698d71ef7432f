// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk of a page's team, with everything listening that listens in the program.
#include "community/idea_acts.h"
#include "desk/acts.h"
#include "desk/answering.h"
#include "desk/keeping.h"
#include "desk/settings.h"
#include "desk/views.h"
#include "social/administration.h"
#include "social/status_marks.h"
#include "support/house.h"
#include "support/ledger_scene.h"

using namespace favilla;
using desk::ActKind;
using desk::ItemState;
using desk::Which;

namespace {

struct Scene : test::LedgerScene {
    AccountId moira = house.person("moira"), conrad = house.person("conrad"), ana = house.person("ana");
    Scene()
    {
        for (auto [who, role] : {std::pair{moira, social::PageRole::Moderator},
                                 {conrad, social::PageRole::Contributor},
                                 {ana, social::PageRole::Analyst}})
            house.write([&](db::Transaction& tx) { return community::put_in_team(tx, page, who, role, house.now); });
    }
    std::vector<desk::Item> items(Which which = Which::Open, AccountId me = {}, std::optional<desk::ItemKind> kind = {})
    {
        return house.read([&](db::Reader& reader) {
            return desk::queue(reader, {.pages = {page}, .me = me, .which = which, .kind = kind, .after = {}, .limit = 40},
                               house.now)
                .items;
        });
    }
    desk::Item only()
    {
        auto found = items();
        REQUIRE(found.size() == 1);
        return found.front();
    }
    Result<std::vector<desk::Item>> act(ActKind kind, AccountId by, desk::ItemId item, desk::Wanted more = {})
    {
        more.kind = kind;
        more.by = by;
        return house.write([&](db::Transaction& tx) { return desk::act(tx, {&item, 1}, more, house.now); });
    }
    Result<social::Status> answer(AccountId by, const desk::Item& item, std::string text, std::string key = {})
    {
        return house.write([&](db::Transaction& tx) {
            social::StatusDraft draft{.text = std::move(text), .idempotency_key = std::move(key), .person = by};
            return desk::answer(tx, {.item = item.id, .by = by, .turn = item.turn, .last_seen = item.status, .draft = draft},
                                house.now);
        });
    }
    std::vector<desk::Act> acts(desk::ItemId id)
    {
        return house.read([&](db::Reader& reader) { return desk::acts_of(reader, id); });
    }
};

std::string key_of(const auto& refused) { return refused ? std::string{} : refused.error().key; }

}  // namespace

TEST_CASE("each conversation that waits stands once on the desk, with its kind, since when and how many posts")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Which book next?");
    auto first = scene.house.reply("ada", post, "The blue one");
    auto second = scene.house.reply("bob", post, "The red one");
    auto asked = scene.house.post("cleo", "@lantern when do you open?");
    auto secret = scene.house.post("dora", "@lantern in private", {.visibility = social::Visibility::Direct});
    auto afar = scene.house.reply("rosa@elsewhere.test", scene.house.post("lantern", "Good evening"), "From afar");
    auto items = scene.items();
    REQUIRE(items.size() == 4);
    CHECK(items[0].conversation == post.conversation);
    CHECK(items[0].waiting == 2);
    CHECK(items[0].since == first.created_at);
    CHECK(items[0].status == second.id);
    CHECK(items[0].kind == desk::ItemKind::Answer);
    CHECK(items[1].kind == desk::ItemKind::Mention);
    CHECK(items[1].status == asked.id);
    CHECK(items[2].kind == desk::ItemKind::Message);
    CHECK(items[2].status == secret.id);
    CHECK(items[3].author == scene.house.person("rosa@elsewhere.test"));
    CHECK(items[3].status == afar.id);
    CHECK(scene.items(Which::Open, {}, desk::ItemKind::Message).size() == 1);
    // Answering one of two leaves the other waiting; the last word closes.
    scene.house.reply("lantern", first, "Blue it is");
    CHECK(scene.items().front().waiting == 1);
    CHECK(scene.items().front().status == second.id);
    CHECK(scene.items().front().turn == 1);
    scene.like("lena", second.id);
    CHECK(scene.items().size() == 3);
    CHECK(scene.items(Which::Closed).front().conversation == post.conversation);
    // What is deleted waits no more, and what comes in a conversation that was closed waits again.
    scene.house.remove(asked);
    CHECK(scene.items().size() == 2);
    scene.house.reply("bob", post, "And when?");
    CHECK(scene.items().size() == 3);
    CHECK(scene.items(Which::Closed).size() == 1);
}

TEST_CASE("what is set aside is what somebody had seen, and what had been there for half a minute")
{
    Scene scene;
    auto first = scene.house.post("ada", "@lantern that was lovely");
    auto second = scene.house.reply("ada", first, "@lantern and when is the next one?");
    auto item = scene.only();
    desk::Wanted seen_first{.by = {}, .to = {}, .until = {}, .words = {}, .seen = {{item.id, first.id}}};
    REQUIRE(scene.act(ActKind::Done, scene.moira, item.id, seen_first));
    CHECK(scene.only().waiting == 1);
    CHECK(scene.only().status == second.id);
    CHECK_FALSE(scene.only().closed_at);
    CHECK(scene.owed() == std::vector{second.id});
    // Counted from nothing, it is the same.
    scene.house.write([&](db::Transaction& tx) { community::count_debts_of_page(tx, scene.page); });
    CHECK(scene.owed() == std::vector{second.id});
    REQUIRE(scene.act(ActKind::Undo, scene.moira, item.id));
    CHECK(scene.only().waiting == 2);
    // Whoever decides now has read what came before they began to.
    scene.house.now = scene.house.now + seconds(31);
    REQUIRE(scene.act(ActKind::Done, scene.moira, item.id, seen_first));
    CHECK(scene.items().empty());
    CHECK(scene.owed().empty());
}

TEST_CASE("an idea proposed to a page waits until it is answered")
{
    Scene scene;
    auto propose = [&](std::string_view who, std::string title) {
        auto by = scene.house.person(who);
        return scene.house
            .write([&](db::Transaction& tx) {
                return community::propose_idea(tx, scene.house.domain(), by,
                                               {.title = title, .text = "It would be good.", .space = scene.page},
                                               scene.house.now);
            })
            .value();
    };
    auto bench = propose("ada", "A bench");
    auto lamp = propose("bob", "A lamp");
    REQUIRE(scene.items().size() == 2);
    CHECK(scene.items().front().kind == desk::ItemKind::Idea);
    CHECK(scene.items().front().status == bench.id);
    scene.house.reply("lantern", scene.house.find(bench.id, "ada").value(), "It stands there from Monday on");
    CHECK(scene.only().status == lamp.id);
    scene.house.reply("lantern", scene.house.find(lamp.id, "bob").value(), "Where?");
    CHECK(scene.items().empty());
}

TEST_CASE("the desk that was kept while people wrote is the one that is made from nothing")
{
    Scene scene;
    for (int n = 0; n < 6; ++n) {
        auto post = scene.house.post("lantern", "Post " + std::to_string(n));
        auto said = scene.house.reply("ada", post, "Yes");
        scene.house.reply("bob", said, "No");
        if (n % 2) scene.house.reply("lantern", said, "Maybe");
        if (n % 3 == 0) scene.house.remove(said);
    }
    auto told = [&] {
        std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>> all;
        for (const auto& item : scene.items())
            all.emplace_back(item.conversation.value, item.status.value, item.waiting, item.since.milliseconds,
                             item.due_at.milliseconds);
        return all;
    };
    auto kept = told();
    CHECK(kept.size() >= 4);
    scene.house.write([&](db::Transaction& tx) {
        desk::begin_keeping_anew(tx);
        while (desk::keep_remaining(tx)) {}
    });
    CHECK(told() == kept);
    CHECK_FALSE(scene.house.read([](db::Reader& reader) { return desk::remains_to_keep(reader); }));
}

TEST_CASE("who takes an item has it for half an hour; colleagues are told, an editor may free it")
{
    Scene scene;
    scene.house.post("ada", "@lantern hello?");
    auto item = scene.only();
    REQUIRE(scene.act(ActKind::Take, scene.moira, item.id));
    CHECK(scene.only().holder == scene.moira);
    CHECK(scene.items(Which::Mine, scene.moira).size() == 1);
    CHECK(scene.items(Which::Mine, scene.lena).empty());
    CHECK(scene.items(Which::Free).empty());
    CHECK(key_of(scene.act(ActKind::Take, scene.lena, item.id)) == "desk.taken");
    CHECK(key_of(scene.act(ActKind::Done, scene.lena, item.id)) == "desk.taken");
    CHECK(key_of(scene.answer(scene.lena, item, "@ada hello")) == "desk.taken");
    // Looking on and contributing is not acting.
    CHECK(key_of(scene.act(ActKind::Take, scene.conrad, item.id)) == "page.not_allowed");
    CHECK(key_of(scene.act(ActKind::Take, scene.ana, item.id)) == "desk.item_missing");
    CHECK(key_of(scene.act(ActKind::Take, scene.house.person("bob"), item.id)) == "desk.item_missing");
    REQUIRE(scene.act(ActKind::Release, scene.lena, item.id));
    CHECK(scene.items(Which::Free).size() == 1);
    CHECK(key_of(scene.act(ActKind::Release, scene.lena, item.id)) == "desk.not_held");
    REQUIRE(scene.act(ActKind::HandOver, scene.lena, item.id, {.by = {}, .to = scene.moira, .until = {}, .words = {}}));
    CHECK(scene.only().holder == scene.moira);
    CHECK(key_of(scene.act(ActKind::HandOver, scene.moira, item.id, {.by = {}, .to = scene.conrad, .until = {}, .words = {}}))
          == "desk.colleague_missing");
    scene.house.now = scene.house.now + desk::handing_lasts + minutes(1);
    CHECK(scene.only().state == ItemState::Waiting);
    REQUIRE(scene.act(ActKind::Take, scene.lena, item.id));
    scene.house.now = scene.house.now + desk::claim_lasts;
    CHECK(scene.items(Which::Free).size() == 1);
    REQUIRE(scene.act(ActKind::Take, scene.moira, item.id));
    // Who leaves the team leaves what they had taken.
    scene.house.write(
        [&](db::Transaction& tx) { return community::put_in_team(tx, scene.page, scene.moira, std::nullopt, scene.house.now); });
    CHECK(scene.items(Which::Free).size() == 1);
}

TEST_CASE("an item sleeps until a moment, and wakes by itself or when something new comes")
{
    Scene scene;
    auto asked = scene.house.post("ada", "@lantern may I come on Sunday?");
    auto item = scene.only();
    auto until = scene.house.now + hours(20);
    CHECK(key_of(scene.act(ActKind::Snooze, scene.lena, item.id)) == "desk.snooze_invalid");
    REQUIRE(scene.act(ActKind::Snooze, scene.lena, item.id, {.by = {}, .to = {}, .until = until, .words = {}}));
    CHECK(scene.items().empty());
    CHECK(scene.items(Which::Snoozed).size() == 1);
    scene.house.reply("ada", asked, "@lantern or on Monday?");
    CHECK(scene.only().state == ItemState::Waiting);
    CHECK(scene.only().waiting == 2);
    REQUIRE(scene.act(ActKind::Snooze, scene.lena, item.id, {.by = {}, .to = {}, .until = until, .words = {}}));
    scene.house.now = until;
    CHECK(scene.only().state == ItemState::Waiting);
}

TEST_CASE("what needs no answer is set aside with a reason on every list, and comes back when that is undone")
{
    Scene scene;
    scene.house.post("ada", "@lantern thank you for everything");
    auto item = scene.only();
    CHECK(key_of(scene.act(ActKind::NoneNeeded, scene.lena, item.id)) == "desk.reason_missing");
    REQUIRE(scene.act(ActKind::NoneNeeded, scene.lena, item.id, {.by = {}, .to = {}, .until = {}, .words = "A kind word"}));
    CHECK(scene.items().empty());
    CHECK(scene.owed().empty());
    CHECK(scene.items(Which::Closed).front().state == ItemState::NoneNeeded);
    CHECK(key_of(scene.act(ActKind::Take, scene.lena, item.id)) == "desk.closed");
    CHECK(key_of(scene.act(ActKind::Undo, scene.moira, item.id)) == "desk.nothing_to_undo");
    REQUIRE(scene.act(ActKind::Undo, scene.lena, item.id));
    CHECK(scene.only().waiting == 1);
    CHECK(scene.owed().size() == 1);
    REQUIRE(
        scene.act(ActKind::Note, scene.moira, item.id, {.by = {}, .to = {}, .until = {}, .words = "  She came last year, too "}));
    REQUIRE(scene.act(ActKind::Done, scene.lena, item.id));
    CHECK(scene.items(Which::Closed).front().state == ItemState::Done);
    scene.house.now = scene.house.now + desk::undo_lasts + minutes(1);
    CHECK(key_of(scene.act(ActKind::Undo, scene.lena, item.id)) == "desk.undo_too_late");
    auto acts = scene.acts(item.id);
    std::vector<std::string> names;
    for (const auto& one : acts) names.emplace_back(name_of(one.kind));
    CHECK(names == std::vector<std::string>{"none_needed", "undo", "note", "done"});
    CHECK(acts[0].words == "A kind word");
    CHECK(acts[0].undone_at);
    CHECK(acts[2].words == "She came last year, too");
}

TEST_CASE("an answer from the desk is refused when somebody of the team was first, however they answered")
{
    Scene scene;
    auto asked = scene.house.post("ada", "@lantern when do you open?");
    auto item = scene.only();
    auto key = std::string{"one"};
    auto sent = scene.answer(scene.lena, item, "@ada at nine", key);
    REQUIRE(sent);
    CHECK(sent->in_reply_to == asked.id);
    CHECK(sent->person == scene.lena);
    CHECK(scene.items().empty());
    // The same sent again is the same; a colleague's comes too late.
    CHECK(scene.answer(scene.lena, item, "@ada at nine", key)->id == sent->id);
    auto late = scene.answer(scene.moira, item, "@ada at ten");
    CHECK(key_of(late) == "desk.answered_meanwhile");
    CHECK(late.error().params.front().second == "lena");
    scene.house.now = scene.house.now + minutes(5);
    CHECK(key_of(scene.answer(scene.moira, item, "@ada at ten")) == "desk.answered_minutes_ago");
    // Who has read it may add to it.
    auto again = scene.items(Which::Closed).front();
    again.status = sent->id;
    CHECK(again.turn == 1);
    REQUIRE(scene.answer(scene.moira, again, "@ada and there is coffee"));
    auto acts = scene.acts(item.id);
    REQUIRE(acts.size() == 2);
    CHECK(acts[0].by == scene.lena);
    CHECK(acts[0].status == sent->id);
    CHECK(acts[1].by == scene.moira);
    // From a phone, in the page's voice or their own.
    auto other = scene.house.post("bob", "@lantern and on Sunday?");
    auto waits = scene.only();
    scene.house.reply("lantern", other, "Closed on Sundays");
    CHECK(scene.items().empty());
    CHECK(key_of(scene.answer(scene.lena, waits, "@bob closed")) == "desk.answered_meanwhile");
    auto third = scene.house.post("cleo", "@lantern and on Monday?");
    waits = scene.only();
    scene.house.reply("lena", third, "I shall be there");
    CHECK(scene.items().empty());
    CHECK(key_of(scene.answer(scene.moira, waits, "@cleo yes")) == "desk.answered_meanwhile");
    CHECK(key_of(scene.answer(scene.conrad, waits, "@cleo yes")) == "page.not_allowed");
}

TEST_CASE("a piece of text is never sent as it stands")
{
    Scene scene;
    scene.house.post("ada", "@lantern where are you?");
    auto item = scene.only();
    auto piece = [&](std::string title, std::string text) {
        return scene.house.write([&](db::Transaction& tx) {
            return desk::add_piece(
                tx, {.id = {}, .page = scene.page, .changed_by = scene.lena, .title = title, .text = text, .changed_at = {}},
                scene.house.now);
        });
    };
    CHECK(key_of(piece(" ", "words")) == "desk.piece_blank");
    CHECK(key_of(piece("Address", std::string(6000, 'a'))) == "desk.piece_too_long");
    REQUIRE(piece("Address", "We are in Via Roma 7,\nbehind the church."));
    for (auto text : {"We are in Via Roma 7, behind the church.", "@ada We are in  Via Roma 7,\n\nbehind the church. "})
        CHECK(key_of(scene.answer(scene.lena, item, text)) == "desk.piece_unchanged");
    CHECK(scene.items().size() == 1);
    REQUIRE(scene.answer(scene.lena, item, "@ada We are in Via Roma 7, behind the church. See you there?"));
}

TEST_CASE("filters are a person's own, and go with them")
{
    Scene scene;
    auto save = [&](AccountId who, std::string name, std::optional<AccountId> page) {
        return scene.house.write([&](db::Transaction& tx) {
            return desk::save_view(
                tx, {.id = {}, .person = who, .name = std::move(name), .page = page, .which = Which::Free, .kind = {}},
                scene.house.now);
        });
    };
    auto names = [&](AccountId who) {
        std::vector<std::string> found;
        for (const auto& view : scene.house.read([&](db::Reader& reader) { return desk::views_of(reader, who); }))
            found.push_back(view.name);
        return found;
    };
    auto urgent = save(scene.moira, "urgent", scene.page);
    REQUIRE(urgent);
    REQUIRE(save(scene.moira, "All of it", {}));
    CHECK(key_of(save(scene.moira, "URGENT ", {})) == "desk.view_name_taken");
    CHECK(key_of(save(scene.ana, "urgent", scene.page)) == "record.not_found");  // an analyst has no desk
    CHECK(names(scene.moira) == std::vector<std::string>{"All of it", "urgent"});
    CHECK(names(scene.conrad).empty());
    REQUIRE(scene.house.write([&](db::Transaction& tx) { return social::delete_account(tx, scene.moira, scene.house.now); }));
    auto left = scene.house.read([&](db::Reader& reader) { return desk::find_view(reader, scene.moira, urgent->id); });
    CHECK(!left);
}

TEST_CASE("due is what the page's hours make of its target, or what was promised to who gave much")
{
    Scene scene;
    scene.house.post("ada", "@lantern hello?");
    auto before = scene.only();
    CHECK(before.due_at > before.since);
    CHECK_FALSE(before.by_standing);
    desk::PageSettings settings{.time_zone = "Europe/Rome", .week = {}, .target = hours(3), .holidays = {}};
    for (auto& day : settings.week) day = {{0, 1440}};
    auto change = [&] {
        return scene.house.write(
            [&](db::Transaction& tx) { return desk::change_settings(tx, scene.page, settings, scene.house.now); });
    };
    REQUIRE(change());
    std::optional<std::int64_t> after = 0;
    while (after) after = scene.house.write([&](db::Transaction& tx) { return desk::due_anew(tx, scene.page, *after, 1); });
    CHECK(scene.only().due_at == before.since + hours(3));
    settings.target = hours(190);
    REQUIRE(change());
    auto daily = scene.house.post("lantern", "Every day");
    for (int day = 0; day < 8; ++day) {
        scene.house.reply("ada", daily, "Here again");
        scene.house.now = scene.house.now + days(1);
    }
    REQUIRE(scene.tended("ada") == community::Standing::Spark);
    auto again = scene.house.post("ada", "@lantern again?");
    auto items = scene.items();
    auto found = std::ranges::find(items, again.id, &desk::Item::status);
    REQUIRE(found != items.end());
    CHECK(found->by_standing);
    CHECK(found->due_at == again.created_at + days(3));
    settings.time_zone = "Mars/Olympus";
    CHECK(key_of(change()) == "desk.zone_unknown");
    settings = {.time_zone = "UTC", .week = {}, .target = minutes(1), .holidays = {}};
    CHECK(key_of(change()) == "desk.target_invalid");
}

TEST_CASE("pages come in order of what is due, none twice and none left out")
{
    Scene scene;
    for (int n = 0; n < 25; ++n) scene.house.post("p" + std::to_string(n % 9), "@lantern number " + std::to_string(n));
    std::vector<desk::ItemId> all;
    std::optional<desk::Cursor> after;
    do {
        auto page = scene.house.read([&](db::Reader& reader) {
            return desk::queue(reader, {.pages = {scene.page}, .me = scene.lena, .kind = {}, .after = after, .limit = 7},
                               scene.house.now);
        });
        for (const auto& item : page.items) all.push_back(item.id);
        after = page.next;
    } while (after);
    CHECK(all.size() == 25);
    std::set<std::int64_t> once;
    for (auto id : all) once.insert(id.value);
    CHECK(once.size() == 25);
    // Who is blocked stands on no desk.
    scene.house.block("lantern", "p0");
    CHECK(scene.items().size() == 22);
}
