// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/polls.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;

namespace {

std::string refusal_of(const social::PollDraft& draft)
{
    auto checked = social::check_poll(draft);
    return checked ? "" : checked.error().key;
}

struct Scene {
    test::House house = test::house();
    social::Status status;

    explicit Scene(bool multiple = false)
        : status(
              house.post("ada", "Tea?",
                         {.poll = social::PollDraft{.options = {"Yes", "No", "Later"}, .lasts = hours(1), .multiple = multiple}}))
    {}
    std::string vote(std::string_view who, std::vector<int> choices)
    {
        auto id = house.person(who);
        auto voted = house.write([&](db::Transaction& tx) { return social::vote(tx, *status.poll, id, choices, house.now); });
        return voted ? "" : voted.error().key;
    }
    social::Poll poll(std::string_view viewer = "")
    {
        auto who = house.viewer(viewer);
        return *house.read([&](db::Reader& reader) { return social::find_poll(reader, *status.poll, who); });
    }
};

}  // namespace

TEST_CASE("a poll has two to four short and different options and lasts five minutes to a month")
{
    CHECK(refusal_of({.options = {"a", "b"}, .lasts = minutes(5)}).empty());
    CHECK(refusal_of({.options = {"a", "b", "c", "d"}, .lasts = days(31)}).empty());
    CHECK(refusal_of({.options = {"a"}, .lasts = hours(1)}) == "poll.options_count");
    CHECK(refusal_of({.options = {"a", "b", "c", "d", "e"}, .lasts = hours(1)}) == "poll.options_count");
    CHECK(refusal_of({.options = {"a", " "}, .lasts = hours(1)}) == "poll.option_empty");
    CHECK(refusal_of({.options = {"a", "a"}, .lasts = hours(1)}) == "poll.option_twice");
    CHECK(refusal_of({.options = {"a", std::string(51, 'b')}, .lasts = hours(1)}) == "poll.option_too_long");
    CHECK(refusal_of({.options = {"a", "b\nc"}, .lasts = hours(1)}) == "poll.option_not_text");
    CHECK(refusal_of({.options = {"a", "b"}, .lasts = minutes(4)}) == "poll.too_short");
    CHECK(refusal_of({.options = {"a", "b"}, .lasts = days(32)}) == "poll.too_long");
}

TEST_CASE("a vote counts once, for one option, and not one's own")
{
    Scene scene;
    CHECK(scene.vote("bob", {1}).empty());
    CHECK(scene.vote("bob", {0}) == "poll.voted_already");
    CHECK(scene.vote("carla", {0, 1}) == "poll.one_choice");
    CHECK(scene.vote("carla", {3}) == "poll.no_such_option");
    CHECK(scene.vote("carla", {-1}) == "poll.no_such_option");
    CHECK(scene.vote("carla", {}) == "poll.nothing_chosen");
    CHECK(scene.vote("ada", {0}) == "poll.own");
    auto poll = scene.poll("bob");
    CHECK(poll.options[1].votes_count == 1);
    CHECK(poll.voters_count == 1);
    CHECK(poll.own_votes == std::vector{1});
    CHECK(poll.voted);
    CHECK(!scene.poll("carla").voted);
}

TEST_CASE("where several may be chosen each is counted and the voter once")
{
    Scene scene{true};
    CHECK(scene.vote("bob", {0, 2, 2}).empty());
    CHECK(scene.vote("carla", {0}).empty());
    auto poll = scene.poll();
    CHECK(poll.options[0].votes_count == 2);
    CHECK(poll.options[2].votes_count == 1);
    CHECK(poll.voters_count == 2);
}

TEST_CASE("an ended poll takes no more votes and its author and voters are told once")
{
    Scene scene;
    CHECK(scene.vote("bob", {0}).empty());
    scene.house.now = scene.house.now + hours(1);
    CHECK(scene.vote("carla", {0}) == "poll.ended");
    auto announce = [&] {
        return scene.house.write([&](db::Transaction& tx) { return social::announce_ended_polls(tx, scene.house.now); });
    };
    CHECK(announce() == 1);
    CHECK(announce() == 0);
    CHECK(scene.house.notifications("ada") == std::vector<std::string>{"poll from ada"});
    CHECK(scene.house.notifications("bob") == std::vector<std::string>{"poll from ada"});
    CHECK(scene.house.notifications("carla").empty());
}

TEST_CASE("an edit with other options starts the count again, with the same ones it goes on")
{
    Scene scene;
    CHECK(scene.vote("bob", {0}).empty());
    auto edit = [&](std::vector<std::string> options) {
        return scene.house.write([&](db::Transaction& tx) {
            return social::edit_status(tx, scene.status.author, scene.status.id,
                                       {.text = "Tea, then?", .poll = social::PollDraft{.options = options, .lasts = hours(2)}},
                                       scene.house.now);
        });
    };
    REQUIRE(edit({"Yes", "No", "Later"}));
    CHECK(scene.poll().voters_count == 1);
    auto edited = edit({"Yes", "No"});
    REQUIRE(edited);
    CHECK(scene.poll().voters_count == 0);
    CHECK(scene.poll().options.size() == 2);
    auto versions = scene.house.read([&](db::Reader& reader) { return social::history(reader, *edited); });
    REQUIRE(versions.size() == 3);
    CHECK(versions.front().poll_options == std::vector<std::string>{"Yes", "No", "Later"});
    CHECK(versions.back().poll_options == std::vector<std::string>{"Yes", "No"});
}

TEST_CASE("a poll that may not be seen is not there")
{
    auto house = test::house();
    auto secret = house.post(
        "ada", "Us two?",
        {.visibility = social::Visibility::Direct, .poll = social::PollDraft{.options = {"a", "b"}, .lasts = hours(1)}});
    auto bob = house.viewer("bob");
    CHECK(!house.read([&](db::Reader& reader) { return social::find_poll(reader, *secret.poll, bob); }));
    house.remove(secret);
    auto ada = house.viewer("ada");
    CHECK(!house.read([&](db::Reader& reader) { return social::find_poll(reader, *secret.poll, ada); }));
}
