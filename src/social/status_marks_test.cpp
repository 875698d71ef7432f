// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/status_marks.h"

#include <thread>

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

std::int64_t count(test::House& house, std::string_view sql)
{
    return *house.read([&](db::Reader& reader) { return reader.value<std::int64_t>(sql); });
}

}  // namespace

TEST_CASE("a favourite is a set: twice is once, and taken back it is gone with its notification")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    auto bob = house.person("bob");
    for (int n = 0; n < 2; ++n)
        CHECK(house.write([&](db::Transaction& tx) { return social::favourite(tx, bob, hello.id, house.now); })->favourites_count
              == 1);
    CHECK(house.notifications("ada") == std::vector<std::string>{"favourite from bob"});
    for (int n = 0; n < 2; ++n)
        CHECK(
            house.write([&](db::Transaction& tx) { return social::unfavourite(tx, bob, hello.id, house.now); })->favourites_count
            == 0);
    CHECK(house.notifications("ada").empty());
}

TEST_CASE("a mark on a boost is a mark on what it shows")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    auto bob = house.person("bob");
    auto boost = *house.write([&](db::Transaction& tx) { return social::boost(tx, bob, hello.id, std::nullopt, house.now); });
    house.write([&](db::Transaction& tx) { REQUIRE(social::favourite(tx, bob, boost.id, house.now)); });
    CHECK(house.find(hello.id)->favourites_count == 1);
    CHECK(house.write([&](db::Transaction& tx) { return social::boost(tx, bob, boost.id, std::nullopt, house.now); })->id
          == boost.id);
    CHECK(house.find(hello.id)->boosts_count == 1);
    CHECK(house.write([&](db::Transaction& tx) { return social::unboost(tx, bob, boost.id, house.now); })->boosts_count == 0);
    CHECK(!house.find(boost.id));
}

TEST_CASE("a direct status is boosted by nobody, a private one by its author alone, and neither is told apart from none")
{
    auto house = test::house();
    house.follow("bob", "ada");
    auto secret = house.post("ada", "@bob psst", {.visibility = Visibility::Direct});
    auto shared = house.post("ada", "For followers", {.visibility = Visibility::Private});
    auto boost = [&](std::string_view who, StatusId id) {
        auto account = house.person(who);
        return house.write([&](db::Transaction& tx) { return social::boost(tx, account, id, std::nullopt, house.now); });
    };
    for (auto refused :
         {boost("ada", secret.id), boost("bob", shared.id), boost("carla", shared.id), boost("bob", StatusId{1})}) {
        REQUIRE(!refused);
        CHECK(refused.error().key == "status.missing");
    }
    CHECK(boost("ada", shared.id)->visibility == Visibility::Private);
}

TEST_CASE("only one's own posts are pinned, five of them")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto pin = [&](StatusId id) {
        auto done = house.write([&](db::Transaction& tx) { return social::pin(tx, ada, id, house.now); });
        return done ? std::string{} : done.error().key;
    };
    for (int n = 0; n < social::max_pins; ++n) CHECK(pin(house.post("ada", "Pinned").id).empty());
    CHECK(pin(house.post("ada", "One too many").id) == "status.too_many_pins");
    CHECK(pin(house.post("bob", "Not mine").id) == "status.pin_of_another");
    CHECK(pin(house.post("ada", "Psst", {.visibility = Visibility::Direct}).id) == "status.pin_direct");
    CHECK(pin(StatusId{1}) == "status.missing");
}

TEST_CASE("who muted a conversation is told nothing more of it")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) { REQUIRE(social::mute_conversation(tx, ada, hello.id, house.now)); });
    house.reply("bob", hello, "@ada hello");
    CHECK(house.notifications("ada").empty());
    house.write([&](db::Transaction& tx) { REQUIRE(social::unmute_conversation(tx, ada, hello.id)); });
    house.reply("bob", hello, "@ada hello again");
    CHECK(house.notifications("ada").size() == 1);
}

TEST_CASE("those blocked either way are not among the names of who favoured or boosted")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    for (auto name : {"bob", "carla", "dino"}) {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) {
            REQUIRE(social::favourite(tx, id, hello.id, house.now));
            REQUIRE(social::boost(tx, id, hello.id, std::nullopt, house.now));
        });
    }
    house.block("elsa", "bob");
    house.block("carla", "elsa");
    auto elsa = house.viewer("elsa");
    auto dino = house.person("dino");
    house.read([&](db::Reader& reader) {
        CHECK(social::favourited_by(reader, hello.id, elsa, {}).items == std::vector{dino});
        CHECK(social::boosted_by(reader, hello.id, elsa, {}).items == std::vector{dino});
        auto first = social::favourited_by(reader, hello.id, {}, {.limit = 2});
        CHECK(first.items.size() == 2);
        CHECK(social::favourited_by(reader, hello.id, {}, {.max_id = first.oldest, .limit = 2}).items.size() == 1);
    });
}

TEST_CASE("like-race: many at once like, unlike and boost, and the count equals the set")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    constexpr int people = 20;
    std::vector<AccountId> accounts;
    for (int n = 0; n < people; ++n) accounts.push_back(house.person("reader" + std::to_string(n)));
    auto now = house.tick();
    std::vector<std::thread> threads;
    for (int n = 0; n < people; ++n)
        threads.emplace_back([&, n] {
            for (int round = 0; round <= n % 7; ++round)
                house.database->write([&](db::Transaction& tx) {
                    auto who = accounts[static_cast<std::size_t>(n)];
                    if (round % 2 == 0) {
                        (void)social::favourite(tx, who, hello.id, now);
                        (void)social::boost(tx, who, hello.id, std::nullopt, now);
                    } else {
                        (void)social::unfavourite(tx, who, hello.id, now);
                        (void)social::unboost(tx, who, hello.id, now);
                    }
                });
        });
    for (auto& thread : threads) thread.join();
    auto after = house.find(hello.id);
    CHECK(after->favourites_count == count(house, "SELECT count(*) FROM favourites"));
    CHECK(after->boosts_count == count(house, "SELECT count(*) FROM statuses WHERE boost_of_id IS NOT NULL"));
    CHECK(after->favourites_count == 11);  // those with an odd number of rounds
    CHECK(count(house, "SELECT sum(statuses_count) FROM accounts") == 1 + after->boosts_count);
}
