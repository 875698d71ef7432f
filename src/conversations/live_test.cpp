// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/live.h"

#include <doctest/doctest.h>

#include "social/statuses.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

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
