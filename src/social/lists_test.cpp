// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/lists.h"

#include <doctest/doctest.h>

#include "social/relations.h"
#include "support/house.h"

using namespace favilla;

namespace {

struct Reading {
    test::House house = test::house();
    AccountId ada = house.person("ada");

    social::List make(std::string title, bool exclusive = false)
    {
        auto made = house.write([&](db::Transaction& tx) {
            return social::make_list(tx, ada, {.title = title, .replies_policy = {}, .exclusive = exclusive}, house.now);
        });
        REQUIRE(made);
        return *made;
    }
    std::string add(ListId list, std::vector<AccountId> members, std::optional<AccountId> who = {})
    {
        return said(house.write(
            [&](db::Transaction& tx) { return social::add_to_list(tx, who.value_or(ada), list, members, house.now); }));
    }
    std::string remove(ListId list, std::vector<AccountId> members)
    {
        return said(
            house.write([&](db::Transaction& tx) { return social::remove_from_list(tx, ada, list, members, house.now); }));
    }
    std::vector<AccountId> members(ListId list)
    {
        return house.read([&](db::Reader& reader) { return social::list_members(reader, ada, list, {})->items; });
    }
    std::vector<std::string> words(ListId list)
    {
        return house.read(
            [&](db::Reader& reader) { return house.words(*social::list_timeline(reader, ada, list, {}, house.now)); });
    }
    template <class T>
    static std::string said(const Result<T>& result)
    {
        return result ? "" : result.error().key;
    }
};

}  // namespace

TEST_CASE("a list holds whom its owner follows, and shows what they wrote and write")
{
    Reading at;
    auto list = at.make("Friends");
    auto bob = at.house.person("bob"), carla = at.house.person("carla");
    at.house.post("bob", "Before");
    at.house.follow("ada", "bob");
    CHECK(at.add(list.id, {bob}) == "");
    CHECK(at.add(list.id, {bob}) == "");
    CHECK(at.members(list.id) == std::vector{bob});
    CHECK(at.add(list.id, {carla}) == "list.not_followed");
    CHECK(at.add(list.id, {AccountId{3}}) == "account.missing");
    CHECK(at.add(list.id, {at.ada}) == "");
    at.house.post("bob", "After");
    CHECK(at.words(list.id) == std::vector<std::string>{"After", "Before"});
    CHECK(at.remove(list.id, {bob}) == "");
    CHECK(at.words(list.id).empty());
    CHECK(at.members(list.id) == std::vector{at.ada});
}

TEST_CASE("somebody else's list does not exist")
{
    Reading at;
    auto list = at.make("Secret");
    auto bob = at.house.person("bob");
    CHECK(!at.house.read([&](db::Reader& reader) { return social::find_list(reader, bob, list.id); }));
    CHECK(at.add(list.id, {bob}, bob) == "list.missing");
    CHECK(Reading::said(at.house.write([&](db::Transaction& tx) { return social::delete_list(tx, bob, list.id, at.house.now); }))
          == "list.missing");
    CHECK(Reading::said(at.house.write([&](db::Transaction& tx) {
              return social::change_list(tx, bob, list.id, {.title = "Mine", .replies_policy = {}, .exclusive = {}},
                                         at.house.now);
          }))
          == "list.missing");
    CHECK(!at.house.read([&](db::Reader& reader) { return social::list_members(reader, bob, list.id, {}); }));
}

TEST_CASE("titles and numbers of lists have limits")
{
    Reading at;
    auto attempt = [&](std::string title) {
        return Reading::said(at.house.write([&](db::Transaction& tx) {
            return social::make_list(tx, at.ada, {.title = title, .replies_policy = {}, .exclusive = {}}, at.house.now);
        }));
    };
    CHECK(attempt(" ") == "list.title_blank");
    CHECK(attempt(std::string(257, 'x')) == "list.title_too_long");
    for (int n = 0; n < social::max_lists; ++n) CHECK(attempt(std::string(256, 'x')) == "");
    CHECK(attempt("One more") == "list.too_many");
}

TEST_CASE("who stands in an exclusive list is not shown at home")
{
    Reading at;
    auto bob = at.house.person("bob");
    at.house.write([&](db::Transaction& tx) { social::open_home(tx, at.ada, at.house.now); });
    at.house.follow("ada", "bob");
    at.house.post("bob", "Hello");
    auto home = [&] { return at.house.words(at.house.home("ada")); };
    auto change = [&](ListId id, bool exclusive) {
        REQUIRE(at.house.write([&](db::Transaction& tx) {
            return social::change_list(tx, at.ada, id, {.title = {}, .replies_policy = {}, .exclusive = exclusive}, at.house.now);
        }));
    };
    auto list = at.make("Apart", true);
    at.add(list.id, {bob});
    CHECK(home().empty());
    change(list.id, false);
    CHECK(home() == std::vector<std::string>{"Hello"});
    change(list.id, true);
    CHECK(home().empty());
    at.house.write([&](db::Transaction& tx) { return social::delete_list(tx, at.ada, list.id, at.house.now); });
    CHECK(home() == std::vector<std::string>{"Hello"});
}

TEST_CASE("a list changes what is named of it, and knows in which lists somebody stands")
{
    Reading at;
    auto list = at.make("One");
    at.make("Two");
    auto bob = at.house.person("bob");
    at.house.follow("ada", "bob");
    at.add(list.id, {bob});
    auto changed = at.house.write([&](db::Transaction& tx) {
        return social::change_list(tx, at.ada, list.id,
                                   {.title = {}, .replies_policy = social::RepliesPolicy::None, .exclusive = {}}, at.house.now);
    });
    REQUIRE(changed);
    CHECK(changed->title == "One");
    CHECK(changed->replies_policy == social::RepliesPolicy::None);
    auto with_bob = at.house.read([&](db::Reader& reader) { return social::lists_with(reader, at.ada, bob); });
    REQUIRE(with_bob.size() == 1);
    CHECK(with_bob[0].id == list.id);
    CHECK(at.house.read([&](db::Reader& reader) { return social::lists_of(reader, at.ada).size(); }) == 2);
}
