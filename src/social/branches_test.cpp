// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/branches.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using social::BranchWish;

namespace {

bool wish(test::House& house, std::string_view who, const social::Status& branch, std::optional<BranchWish> what)
{
    auto person = house.person(who);
    return house.write([&](db::Transaction& tx) { return social::wish_of_branch(tx, person, branch.id, what, house.now); })
        .has_value();
}

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("who follows a branch is told of what is said in it, once, and of nothing beside it")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto branch = house.reply("bob", root, "branch");
    CHECK(wish(house, "dora", branch, BranchWish::Follow));
    auto below = house.reply("cleo", branch, "below");
    house.reply("bob", below, "deeper");
    house.reply("cleo", root, "beside");
    house.reply("dora", branch, "my own");
    house.post("cleo", "@dora by name", {.in_reply_to = below.id});
    house.post("cleo", "@bob not for dora", {.in_reply_to = below.id, .visibility = social::Visibility::Direct});
    CHECK(house.notifications("dora") == Told{"status from cleo", "status from bob", "mention from cleo"});
    CHECK(wish(house, "dora", branch, std::nullopt));
    house.reply("bob", branch, "later");
    CHECK(house.notifications("dora").size() == 3);
}

TEST_CASE("who mutes a branch hears nothing of it, and the nearest wish counts")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto branch = house.reply("bob", root, "branch");
    auto inner = house.reply("ada", branch, "inner");
    CHECK(wish(house, "ada", branch, BranchWish::Mute));
    house.reply("cleo", inner, "unheard");
    CHECK(house.notifications("ada") == Told{"mention from bob"});
    CHECK(wish(house, "ada", inner, BranchWish::Follow));
    house.reply("cleo", inner, "heard");
    CHECK(house.notifications("ada") == Told{"mention from bob", "mention from cleo"});
    house.reply("cleo", branch, "unheard");
    CHECK(house.notifications("ada").size() == 2);
    house.reply("cleo", root, "heard beside it");
    CHECK(house.notifications("ada").size() == 3);
}

TEST_CASE("a branch that is not theirs to see is not theirs to follow")
{
    auto house = test::house();
    auto bob = house.person("bob");
    auto secret = house.post("ada", "@bob psst", {.visibility = social::Visibility::Direct});
    house.person("cleo");
    CHECK(!wish(house, "cleo", secret, BranchWish::Follow));
    CHECK(wish(house, "bob", secret, BranchWish::Follow));
    auto list = house.read([&](db::Reader& reader) { return social::wished_branches(reader, bob, secret.conversation.value()); });
    REQUIRE(list.size() == 1);
    CHECK(list[0].branch == secret.id);
}
