// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/catching_up.h"

#include <doctest/doctest.h>

#include "social/conversation_states.h"
#include "social/markers.h"
#include "social/statuses.h"
#include "support/house.h"

using namespace favilla;

namespace {

conversations::CatchUp catch_up(test::House& house, const social::Status& root, std::string_view who,
                                std::optional<StatusId> since = {})
{
    auto person = house.person(who);
    return house
        .read([&](db::Reader& reader) { return conversations::catch_up(reader, *root.conversation, person, since, house.now); })
        .value();
}

}  // namespace

TEST_CASE("what came since somebody last read: how much, by whom, where, and what of it to them")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto one = house.reply("bob", root, "one");
    auto two = house.reply("cleo", root, "two");
    CHECK(catch_up(house, root, "ada").since == std::nullopt);
    house.write([&](db::Transaction& tx) {
        social::keep_read_position(tx, house.person("ada"), *root.conversation, two.id);
        social::keep_read_position(tx, house.person("ada"), *root.conversation, one.id);  // it does not go back
    });
    CHECK(catch_up(house, root, "ada").answers == 0);

    auto deeper = house.reply("cleo", one, "to bob");
    house.reply("bob", deeper, "to cleo");
    house.reply("ada", two, "my own");
    house.reply("cleo", root, "to ada");
    auto named = house.post("bob", "and @ada too", {.in_reply_to = deeper.id});
    house.post("bob", "@cleo not for ada", {.in_reply_to = deeper.id, .visibility = social::Visibility::Direct});
    auto gone = house.reply("bob", two, "gone");
    house.remove(gone);
    auto found = catch_up(house, root, "ada");
    CHECK(found.since == two.id);
    CHECK(found.answers == 4);
    CHECK(found.people == 2);
    CHECK(found.authors == std::vector{house.person("bob"), house.person("cleo")});
    REQUIRE(found.branches.size() == 2);
    CHECK(found.branches[0].branch == one.id);
    CHECK(found.branches[0].first == deeper.id);
    CHECK(found.branches[0].answers == 3);
    CHECK(found.branches[0].people == 2);
    CHECK(found.to_them.size() == 2);
    CHECK(found.to_them.back() == named.id);
    CHECK(!found.answer);
    house.write([&](db::Transaction& tx) { social::set_answer(tx, *root.conversation, named.id); });
    CHECK(catch_up(house, root, "ada").answer == named.id);
    CHECK(catch_up(house, root, "ada", named.id).answers == 0);
}
