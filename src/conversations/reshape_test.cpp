// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/reshape.h"

#include <array>
#include <random>

#include <doctest/doctest.h>

#include "community/group_acts.h"
#include "community/group_topics.h"
#include "conversations/write_path.h"
#include "social/accounts.h"
#include "social/conversation_states.h"
#include "social/status_events.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;

namespace {

test::House measured_house()
{
    auto house = test::house();
    house.subscriptions->inside<social::StatusPosted>("conversations.grow",
                                                      [](db::Transaction& tx, const social::StatusPosted& event) {
                                                          conversations::grow_conversation(tx, event.status);
                                                          community::take_into_group(tx, event.status);
                                                      });
    return house;
}

std::string read(test::House& house, ConversationId id)
{
    return house.read([&](db::Reader& reader) {
        std::string text;
        for (const auto& node : conversations::read_conversation(reader, id, {}, {}, house.now).nodes)
            text +=
                std::string(static_cast<std::size_t>(node.depth), '>') + social::find_status(reader, node.status, {})->text + " ";
        return text;
    });
}

std::vector<std::string> problems(test::House& house)
{
    return house.read([](db::Reader& reader) { return conversations::find_problems(reader); });
}

Result<conversations::Conversation> split(test::House& house, const social::Status& branch, std::string_view by = "ada")
{
    auto now = house.find(branch.id)->conversation.value();
    return conversations::split_branch(*house.database, now, branch.id, house.person(by), house.tick());
}

std::string why(const auto& result) { return result ? "" : result.error().key; }

AccountId make_group(test::House& house, const std::string& name)
{
    auto owner = house.person("owner");
    return house
        .write([&](db::Transaction& tx) {
            return community::make_group(tx, house.domain(), {.name = name, .title = name, .description = "", .owner = owner},
                                         house.now);
        })
        .value()
        .id;
}

// What stands in another group than what opened its conversation, or in none where that is in one.
std::int64_t out_of_place(test::House& house)
{
    return house.read([](db::Reader& reader) {
        return reader
            .value<std::int64_t>("SELECT count(*) FROM statuses s JOIN conversations c ON c.id = s.conversation_id "
                                 "LEFT JOIN status_groups root ON root.status_id = c.root_id "
                                 "LEFT JOIN status_groups own ON own.status_id = s.id "
                                 "WHERE coalesce(root.group_id, 0) <> coalesce(own.group_id, 0)")
            .value();
    });
}

}  // namespace

TEST_CASE("a branch becomes a conversation of its own, and comes back as a branch")
{
    auto house = measured_house();
    auto root = house.post("ada", "root");
    auto first = house.reply("bob", root, "first");
    house.reply("cleo", first, "below");
    house.reply("cleo", root, "second");
    auto made = split(house, first).value();
    CHECK(read(house, root.conversation.value()) == "root >second ");
    CHECK(read(house, made.id) == "first >below ");
    CHECK(made.opener == house.person("bob"));
    CHECK(made.statuses_count == 2);
    CHECK(made.split_from == root.conversation);
    house.reply("ada", house.find(first.id).value(), "later");
    CHECK(read(house, made.id) == "first >below >later ");
    CHECK(problems(house).empty());

    auto into = root.conversation.value();
    CHECK(why(conversations::merge_conversations(*house.database, made.id, into, house.person("ada"), house.tick()))
          == "conversation.not_opener");
    auto own = house.post("ada", "another");
    auto merged =
        conversations::merge_conversations(*house.database, own.conversation.value(), into, house.person("ada"), house.tick());
    CHECK(merged.value().statuses_count == 3);
    CHECK(read(house, into) == "root >second >another ");
    CHECK(read(house, own.conversation.value()).empty());
    house.reply("bob", house.find(own.id).value(), "to another");
    CHECK(read(house, into) == "root >second >another >>to another ");
    CHECK(problems(house).empty());
}

TEST_CASE("an older conversation hangs on a newer one as well")
{
    auto house = measured_house();
    auto older = house.post("ada", "older");
    house.reply("bob", older, "its answer");
    auto newer = house.post("ada", "newer");
    REQUIRE(conversations::merge_conversations(*house.database, older.conversation.value(), newer.conversation.value(),
                                               house.person("ada"), house.tick()));
    CHECK(read(house, newer.conversation.value()) == "newer >older >>its answer ");
    CHECK(problems(house).empty());
}

TEST_CASE("who did not open it, and what is no branch of it")
{
    auto house = measured_house();
    auto root = house.post("ada", "root");
    auto answer = house.reply("bob", root, "answer");
    auto elsewhere = house.post("ada", "elsewhere");
    auto secret = house.post("ada", "@bob psst", {.visibility = social::Visibility::Direct});
    auto id = root.conversation.value();
    CHECK(why(split(house, answer, "bob")) == "conversation.not_opener");
    CHECK(why(split(house, root)) == "conversation.split_root");
    CHECK(why(conversations::split_branch(*house.database, id, elsewhere.id, house.person("ada"), house.tick()))
          == "record.not_found");
    CHECK(why(conversations::split_branch(*house.database, secret.conversation.value(), secret.id, house.person("ada"),
                                          house.tick()))
          == "conversation.private");
    CHECK(why(conversations::merge_conversations(*house.database, id, id, house.person("ada"), house.tick()))
          == "conversation.merge_itself");
    CHECK(why(conversations::move_conversation(*house.database, id, house.person("bob"), house.person("ada"), house.tick()))
          == "conversation.not_a_topic");
}

TEST_CASE("an answer is marked by who asked, and goes with its branch")
{
    auto house = measured_house();
    auto root = house.post("ada", "Who knows?");
    auto answer = house.reply("bob", root, "I do");
    auto mark = [&](std::optional<StatusId> status, std::string_view by) {
        return house.write([&](db::Transaction& tx) {
            return conversations::mark_answer(tx, root.conversation.value(), status, house.person(by), house.now);
        });
    };
    house.person("cleo");
    CHECK(why(mark(answer.id, "bob")) == "conversation.not_opener");
    CHECK(why(mark(root.id, "ada")) == "conversation.answer_is_root");
    CHECK(mark(answer.id, "ada").value().answer == answer.id);
    REQUIRE(split(house, answer));
    CHECK(house.read([&](db::Reader& reader) { return conversations::find_conversation(reader, *root.conversation)->answer; })
          == std::nullopt);
}

TEST_CASE("in a group those in charge do so: the branch is a topic, and a topic goes to another group")
{
    auto house = measured_house();
    auto group = make_group(house, "readers"), other = make_group(house, "writers");
    auto topics = [&](AccountId of) {
        std::vector<std::string> words;
        house.read([&](db::Reader& reader) {
            for (const auto& topic : community::topics_of(reader, of, {}, community::TopicOrder::Newest, {}).items)
                words.push_back(social::find_status(reader, topic.status, {})->text + " " + std::to_string(topic.answers));
        });
        return words;
    };
    using Words = std::vector<std::string>;
    auto topic = house.post("ada", "@readers A topic");
    auto branch = house.reply("bob", topic, "Another thing");
    house.reply("cleo", branch, "Yes");
    CHECK(topics(group) == Words{"@readers A topic 2"});
    CHECK(why(split(house, branch)) == "group.not_allowed");
    auto made = split(house, branch, "owner").value();
    CHECK(topics(group) == Words{"Another thing 1", "@readers A topic 0"});
    CHECK(problems(house).empty());

    auto moved = conversations::move_conversation(*house.database, made.id, other, house.person("owner"), house.tick());
    CHECK(why(moved).empty());
    CHECK(topics(group) == Words{"@readers A topic 0"});
    CHECK(topics(other) == Words{"Another thing 1"});
    CHECK(why(conversations::merge_conversations(*house.database, made.id, topic.conversation.value(), house.person("owner"),
                                                 house.tick()))
          == "conversation.other_place");
    REQUIRE(conversations::move_conversation(*house.database, made.id, group, house.person("owner"), house.tick()));
    REQUIRE(conversations::merge_conversations(*house.database, made.id, topic.conversation.value(), house.person("owner"),
                                               house.tick()));
    CHECK(topics(group) == Words{"@readers A topic 2"});
    CHECK(problems(house).empty());
    auto log = house.read([&](db::Reader& reader) { return community::group_log(reader, group, {}).items; });
    CHECK(log.front().act == "merge");
}

TEST_CASE("whatever is split, merged and moved, the measures are those counted from nothing")
{
    auto house = measured_house();
    std::array groups{make_group(house, "readers"), make_group(house, "writers")};
    std::array acts{0, 0, 0};  // that were done, of each kind
    std::mt19937 chance{20261};
    auto any = [&](std::size_t size) { return std::uniform_int_distribution<std::size_t>{0, size - 1}(chance); };
    std::vector<social::Status> all;
    const std::vector<std::string> people{"ada", "bob", "cleo"};
    for (int step = 0; step < 320; ++step) {
        if (all.size() < 3 || any(3) > 0) {
            auto who = people[any(people.size())];
            all.push_back(all.empty() || any(12) == 0 ? house.post(who, std::array{"new", "@readers new", "@writers new"}[any(3)])
                                                      : house.reply(who, house.find(all[any(all.size())].id).value(), "answer"));
            continue;
        }
        auto one = house.find(all[any(all.size())].id).value(), two = house.find(all[any(all.size())].id).value();
        // By whoever may: in a group its owner.
        auto by = house.read([&](db::Reader& reader) {
            auto conversation = conversations::find_conversation(reader, *one.conversation);
            auto group = community::group_of_topic(reader, conversation->root);
            return group ? social::find_local_account(reader, "owner", house.domain())->id : conversation->opener;
        });
        auto kind = any(3);
        auto done =
            kind == 0 ? conversations::split_branch(*house.database, *one.conversation, one.id, by, house.tick())
            : kind == 1
                ? conversations::merge_conversations(*house.database, *one.conversation, *two.conversation, by, house.tick())
                : conversations::move_conversation(*house.database, *one.conversation, groups[any(2)], by, house.tick());
        acts[kind] += done.has_value();
        CHECK(problems(house).empty());
        CHECK(out_of_place(house) == 0);
    }
    for (auto done : acts) CHECK(done > 3);
    auto conversations_left = house.read([](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT count(DISTINCT conversation_id) FROM statuses").value();
    });
    CHECK(conversations_left > 1);
    // Nothing was lost on the way.
    auto counted = house.read([](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT coalesce(sum(statuses_count), 0) FROM conversations").value();
    });
    CHECK(counted == static_cast<std::int64_t>(all.size()));
}
