// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/visibility.h"

#include <doctest/doctest.h>

#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

constexpr std::array visibilities{Visibility::Public, Visibility::Unlisted, Visibility::Private, Visibility::Direct};
constexpr std::array<std::string_view, 7> viewers{"author", "named", "follower", "stranger", "", "blocked", "blocked_follower"};

// The table of docs/visibility.md.
bool written(std::string_view viewer, Visibility visibility)
{
    if (viewer == "author" || viewer == "named") return true;
    if (viewer.starts_with("blocked")) return false;
    if (viewer == "follower") return visibility != Visibility::Direct;
    return visibility <= Visibility::Unlisted;
}

struct Scene {
    test::House house = test::house();
    std::map<Visibility, social::Status> statuses;

    Scene()
    {
        for (auto name : viewers)
            if (!name.empty()) house.person(name);
        house.follow("follower", "author");
        for (auto visibility : visibilities)
            statuses[visibility] = house.post("author", "@named @blocked words", {.visibility = visibility});
        house.block("author", "blocked");
        house.block("author", "blocked_follower");
        // A follow that outlived the block, as a race could leave it, opens nothing.
        house.follow("blocked_follower", "author");
    }
    std::unordered_set<StatusId> page_for(std::string_view viewer)
    {
        std::vector<social::Status> all;
        for (const auto& [visibility, status] : statuses) all.push_back(status);
        auto who = house.viewer(viewer);
        return house.read([&](db::Reader& reader) { return social::visible_among(reader, all, who); });
    }
};

}  // namespace

TEST_CASE("the policy is the written table, for one status and for a page")
{
    Scene scene;
    for (auto viewer : viewers) {
        auto page = scene.page_for(viewer);
        for (auto visibility : visibilities) {
            CAPTURE(viewer);
            CAPTURE(int(visibility));
            const auto& status = scene.statuses[visibility];
            CHECK(scene.house.find(status.id, viewer).has_value() == written(viewer, visibility));
            CHECK(page.contains(status.id) == written(viewer, visibility));
        }
    }
}

TEST_CASE("nobody sees what a suspended author wrote, nor what was deleted")
{
    Scene scene;
    scene.house.remove(scene.statuses[Visibility::Public]);
    for (auto viewer : viewers) CHECK(!scene.house.find(scene.statuses[Visibility::Public].id, viewer));
    scene.house.suspend("author");
    for (auto viewer : viewers) CHECK(scene.page_for(viewer).empty());
}

TEST_CASE("a boost is seen by who may see both it and what it boosts")
{
    auto house = test::house();
    auto secret = house.post("ada", "For followers", {.visibility = Visibility::Private});
    auto open = house.post("carla", "For all");
    house.follow("bob", "ada");
    auto ada = house.person("ada");
    auto boosted = house.write([&](db::Transaction& tx) { return social::boost(tx, ada, secret.id, std::nullopt, house.now); });
    REQUIRE(boosted);
    CHECK(boosted->visibility == Visibility::Private);
    CHECK(house.find(boosted->id, "bob"));
    CHECK(!house.find(boosted->id, "dino"));
    auto shared =
        house.write([&](db::Transaction& tx) { return social::boost(tx, ada, open.id, Visibility::Public, house.now); });
    REQUIRE(shared);
    CHECK(house.find(shared->id));
    house.block("carla", "dino");
    CHECK(house.find(shared->id, "bob"));
    CHECK(!house.find(shared->id, "dino"));
    house.suspend("carla");
    CHECK(!house.find(shared->id, "bob"));
}

TEST_CASE("unwanted are those blocked either way, those muted and whole servers, and a mute ends")
{
    auto house = test::house();
    std::vector<AccountId> people;
    for (auto name : {"blocked", "blocking", "muted", "liked", "far@away.test"}) people.push_back(house.person(name));
    auto me = house.person("me");
    house.block("me", "blocked");
    house.block("blocking", "me");
    house.mute("me", "muted");
    house.write([&](db::Transaction& tx) {
        tx.run("UPDATE mutes SET expires_at = $1 WHERE account_id = $2", house.now + hours(1), me);
        tx.run("INSERT INTO account_domain_blocks (account_id, host, id, created_at) VALUES ($1, 'away.test', 1, 1)", me);
    });
    auto unwanted_at = [&](Time now) {
        return house.read([&](db::Reader& reader) { return social::unwanted_among(reader, people, me, now); });
    };
    CHECK(unwanted_at(house.now) == std::unordered_set{people[0], people[1], people[2], people[4]});
    CHECK(unwanted_at(house.now + hours(2)) == std::unordered_set{people[0], people[1], people[4]});
    CHECK(house.read([&](db::Reader& reader) { return social::unwanted_among(reader, people, {}, house.now); }).empty());
}

TEST_CASE("what is for the followers of one account is for them alone, whoever follows or is named by its author")
{
    auto house = test::house();
    auto circle = house.person("circle");
    house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET kind = 'group', admitted_at = NULL WHERE id = $1", circle);
        return 0;
    });
    for (auto member : {"author", "member", "blocked"}) house.follow(member, "circle");
    house.follow("follower", "author");
    auto said = house.post("author", "@named @member words", {.visibility = Visibility::Public, .audience = circle});
    CHECK(said.visibility == Visibility::Private);
    house.block("author", "blocked");
    for (auto [viewer, sees] : std::map<std::string_view, bool>{
             {"author", true}, {"member", true}, {"follower", false}, {"named", false}, {"blocked", false}, {"", false}}) {
        CAPTURE(viewer);
        CHECK(house.find(said.id, viewer).has_value() == sees);
    }
    CHECK(house.notifications("named").empty());
    CHECK(house.notifications("member") == std::vector<std::string>{"mention from author"});
    CHECK(house.words(house.home("follower")).empty());
    auto answer = house.reply("member", said, "An answer");
    CHECK(answer.audience == circle);
    auto whisper = house.post("member", "@author between us", {.in_reply_to = said.id, .visibility = Visibility::Direct});
    house.follow("other", "circle");
    CHECK(house.find(answer.id, "other"));
    CHECK(!house.find(whisper.id, "other"));
    CHECK(house.find(whisper.id, "author"));
    CHECK(!house.try_post("follower", "x", {.audience = circle}));
    CHECK(!house.try_post("follower", "x", {.audience = house.person("author")}));
    house.unfollow("author", "circle");
    CHECK(house.find(said.id, "author"));  // one's own words stay one's own
    CHECK(!house.find(answer.id, "author"));
    CHECK(!house.try_post("author", "Still here", {.in_reply_to = said.id}));
    house.suspend("circle");
    CHECK(!house.find(said.id, "member"));
}
