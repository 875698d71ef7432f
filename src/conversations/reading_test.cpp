// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/reading.h"

#include <doctest/doctest.h>

#include "social/statuses.h"
#include "support/house.h"

using namespace favilla;
using conversations::ReadingRequest;
using social::Visibility;

namespace {

std::string read(test::House& house, const social::Status& root, std::string_view viewer = "", ReadingRequest request = {})
{
    return house.read([&](db::Reader& reader) {
        std::string text;
        auto reading =
            conversations::read_conversation(reader, root.conversation.value(), request, house.viewer(viewer), house.now);
        for (const auto& node : reading.nodes) {
            auto status = social::find_status(reader, node.status, house.viewer(viewer));
            text += std::string(static_cast<std::size_t>(node.depth), '>') + (status ? status->text : "(deleted)") + "\n";
        }
        return text + (reading.more ? "…\n" : "");
    });
}

}  // namespace

TEST_CASE("a conversation reads like a discussion, by pages and by branches")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto first = house.reply("bob", root, "first");
    auto second = house.reply("cleo", root, "second");
    auto under = house.reply("ada", first, "under first");
    house.reply("bob", under, "deeper");
    house.reply("ada", second, "under second");
    CHECK(read(house, root) == "root\n>first\n>>under first\n>>>deeper\n>second\n>>under second\n");
    CHECK(read(house, root, "", {.limit = 2}) == "root\n>first\n…\n");
    CHECK(read(house, root, "", {.after = first.id, .limit = 3}) == ">>under first\n>>>deeper\n>second\n…\n");
    CHECK(read(house, root, "", {.branch = first.id}) == "first\n>under first\n>>deeper\n");
}

TEST_CASE("what one may not see is not there, and what is deleted is there without words")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto secret = house.post("bob", "@ada secret", {.in_reply_to = root.id, .visibility = Visibility::Direct});
    auto open = house.post("ada", "@bob open", {.in_reply_to = secret.id, .visibility = Visibility::Public});
    auto gone = house.reply("cleo", open, "gone");
    house.reply("bob", gone, "after");
    house.remove(gone);
    CHECK(read(house, root) == "root\n>@bob open\n>>(deleted)\n>>>after\n");
    CHECK(read(house, root, "ada") == "root\n>@ada secret\n>>@bob open\n>>>(deleted)\n>>>>after\n");
}

TEST_CASE("whom one has muted is not met in a conversation, but opens when asked for; the root stays")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto first = house.reply("bob", root, "first");
    house.reply("ada", first, "under first");
    house.mute("cleo", "bob");
    CHECK(read(house, root, "cleo") == "root\n>under first\n");
    CHECK(read(house, root, "cleo", {.branch = first.id}) == "first\n>under first\n");
    CHECK(read(house, root, "ada") == "root\n>first\n>>under first\n");
    house.mute("cleo", "ada");
    CHECK(read(house, root, "cleo") == "root\n");
}

TEST_CASE("only who opened a conversation closes it")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    using conversations::ConversationStatus;
    auto close = [&](std::string_view who) {
        auto id = house.person(who);
        return house.write([&](db::Transaction& tx) {
            return conversations::set_state(tx, root.conversation.value(), ConversationStatus::Closed, "", id, house.now);
        });
    };
    CHECK(close("bob").error().key == "conversation.not_opener");
    CHECK(close("ada"));
    CHECK(!house.try_post("bob", "too late", {.in_reply_to = root.id}));
}
