// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/discussion.h"

#include <doctest/doctest.h>

#include "social/statuses.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

std::vector<conversations::DiscussionNode> discussion(test::House& house, const social::Status& root,
                                                      std::string_view viewer = "")
{
    return house.read(
        [&](db::Reader& reader) { return conversations::read_discussion(reader, *root.conversation, house.viewer(viewer)); });
}

}  // namespace

TEST_CASE("each answer is read right behind what it answers")
{
    auto house = test::house();
    auto root = house.post("ada", "Which square?");
    auto first = house.reply("bob", root, "The market");
    auto second = house.reply("cleo", root, "The library");
    auto below_first = house.reply("ada", first, "Why?");
    auto nodes = discussion(house, root);
    REQUIRE(nodes.size() == 4);
    CHECK(nodes[0].id == root.id);
    CHECK(nodes[1].id == first.id);
    CHECK(nodes[2].id == below_first.id);
    CHECK(nodes[2].parent == 1);
    CHECK(nodes[2].depth == 2);
    CHECK(nodes[3].id == second.id);
    CHECK(nodes[3].parent == 0);
}

TEST_CASE("what was removed keeps its place while something stands below it")
{
    auto house = test::house();
    auto root = house.post("ada", "Which square?");
    auto middle = house.reply("bob", root, "The market");
    auto below = house.reply("cleo", middle, "Why?");
    auto leaf = house.reply("bob", root, "Forget it");
    house.remove(middle);
    house.remove(leaf);
    auto nodes = discussion(house, root);
    REQUIRE(nodes.size() == 3);
    CHECK(nodes[1].id == middle.id);
    CHECK(nodes[1].removed);
    CHECK(nodes[2].id == below.id);
    CHECK_FALSE(nodes[2].removed);
}

TEST_CASE("an answer for followers is not there for a stranger, and what answers it hangs on its parent")
{
    auto house = test::house();
    auto root = house.post("ada", "Which square?");
    auto hidden = house.post("bob", "Between us", {.in_reply_to = root.id, .visibility = Visibility::Private});
    auto open = house.post("bob", "For all", {.in_reply_to = hidden.id, .visibility = Visibility::Public});
    auto nodes = discussion(house, root);
    REQUIRE(nodes.size() == 2);
    CHECK(nodes[1].id == open.id);
    CHECK(nodes[1].parent == 0);
    CHECK(nodes[1].depth == 1);
    CHECK(discussion(house, root, "bob").size() == 3);
}

TEST_CASE("a conversation is alive when somebody answered, and the last answered stands first")
{
    auto house = test::house();
    auto quiet = house.post("ada", "Nobody answers this");
    auto old = house.post("ada", "An older one");
    house.reply("bob", old, "Yes");
    auto fresh = house.post("ada", "A newer one");
    house.reply("bob", fresh, "Yes");
    house.reply("cleo", fresh, "No");
    house.reply("cleo", fresh, "Maybe");
    auto hidden = house.post("ada", "For followers", {.visibility = Visibility::Private});
    house.reply("ada", hidden, "More");
    auto live = house.read([&](db::Reader& reader) { return conversations::live_conversations(reader, house.domain(), {}, 5); });
    REQUIRE(live.size() == 2);
    CHECK(live[0].root == fresh.id);
    CHECK(live[0].answers == 3);
    CHECK(live[0].people == 2);
    CHECK(live[1].root == old.id);
}
