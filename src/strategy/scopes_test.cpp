// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/scopes.h"

#include <doctest/doctest.h>

#include "conversations/authentic.h"
#include "conversations/write_path.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::strategy;

namespace {

struct Scene {
    test::House house;
    Time begin;

    Scene()
    {
        house.subscriptions->inside<social::StatusPosted>(
            "conversations.grow",
            [](db::Transaction& tx, const social::StatusPosted& event) { conversations::grow_conversation(tx, event.status); });
        begin = start_of_day(house.now);
    }
    Scope scope(std::string_view text = "house")
    {
        return house.read([&](db::Reader& reader) { return find_scope(reader, house.domain(), text); }).value();
    }
    bool is_scope(std::string_view text)
    {
        return house.read([&](db::Reader& reader) { return find_scope(reader, house.domain(), text); }).has_value();
    }
    ScopeHistory history(std::string_view text = "house")
    {
        auto one = scope(text);
        return house.read([&](db::Reader& reader) { return read_scope(reader, one, {begin, house.now + days(1)}); });
    }
    ScopeFigures figures(std::string_view text = "house", Counting counting = Counting::Raw)
    {
        return measure_scope(history(text).conversations, counting, house.now + seconds(1), house.now + seconds(1));
    }
};

}  // namespace

TEST_CASE("a scope is found by its name, and nothing else is one")
{
    Scene scene;
    scene.house.post("ada", "#garden");
    CHECK(scene.scope("tag:GARDEN").name == "garden");
    for (auto wrong :
         {"", "houses", "house:1", "tag", "tag:", "tag:unknown", "page:x", "page:", "effort:1", "query:1", "group:1", "group:-1"})
        CHECK_MESSAGE(!scene.is_scope(wrong), wrong);
    // A person is no page and no group.
    CHECK(!scene.is_scope("page:" + to_string(scene.house.person("ada"))));
    CHECK(!scene.is_scope("group:" + to_string(scene.house.person("ada"))));
}

TEST_CASE("the figures of many conversations are those of each, put together")
{
    Scene scene;
    auto& house = scene.house;
    auto first = house.post("ada", "One #garden");
    auto answer = house.reply("bob", first, "b");
    auto back = house.reply("ada", answer, "a");
    house.reply("bob", back, "b again");
    house.reply("cid", first, "c");
    auto second = house.post("bob", "Two #garden");
    house.reply("bob", second, "to myself");
    house.post("cid", "Three");
    house.post("cid", "Between us", {.visibility = social::Visibility::Private});

    auto all = scene.figures();
    CHECK(all.conversations == 3);
    CHECK(all.messages == 8);
    CHECK(all.comments == 5);
    CHECK(all.answered == 1);
    CHECK(all.authors == 3);
    CHECK(all.effective_authors == doctest::Approx(25.0 / (9 + 1 + 1)));
    CHECK(all.max_depth == 3);
    CHECK(all.mean_comment_depth == doctest::Approx((1 + 2 + 3 + 1 + 1) / 5.0));
    CHECK(all.viral_conversations == 1);
    CHECK(all.first_answer.n == 3);
    CHECK(all.first_answer.happened == 1);  // the others still wait, and are counted as waiting
    CHECK(all.graph.edges == 3);            // bob and ada both ways, cid to ada
    CHECK(all.graph.reciprocity == doctest::Approx(2.0 / 3));
    CHECK(all.people_of_week == 3);
    CHECK(!all.towards_us);  // too few had a choice

    auto tagged = scene.figures("tag:garden");
    CHECK(tagged.conversations == 2);
    CHECK(tagged.comments == 5);

    // What is kept as people write is what is counted from the posts themselves.
    std::int64_t nodes = 0, one_way = 0, reactive = 0, interactive = 0, deepest = 0;
    for (const auto& one : scene.history().conversations) {
        auto state = house.read([&](db::Reader& reader) { return conversations::recount(reader, one.id); }).value();
        nodes += state.nodes;
        one_way += state.one_way;
        reactive += state.reactive;
        interactive += state.interactive;
        deepest = std::max(deepest, state.max_depth);
    }
    CHECK(all.messages == nodes);
    CHECK(all.one_way == one_way);
    CHECK(all.reactive == reactive);
    CHECK(all.interactive == interactive);
    CHECK(all.max_depth == deepest);
    for (const auto& scan : house.scans())
        if (!scan.starts_with("WITH RECURSIVE path")) FAIL_CHECK(scan);  // the write path's
}

TEST_CASE("what is not authentic is contracted, and the parts are all there is")
{
    Scene scene;
    auto& house = scene.house;
    auto first = house.post("ada", "One");
    auto robot = house.reply("robot", first, "beep");
    house.reply("bob", robot, "Honest");
    house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET bot = 1 WHERE id = $1", house.person("robot")); });

    auto raw = scene.figures(), authentic = scene.figures("house", Counting::Authentic);
    CHECK(raw.comments == 2);
    CHECK(authentic.comments == 1);
    CHECK(raw.max_depth == 2);
    CHECK(authentic.max_depth == 1);
    auto parts = parts_of_answers(scene.history().conversations);
    CHECK(parts.raw() == raw.comments);
    CHECK(parts.authentic == authentic.comments);
    CHECK(parts.machine == 1);
    // The same as of the one conversation alone.
    auto id = scene.history().conversations.at(0).id;
    auto alone = house.read([&](db::Reader& reader) {
        return conversations::authentic_figures(reader, id, conversations::find_state(reader, id).value());
    });
    CHECK(alone.state.nodes == authentic.messages);
    CHECK(alone.state.max_depth == authentic.max_depth);
    CHECK(alone.answers == parts);
}

TEST_CASE("who was suspended opens nothing, and what was deleted neither")
{
    Scene scene;
    scene.house.post("ada", "One");
    auto gone = scene.house.post("bob", "Two");
    scene.house.post("cid", "Three");
    scene.house.remove(gone);
    scene.house.suspend("cid");
    CHECK(scene.figures().conversations == 1);
}

TEST_CASE("a rhythm is told by its runs and its gaps")
{
    std::vector<ScopeConversation> even, bursts;
    auto at = [](Time time) { return StatusId{first_id_at(time)}; };
    auto monday = parse_iso8601("2026-11-02T12:00:00Z").value();
    for (int n = 0; n < 9; ++n) {
        even.push_back({ConversationId{n + 1}, {{at(monday + days(7 * n)), conversations::no_parent, 1, {}}}});
        bursts.push_back(
            {ConversationId{n + 1}, {{at(monday + (n < 8 ? minutes(n) : days(60))), conversations::no_parent, 1, {}}}});
    }
    auto now = monday + days(100);
    auto steady = measure_scope(even, Counting::Raw, now, now).rhythm,
         restless = measure_scope(bursts, Counting::Raw, now, now).rhythm;
    CHECK(steady.weeks_in_a_row == 9);
    CHECK(steady.worst_gap.value() == doctest::Approx(7));
    CHECK(steady.burstiness.value() == doctest::Approx(-1));
    CHECK(restless.weeks_in_a_row == 1);
    CHECK(restless.burstiness.value() > 0.4);
    CHECK(!measure_scope(std::span{even}.first(2), Counting::Raw, now, now).rhythm.burstiness);
}
