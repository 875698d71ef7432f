// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_list.h"

#include <doctest/doctest.h>

#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;

namespace {

std::string told(test::House& house, std::string_view name, social::NotificationQuery query = {},
                 social::PageRequest request = {})
{
    auto id = house.person(name);
    return house.read([&](db::Reader& reader) {
        std::string text;
        for (const auto& notification : social::notifications_of(reader, id, query, request, house.now).items)
            text += notification.kind + " ";
        return text;
    });
}

}  // namespace

TEST_CASE("what one was told is read newest first, by kind and by sender")
{
    auto house = test::house();
    auto post = house.post("ada", "hello");
    house.reply("bob", post, "@ada hi");
    auto cleo = house.person("cleo");
    REQUIRE(house.write([&](db::Transaction& tx) { return social::favourite(tx, cleo, post.id, house.now); }));
    CHECK(told(house, "ada") == "favourite mention ");
    CHECK(told(house, "ada", {.kinds = {"mention"}, .excluded = {}, .from = {}}) == "mention ");
    CHECK(told(house, "ada", {.kinds = {}, .excluded = {"mention"}, .from = {}}) == "favourite ");
    CHECK(told(house, "ada", {.kinds = {}, .excluded = {}, .from = house.person("bob")}) == "mention ");
    CHECK(told(house, "ada", {}, {.limit = 1}) == "favourite ");
}

TEST_CASE("who was blocked or muted since is not heard any more")
{
    auto house = test::house();
    auto post = house.post("ada", "hello");
    house.reply("bob", post, "@ada hi");
    house.reply("cleo", post, "@ada hi");
    CHECK(told(house, "ada") == "mention mention ");
    house.block("ada", "bob");
    house.mute("ada", "cleo");
    CHECK(told(house, "ada").empty());
}

TEST_CASE("nobody puts away what others were told")
{
    auto house = test::house();
    auto post = house.post("ada", "hello");
    house.reply("bob", post, "@ada hi");
    auto ada = house.person("ada"), bob = house.person("bob");
    auto id =
        house.read([&](db::Reader& reader) { return social::notifications_of(reader, ada, {}, {}, house.now).items.at(0).id; });
    CHECK(!house.write([&](db::Transaction& tx) { return social::dismiss_notification(tx, bob, id); }));
    CHECK(house.read([&](db::Reader& reader) { return social::unread_notifications(reader, ada, {}, 100, house.now); }) == 1);
    CHECK(house.write([&](db::Transaction& tx) { return social::dismiss_notification(tx, ada, id); }));
    CHECK(told(house, "ada").empty());
}
