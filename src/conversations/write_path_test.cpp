// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/write_path.h"

#include <doctest/doctest.h>

#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

test::House measured_house()
{
    auto house = test::house();
    house.subscriptions->inside<social::StatusPosted>(
        "conversations.grow",
        [](db::Transaction& tx, const social::StatusPosted& event) { conversations::grow_conversation(tx, event.status); });
    return house;
}

conversations::ConversationMeasures measures(test::House& house, const social::Status& root)
{
    auto state = house.read([&](db::Reader& reader) { return conversations::find_state(reader, root.conversation.value()); });
    REQUIRE(state);
    CHECK(house.read([&](db::Reader& reader) { return conversations::recount(reader, root.conversation.value()); }) == state);
    return conversations::measures_of(*state);
}

}  // namespace

TEST_CASE("the measures of a conversation are there as soon as it is")
{
    auto house = measured_house();
    auto root = house.post("ada", "What do you read?");
    CHECK(measures(house, root).nodes == 1);
    auto bob = house.reply("bob", root, "Tales");
    house.reply("cleo", root, "Maps");
    auto back = house.reply("ada", bob, "Which?");
    house.reply("bob", back, "Of the sea");
    auto figures = measures(house, root);
    CHECK(figures.nodes == 5);
    CHECK(figures.max_depth == 3);
    CHECK(figures.distinct_authors == 3);
    CHECK(figures.interactive == 2);
    CHECK(figures.wiener_index == 20);
    CHECK(figures.structural_virality == doctest::Approx(2.0));
}

TEST_CASE("a deleted status keeps its place in the tree and in the figures")
{
    auto house = measured_house();
    auto root = house.post("ada", "One");
    auto middle = house.reply("bob", root, "Two");
    house.reply("cleo", middle, "Three");
    auto before = measures(house, root);
    house.remove(middle);
    auto after = measures(house, root);
    CHECK(after.nodes == before.nodes);
    CHECK(after.wiener_index == before.wiener_index);
}

TEST_CASE("what only some may read is not counted before everybody's eyes")
{
    auto house = measured_house();
    auto root = house.post("ada", "To all");
    auto whisper = house.post("bob", "@ada only you", {.in_reply_to = root.id, .visibility = Visibility::Direct});
    CHECK(measures(house, root).nodes == 1);
    house.post("ada", "@bob and now to all", {.in_reply_to = whisper.id, .visibility = Visibility::Public});
    auto figures = measures(house, root);
    CHECK(figures.nodes == 2);
    CHECK(figures.max_depth == 1);
}

TEST_CASE("a private conversation is measured for those who are in it")
{
    auto house = measured_house();
    house.person("bob");
    auto root = house.post("ada", "@bob hello", {.visibility = Visibility::Direct});
    house.post("bob", "@ada hello", {.in_reply_to = root.id, .visibility = Visibility::Direct});
    CHECK(measures(house, root).nodes == 2);
}

TEST_CASE("kept figures equal those counted from nothing, however a conversation grows")
{
    auto house = measured_house();
    std::vector<social::Status> posts{house.post("p0", "root")};
    std::uint32_t chance = 7;
    for (int n = 1; n < 120; ++n) {
        chance = chance * 1664525 + 1013904223;
        auto& parent = posts[(chance >> 8) % posts.size()];
        posts.push_back(house.reply("p" + std::to_string((chance >> 16) % 9), parent, "reply " + std::to_string(n)));
    }
    CHECK(measures(house, posts[0]).nodes == 120);
    CHECK(house.read([](db::Reader& reader) { return conversations::find_problems(reader); }).empty());
}

TEST_CASE("check names the conversation whose figures were meddled with")
{
    auto house = measured_house();
    auto root = house.post("ada", "One");
    house.reply("bob", root, "Two");
    house.write([](db::Transaction& tx) { tx.run("UPDATE conversation_measures SET wiener_index = wiener_index + 1"); });
    CHECK(house.read([](db::Reader& reader) { return conversations::find_problems(reader); }).size() == 1);
}
