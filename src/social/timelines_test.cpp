// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/timelines.h"

#include <doctest/doctest.h>

#include "jobs/queue.h"
#include "social/deliveries.h"
#include "social/home_care.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;
using Words = std::vector<std::string>;

namespace {

social::Status share(test::House& house, std::string_view who, const social::Status& status)
{
    auto id = house.person(who);
    return *house.write([&](db::Transaction& tx) { return social::boost(tx, id, status.id, std::nullopt, house.now); });
}

Words words_of(test::House& house, const social::PublicQuery& query, std::string_view viewer = "")
{
    auto who = house.viewer(viewer);
    return test::House::words(
        house.read([&](db::Reader& reader) { return social::public_timeline(reader, query, who, {}, house.now); }));
}

Words words_of(test::House& house, const social::TagQuery& query, std::string_view viewer = "")
{
    auto who = house.viewer(viewer);
    return test::House::words(
        house.read([&](db::Reader& reader) { return social::tag_timeline(reader, query, who, {}, house.now); }));
}

Words words_of(test::House& house, const social::AccountQuery& query, std::string_view viewer = "")
{
    auto who = house.viewer(viewer);
    return test::House::words(house.read([&](db::Reader& reader) { return social::account_timeline(reader, query, who, {}); }));
}

}  // namespace

TEST_CASE("a home holds what followed people write, one's own, and nothing else")
{
    auto house = test::house();
    house.follow("bob", "ada");
    CHECK(house.home("bob").items.empty());
    house.post("ada", "Hello");
    house.post("bob", "Mine");
    house.post("carla", "Elsewhere");
    CHECK(test::House::words(house.home("bob")) == Words{"Mine", "Hello"});
}

TEST_CASE("a home that was closed is filled again as it would have been")
{
    auto house = test::house();
    house.follow("bob", "ada");
    house.follow("bob", "carla");
    auto hello = house.post("ada", "Hello");
    house.reply("ada", house.post("dino", "Unheard"), "To Dino");
    house.reply("ada", house.post("carla", "Heard"), "To Carla");
    share(house, "carla", hello);
    house.post("ada", "Whispered", {.visibility = Visibility::Direct});
    CHECK(test::House::words(house.home("bob")) == Words{"To Carla", "Heard", "Hello"});
}

TEST_CASE("an answer comes home to those who follow both, and to the one answered")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    for (auto reader : {"both", "one", "ada"}) (void)house.home(reader);
    house.follow("both", "ada");
    house.follow("both", "bob");
    house.follow("one", "bob");
    house.follow("ada", "bob");
    auto answer = house.reply("bob", hello, "Hi Ada");
    house.reply("bob", answer, "And another thing");
    CHECK(test::House::words(house.home("both")) == Words{"And another thing", "Hi Ada", "Hello"});
    CHECK(test::House::words(house.home("one")) == Words{"And another thing"});
    CHECK(test::House::words(house.home("ada")) == Words{"And another thing", "Hi Ada", "Hello"});
}

TEST_CASE("the same words do not come home again as a boost")
{
    auto house = test::house();
    (void)house.home("bob");
    for (auto friend_ : {"ada", "carla", "dino"}) house.follow("bob", friend_);
    auto hello = house.post("ada", "Hello");
    share(house, "carla", hello);
    auto far = house.post("elsa", "From far away");
    share(house, "carla", far);
    share(house, "dino", far);
    CHECK(test::House::words(house.home("bob")) == Words{"a boost", "Hello"});
}

TEST_CASE("a direct message comes home to a follower it names, and to nobody else")
{
    auto house = test::house();
    for (auto name : {"bob", "carla"}) {
        (void)house.home(name);
        house.follow(name, "ada");
    }
    house.post("ada", "@bob psst", {.visibility = Visibility::Direct});
    CHECK(test::House::words(house.home("bob")) == Words{"@bob psst"});
    CHECK(house.home("carla").items.empty());
}

TEST_CASE("those a reader mutes or blocks are left out, also behind a boost, and the page is full all the same")
{
    auto house = test::house();
    (void)house.home("bob");
    for (auto name : {"ada", "noisy"}) house.follow("bob", name);
    for (int n = 0; n < 5; ++n) house.post("ada", "a" + std::to_string(n));
    for (int n = 0; n < 30; ++n) house.post("noisy", "n" + std::to_string(n));
    auto carla = house.post("carla", "Carla's");
    share(house, "ada", carla);
    house.mute("bob", "noisy");
    house.block("bob", "carla");
    CHECK(test::House::words(house.home("bob", {.limit = 3})) == Words{"a4", "a3", "a2"});
}

TEST_CASE("pages join without a gap and without a repetition, in both directions")
{
    auto house = test::house();
    (void)house.home("ada");
    for (int n = 0; n < 7; ++n) house.post("ada", std::to_string(n));
    auto first = house.home("ada", {.limit = 3});
    CHECK(test::House::words(first) == Words{"6", "5", "4"});
    auto second = house.home("ada", {.max_id = first.oldest, .limit = 3});
    CHECK(test::House::words(second) == Words{"3", "2", "1"});
    auto back = house.home("ada", {.min_id = second.newest, .limit = 2});
    CHECK(test::House::words(back) == Words{"5", "4"});
    auto since = house.home("ada", {.since_id = second.newest, .limit = 2});
    CHECK(test::House::words(since) == Words{"6", "5"});
    auto last = house.home("ada", {.max_id = second.oldest, .limit = 3});
    CHECK(test::House::words(last) == Words{"0"});
    CHECK(!last.oldest);  // nothing lies behind it, and nobody asks in vain
    CHECK(house.home("ada", {.since_id = second.newest, .limit = 9}).oldest);
    CHECK(house.home("ada", {.max_id = 1}).items.empty());
    CHECK(!house.home("ada", {.max_id = 1}).oldest);
}

TEST_CASE("beyond a slice the rest of the followers are reached by a job")
{
    auto house = test::house();
    constexpr int followers = social::delivery_slice + 20;
    house.person("ada");
    for (int n = 0; n < followers; ++n) {
        auto name = "reader" + std::to_string(n);
        house.follow(name, "ada");
        (void)house.home(name);
    }
    house.post("ada", "To all of you");
    auto reached = [&] {
        return *house.read([&](db::Reader& reader) {
            return reader.value<std::int64_t>(
                "SELECT count(*) FROM home_timeline h JOIN statuses s ON s.id = h.status_id WHERE s.text = 'To all of you'");
        });
    };
    CHECK(reached() == social::delivery_slice);
    auto claimed = house.write([&](db::Transaction& tx) { return jobs::claim(tx, social::timelines_queue, house.now); });
    REQUIRE(claimed.size() == 1);
    auto rest = house.write([&](db::Transaction& tx) {
        auto delivery = jobs::decode<social::Delivery>(claimed.front().payload);
        (void)social::continue_delivery(tx, delivery, house.now);
        return social::continue_delivery(tx, delivery, house.now);
    });
    CHECK(!rest);
    CHECK(reached() == followers);
}

TEST_CASE("unfollowing takes somebody's posts and what they boosted out of a home")
{
    auto house = test::house();
    (void)house.home("bob");
    house.follow("bob", "ada");
    house.follow("bob", "carla");
    auto hello = house.post("ada", "Hello");
    house.post("carla", "Stay");
    share(house, "ada", house.post("dino", "Boosted"));
    house.unfollow("bob", "ada");
    CHECK(test::House::words(house.home("bob")) == Words{"Stay"});
    house.follow("bob", "ada");
    CHECK(test::House::words(house.home("bob")) == Words{"a boost", "Stay", "Hello"});
    (void)hello;
}

TEST_CASE("homes are cut to their length, and closed after a long absence")
{
    auto house = test::house();
    auto ada = house.person("ada");
    (void)house.home("ada");
    house.write([&](db::Transaction& tx) {
        for (int n = 1; n <= social::home_length + 50; ++n)
            tx.run("INSERT INTO home_timeline (account_id, status_id, shows_id) VALUES ($1, $2, $2)", ada, n);
    });
    auto rows = [&] {
        return *house.read([&](db::Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM home_timeline WHERE account_id = $1", ada);
        });
    };
    auto smallest = [&] {
        return house.read([&](db::Reader& reader) {
            return reader.value<std::int64_t>("SELECT min(status_id) FROM home_timeline WHERE account_id = $1", ada);
        });
    };
    house.write([&](db::Transaction& tx) { CHECK(!social::tend_homes(tx, {}, house.now)); });
    CHECK(rows() == social::home_length);
    CHECK(smallest() == 51);
    house.now = house.now + social::home_kept_for + hours(1);
    house.write([&](db::Transaction& tx) { (void)social::tend_homes(tx, {}, house.now); });
    CHECK(rows() == 0);
    CHECK(!house.read([&](db::Reader& reader) { return social::home_is_open(reader, ada); }));
}

TEST_CASE("public timelines hold public posts, no answers to others, no boosts, nobody silenced")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    house.reply("bob", hello, "Hi");
    house.reply("ada", hello, "More of mine");
    house.post("ada", "Quietly", {.visibility = Visibility::Unlisted});
    house.post("loud", "Buy now");
    house.silence("loud");
    share(house, "bob", hello);
    house.person("far@away.test");
    house.post("far@away.test", "From afar");
    CHECK(words_of(house, social::PublicQuery{}) == Words{"From afar", "More of mine", "Hello"});
    CHECK(words_of(house, social::PublicQuery{.origin = social::Origin::Local, .domain = house.domain()})
          == Words{"More of mine", "Hello"});
    CHECK(words_of(house, social::PublicQuery{.origin = social::Origin::Remote}) == Words{"From afar"});
    house.mute("bob", "ada");
    CHECK(words_of(house, social::PublicQuery{}, "bob") == Words{"From afar"});
}

TEST_CASE("a tag's timeline takes one tag, others beside it, all of some and none of others")
{
    auto house = test::house();
    house.post("ada", "#bread #butter");
    house.post("ada", "#bread #jam");
    house.post("ada", "#honey");
    house.post("ada", "#Bread secretly", {.visibility = Visibility::Unlisted});
    CHECK(words_of(house, social::TagQuery{.tag = "BREAD"}) == Words{"#bread #jam", "#bread #butter"});
    CHECK(words_of(house, social::TagQuery{.tag = "bread", .any = {"honey", "jam"}})
          == Words{"#honey", "#bread #jam", "#bread #butter"});
    CHECK(words_of(house, social::TagQuery{.tag = "bread", .all = {"jam"}}) == Words{"#bread #jam"});
    CHECK(words_of(house, social::TagQuery{.tag = "bread", .all = {"unheard"}}).empty());
    CHECK(words_of(house, social::TagQuery{.tag = "bread", .none = {"jam"}}) == Words{"#bread #butter"});
    CHECK(words_of(house, social::TagQuery{.tag = "nothing"}).empty());
}

TEST_CASE("an account's posts can be read without answers, without boosts, pinned, and by tag")
{
    auto house = test::house();
    auto pinned = house.post("ada", "Pinned #one");
    house.reply("ada", house.post("bob", "Bob's"), "To Bob");
    share(house, "ada", house.post("carla", "Carla's"));
    house.post("ada", "For followers", {.visibility = Visibility::Private});
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) { REQUIRE(social::pin(tx, ada, pinned.id, house.now)); });
    CHECK(words_of(house, social::AccountQuery{.author = ada}) == Words{"a boost", "To Bob", "Pinned #one"});
    CHECK(words_of(house, social::AccountQuery{.author = ada}, "ada")
          == Words{"For followers", "a boost", "To Bob", "Pinned #one"});
    CHECK(words_of(house, social::AccountQuery{.author = ada, .exclude_replies = true, .exclude_boosts = true})
          == Words{"Pinned #one"});
    CHECK(words_of(house, social::AccountQuery{.author = ada, .pinned = true}) == Words{"Pinned #one"});
    CHECK(words_of(house, social::AccountQuery{.author = ada, .tagged = "ONE"}) == Words{"Pinned #one"});
}

TEST_CASE("a list holds its members, their answers by its policy, and only its owner reads it")
{
    auto house = test::house();
    auto members = house.make_list("bob", {"ada", "carla"});
    auto nobody = house.make_list("bob", {"ada"}, "none");
    auto hello = house.post("carla", "Hello");
    house.reply("ada", hello, "To a member");
    house.reply("ada", house.post("dino", "Unlisted"), "To a stranger");
    auto read = [&](std::string_view owner, ListId list) {
        auto id = house.person(owner);
        return house.read([&](db::Reader& reader) { return social::list_timeline(reader, id, list, {}, house.now); });
    };
    CHECK(test::House::words(*read("bob", members)) == Words{"To a member", "Hello"});
    CHECK(test::House::words(*read("bob", nobody)).empty());
    CHECK(!read("ada", members));
}

TEST_CASE("an exclusive list takes its members out of the home")
{
    auto house = test::house();
    (void)house.home("bob");
    house.follow("bob", "ada");
    house.make_list("bob", {"ada"}, "list", true);
    house.post("ada", "Only in the list");
    CHECK(house.home("bob").items.empty());
}

TEST_CASE("what carries a followed tag comes home from strangers")
{
    auto house = test::house();
    auto bob = house.person("bob");
    (void)house.home("bob");
    house.post("ada", "#garden");
    house.write([&](db::Transaction& tx) {
        auto tag = *tx.value<TagId>("SELECT id FROM tags WHERE name = 'garden'");
        tx.run("INSERT INTO followed_tags (account_id, tag_id, id) VALUES ($1, $2, 1)", bob, tag);
        social::merge_tag_into_home(tx, bob, tag, house.now);
    });
    house.post("carla", "#Garden again");
    house.post("carla", "#garden hushed", {.visibility = Visibility::Unlisted});
    CHECK(test::House::words(house.home("bob")) == Words{"#Garden again", "#garden"});
}
