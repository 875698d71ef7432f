// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_groups.h"

#include <doctest/doctest.h>

#include "social/notification_policy.h"
#include "social/notification_requests.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;

namespace {

void like(test::House& house, std::string_view who, const social::Status& status)
{
    auto account = house.person(who);
    REQUIRE(house.write([&](db::Transaction& tx) { return social::favourite(tx, account, status.id, house.now); }));
}

// "favourite×3 mention×1", the newest first.
std::string groups(test::House& house, std::string_view of, social::PageRequest request = {})
{
    auto id = house.person(of);
    return house.read([&](db::Reader& reader) {
        std::string text;
        for (const auto& group : social::notification_groups(reader, id, {}, request, house.now).items)
            text += (text.empty() ? "" : " ") + group.newest.kind + "×" + std::to_string(group.count);
        return text;
    });
}

}  // namespace

TEST_CASE("what tells the same of one post within half a day is one group, later another")
{
    auto house = test::house();
    auto post = house.post("ada", "hello");
    like(house, "bob", post);
    house.now = house.now + hours(11);
    like(house, "cleo", post);
    CHECK(groups(house, "ada") == "favourite×2");
    house.now = house.now + hours(3);
    like(house, "dora", post);
    CHECK(groups(house, "ada") == "favourite×1 favourite×2");
}

TEST_CASE("a page holds as many groups as were asked for, however many rows lie in them")
{
    auto house = test::house();
    auto first = house.post("ada", "one"), second = house.post("ada", "two");
    for (auto name : {"bob", "cleo", "dora", "eve"}) {
        like(house, name, first);
        like(house, name, second);
    }
    house.reply("bob", first, "@ada hi");
    CHECK(groups(house, "ada", {.limit = 2}) == "mention×1 favourite×4");
    auto ada = house.person("ada");
    auto page =
        house.read([&](db::Reader& reader) { return social::notification_groups(reader, ada, {}, {.limit = 2}, house.now); });
    REQUIRE(page.oldest);
    CHECK(groups(house, "ada", {.max_id = page.oldest, .since_id = {}, .min_id = {}, .limit = 2}) == "favourite×4 favourite×4");
}

TEST_CASE("what is kept back of a sender who is silenced is theirs to hear once it is accepted")
{
    auto house = test::house();
    auto post = house.post("ada", "hello");
    house.silence("bob");
    house.reply("bob", post, "@ada hi");
    CHECK(groups(house, "ada").empty());
    auto ada = house.person("ada");
    auto kept = house.read([&](db::Reader& reader) { return social::notification_requests(reader, ada, {}, house.now).items; });
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].notifications == 1);
    CHECK(house.write([&](db::Transaction& tx) { return social::accept_requests(tx, ada, {&kept[0].id, 1}, house.now); }));
    CHECK(groups(house, "ada") == "mention×1");
    house.reply("bob", post, "@ada hi again");
    CHECK(groups(house, "ada") == "mention×1 mention×1");
}

TEST_CASE("what a policy drops is not there, and the strictest of its wishes holds")
{
    auto house = test::house();
    auto post = house.post("ada", "hello");
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) {
        social::set_notification_policy(tx, ada,
                                        {.not_following = social::Screening::Filter, .not_followers = social::Screening::Drop});
    });
    house.reply("bob", post, "@ada hi");
    CHECK(house.read([&](db::Reader& reader) { return social::kept_back(reader, ada, house.now).notifications; }) == 0);
    house.follow("bob", "ada");
    house.now = house.now + days(4);
    house.reply("bob", post, "@ada hi");
    CHECK(house.read([&](db::Reader& reader) { return social::kept_back(reader, ada, house.now).notifications; }) == 1);
}
