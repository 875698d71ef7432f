// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reply_policy.h"

#include <doctest/doctest.h>

#include "social/remote_statuses.h"
#include "social/status_views.h"
#include "support/house.h"

using namespace favilla;
using social::ReplyPolicy;

namespace {

std::string answer(test::House& house, std::string_view who, const social::Status& to)
{
    auto result = house.try_post(who, "an answer", {.in_reply_to = to.id});
    return result ? "" : result.error().key;
}

}  // namespace

TEST_CASE("the author chooses who may answer, and whom the post names may always")
{
    auto house = test::house();
    for (auto name : {"bob", "cleo", "dora"}) house.person(name);
    auto everyone = house.post("ada", "@cleo to all");
    auto followers = house.post("ada", "@cleo to followers", {.reply_policy = ReplyPolicy::Followers});
    auto mentioned = house.post("ada", "@cleo to whom I name", {.reply_policy = ReplyPolicy::Mentioned});
    house.follow("bob", "ada");
    for (auto who : {"ada", "bob", "cleo", "dora"}) CHECK(answer(house, who, everyone).empty());
    CHECK(answer(house, "ada", followers).empty());
    CHECK(answer(house, "bob", followers).empty());
    CHECK(answer(house, "cleo", followers).empty());
    CHECK(answer(house, "dora", followers) == "status.answers_followers");
    CHECK(answer(house, "ada", mentioned).empty());
    CHECK(answer(house, "bob", mentioned) == "status.answers_mentioned");
    CHECK(answer(house, "cleo", mentioned).empty());
    CHECK(answer(house, "dora", mentioned) == "status.answers_mentioned");
}

TEST_CASE("what opens a conversation decides for the whole of it, and an answer for what answers it")
{
    auto house = test::house();
    for (auto name : {"ada", "bob", "cleo"}) house.person(name);
    auto root = house.post("ada", "@bob for two", {.reply_policy = ReplyPolicy::Mentioned});
    auto inside = house.reply("bob", root, "yes");
    CHECK(answer(house, "cleo", inside) == "status.answers_mentioned");
    CHECK(answer(house, "ada", inside).empty());

    auto open = house.post("ada", "for all");
    auto shut = house.post("bob", "and I only to ada: @ada", {.in_reply_to = open.id, .reply_policy = ReplyPolicy::Mentioned});
    CHECK(answer(house, "cleo", open).empty());
    CHECK(answer(house, "cleo", shut) == "status.answers_mentioned");
    CHECK(answer(house, "ada", shut).empty());
}

TEST_CASE("the choice can be changed, shows to each reader what holds for them, and asks for a group where it names one")
{
    auto house = test::house();
    auto root = house.post("ada", "for all");
    auto change = [&](std::string_view who, ReplyPolicy policy) {
        auto person = house.person(who);
        return house.write(
            [&](db::Transaction& tx) { return social::change_reply_policy(tx, person, root.id, policy, house.now); });
    };
    auto shown = [&](std::string_view who) {
        auto viewer = house.viewer(who);
        return house.read([&](db::Reader& reader) {
            return social::load_views(reader, {*social::find_status(reader, root.id, viewer)}, viewer).items[0].may_answer;
        });
    };
    house.person("bob");
    CHECK(shown("bob"));
    CHECK(!change("bob", ReplyPolicy::Followers));
    CHECK(change("ada", ReplyPolicy::Followers).value().reply_policy == ReplyPolicy::Followers);
    CHECK(!shown("bob"));
    CHECK(shown("ada"));
    house.follow("bob", "ada");
    CHECK(shown("bob"));
    CHECK(house.try_post("ada", "for members", {.reply_policy = ReplyPolicy::Group}).error().key == "status.answers_no_group");
}

TEST_CASE("an answer from another server is held to the same choice")
{
    auto house = test::house();
    auto root = house.post("ada", "for followers", {.reply_policy = ReplyPolicy::Followers});
    auto bob = house.person("bob@elsewhere.test");
    auto receive = [&](std::string uri) {
        return house.write([&](db::Transaction& tx) {
            return social::receive_status(
                tx,
                {.uri = uri, .url = "", .author = bob, .in_reply_to = root.id, .html = {"<p>hello</p>"}, .published = house.now},
                house.now);
        });
    };
    CHECK(receive("https://elsewhere.test/1").error().key == "status.answers_followers");
    house.follow("bob@elsewhere.test", "ada");
    CHECK(receive("https://elsewhere.test/2"));
}
