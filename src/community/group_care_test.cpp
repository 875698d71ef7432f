// SPDX-License-Identifier: AGPL-3.0-or-later
// What those in charge announce, whom a group knows how well, and what waits for it.
#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "community/group_acts.h"
#include "community/group_announcements.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "community/group_trust.h"
#include "community/groups.h"
#include "social/conversation_states.h"
#include "support/group_scene.h"

using namespace favilla;
using community::GroupActKind;
using Scene = test::GroupScene;

TEST_CASE("what is announced stands above until its day or until it is taken back, and a week holds three")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    REQUIRE(scene.join("ada"));
    auto pinned = scene.topic("ada", "pinned"), first = scene.topic("ada", "first"), second = scene.topic("ada", "second");
    REQUIRE(scene.act(GroupActKind::Pin, pinned.id.value));
    auto above = [&] {
        return house.read([&](db::Reader& reader) {
            std::vector<StatusId> found;
            for (const auto& topic : community::pinned_topics(reader, scene.group, {}, house.now)) found.push_back(topic.status);
            CHECK(community::pinned_in_group(reader, scene.group, house.now) == found);  // what other servers see
            return found;
        });
    };
    auto announce = [&](const social::Status& topic, std::optional<Time> until) {
        return community::act_in_group(*house.database,
                                       {.group = scene.group,
                                        .by = house.person("owner"),
                                        .kind = GroupActKind::Announce,
                                        .object = topic.id.value,
                                        .until = until},
                                       house.now);
    };
    REQUIRE(announce(first, house.now + days(2)));
    house.now = house.now + minutes(1);
    REQUIRE(announce(second, std::nullopt));
    CHECK(above() == std::vector{second.id, first.id, pinned.id});
    for (auto wrong : {house.now, house.now + days(400)}) CHECK(announce(second, wrong).error().key == "group.announced_until");
    // Another day for what stands is no other announcement.
    for (int n = 0; n < 3; ++n) REQUIRE(announce(first, house.now + days(3)));
    house.now = house.now + days(3);
    CHECK(above() == std::vector{second.id, pinned.id});
    REQUIRE(scene.act(GroupActKind::Unannounce, second.id.value));
    CHECK(scene.act(GroupActKind::Unannounce, second.id.value).error().key == "group.missing");
    CHECK(above() == std::vector{pinned.id});

    REQUIRE(announce(first, std::nullopt));
    CHECK(announce(second, std::nullopt).error().key == "group.too_many_announced");
    house.now = house.now + days(7);
    REQUIRE(announce(second, std::nullopt));
    REQUIRE(scene.act(GroupActKind::Remove, second.id.value));
    CHECK(above() == std::vector{first.id, pinned.id});
}

TEST_CASE("members are told of an announcement once, but for who made it, does not want to know, or is out of its author's way")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    for (auto name : {"ada", "bob", "cleo", "dora"}) REQUIRE(scene.join(name));
    auto topic = scene.topic("ada", "We meet on Sunday");
    auto told = [&] {
        return house.read([&](db::Reader& reader) {
            std::set<AccountId> people;
            for (const auto& row : reader.rows("SELECT account_id FROM notifications WHERE kind = 'group_announcement'"))
                CHECK(people.insert(row.get<AccountId>(0)).second);
            return people;
        });
    };
    auto quiet = house.person("bob"), group = scene.group;
    CHECK(house.write([&](db::Transaction& tx) { return community::choose_announcements(tx, group, quiet, false); }));
    auto outsider = house.person("eve");
    CHECK(
        house.write([&](db::Transaction& tx) { return community::choose_announcements(tx, group, outsider, false); }).error().key
        == "group.missing");
    house.mute("cleo", "ada");
    REQUIRE(scene.act(GroupActKind::Announce, topic.id.value));
    community::GroupAnnounced event{group, topic.id, house.person("owner")};
    for (int n = 0; n < 2; ++n) community::tell_of_announcement(*house.database, event, house.now);
    CHECK(told() == std::set{house.person("ada"), house.person("dora")});

    REQUIRE(scene.act(GroupActKind::Unannounce, topic.id.value));
    CHECK(told().empty());
    community::tell_of_announcement(*house.database, event, house.now);  // it comes late
    CHECK(told().empty());
}

TEST_CASE("trust is earned by what stands and by time, goes with what is taken out, and is what those in charge say it is")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    REQUIRE(scene.join("ada"));
    auto ada = house.person("ada");
    auto trust = [&] {
        return house.read([&](db::Reader& reader) {
            return name_of(community::trust_of(community::find_trust(reader, scene.group, ada), house.now));
        });
    };
    auto topic = scene.topic("ada", "one");
    auto answer = house.reply("ada", topic, "two");
    house.reply("ada", topic, "three");
    CHECK(trust() == "new");
    house.now = house.now + days(7);
    CHECK(trust() == "known");
    REQUIRE(scene.act(GroupActKind::Remove, answer.id.value));
    CHECK(trust() == "new");
    for (int n = 0; n < 18; ++n) house.reply("ada", topic, "more");
    CHECK(trust() == "known");
    house.now = house.now + days(53);
    CHECK(trust() == "trusted");

    // Who is trusted may invite; who is known may not.
    auto bob = house.person("bob");
    CHECK(scene.act(GroupActKind::Invite, bob.value, "", "ada"));
    REQUIRE(scene.act(GroupActKind::Trust, ada.value, "known"));
    CHECK(trust() == "known");
    CHECK(scene.act(GroupActKind::Invite, house.person("cleo").value, "", "ada").error().key == "group.not_allowed");
    CHECK(scene.act(GroupActKind::Trust, ada.value, "famous").error().key == "group.trust");
    CHECK(scene.act(GroupActKind::Trust, bob.value, "known").error().key == "group.missing");
    CHECK(scene.act(GroupActKind::Trust, house.person("owner").value, "new").error().key == "group.trust_in_charge");
    REQUIRE(scene.act(GroupActKind::Trust, ada.value, "earned"));
    CHECK(trust() == "trusted");
}

TEST_CASE("a topic that is deleted stands above no longer, and leaves its place to another")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    REQUIRE(scene.join("ada"));
    std::vector<social::Status> topics;
    for (int n = 0; n < 11; ++n) topics.push_back(scene.topic("ada", "topic " + std::to_string(n)));
    for (int n = 0; n < 10; ++n) REQUIRE(scene.act(GroupActKind::Pin, topics[std::size_t(n)].id.value));
    CHECK(scene.act(GroupActKind::Pin, topics[10].id.value).error().key == "group.too_many_pinned");
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) { REQUIRE(social::delete_status(tx, ada, topics[3].id, house.now)); });
    auto pinned = [&] {
        return house.read([&](db::Reader& reader) { return community::pinned_in_group(reader, scene.group, house.now); });
    };
    auto left = pinned();
    CHECK(left.size() == 9);
    CHECK(std::ranges::find(left, topics[3].id) == left.end());
    REQUIRE(scene.act(GroupActKind::Pin, topics[10].id.value));
    CHECK(pinned().size() == 10);
}

TEST_CASE("first answers wait, come in with what was said to them, and move their topic up then")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    REQUIRE(scene.join("ada"));
    auto owner = house.person("owner");
    REQUIRE(community::change_group(*house.database, scene.group, owner, {.first_answers = 1}, house.now));
    auto first = scene.topic("owner", "first"), second = scene.topic("owner", "second");
    auto answer = house.reply("ada", first, "Me too");
    auto below = house.reply("owner", answer, "Welcome");
    auto place = [&](const social::Status& status) {
        return house.read([&](db::Reader& reader) {
            auto found = community::belonging_to_groups(reader, std::vector{status.id});
            return found.contains(status.id) ? std::optional{found.at(status.id)} : std::nullopt;
        });
    };
    // With what opened it, and what waits is not among them until it is let in.
    auto counted = [&](const social::Status& status) {
        return house.read([&](db::Reader& reader) {
            return reader.value<std::int64_t>("SELECT statuses_count FROM conversations WHERE id = $1", *status.conversation)
                .value();
        });
    };
    CHECK(place(answer) == community::Belonging::Waiting);
    CHECK(counted(first) == 2);
    CHECK_FALSE(place(below));
    CHECK(scene.topics("") == std::vector<std::string>{"@readers second", "@readers first"});
    auto care = house.read([&](db::Reader& reader) { return community::care_of(reader, scene.group); });
    CHECK(care.topics == 1);
    REQUIRE(scene.act(GroupActKind::Approve, answer.id.value));
    CHECK(place(answer) == community::Belonging::Inside);
    CHECK(place(below) == community::Belonging::Inside);
    CHECK(counted(first) == 3);
    CHECK(scene.topics("") == std::vector<std::string>{"@readers first", "@readers second"});
    CHECK(place(house.reply("ada", second, "And here")) == community::Belonging::Inside);

    // Whom those in charge call new waits whatever they have said, topics too, and what is refused is covered.
    REQUIRE(scene.act(GroupActKind::Trust, house.person("ada").value, "new"));
    auto again = house.reply("ada", second, "Once more");
    CHECK(place(again) == community::Belonging::Waiting);
    REQUIRE(scene.act(GroupActKind::Refuse, again.id.value, "Said twice"));
    CHECK(place(again) == community::Belonging::TakenOut);
    CHECK(counted(second) == 2);
    // One that goes was not counted, and one that is split off is.
    auto gone = house.reply("ada", second, "Never mind"), apart = house.reply("ada", second, "Something else");
    auto writer = house.person("ada");
    house.write([&](db::Transaction& tx) { REQUIRE(social::delete_status(tx, writer, gone.id, house.now)); });
    CHECK(counted(second) == 2);
    auto own_conversation = house.write([&](db::Transaction& tx) {
        auto made = social::split_conversation(tx, apart, std::vector{apart.id}, house.now);
        community::become_topic(tx, scene.group, apart.id, made, house.now);
        return made;
    });
    CHECK(counted(second) == 2);
    CHECK(house.read([&](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT statuses_count FROM conversations WHERE id = $1", own_conversation).value();
    }) == 1);
    scene.topic("ada", "waits");
    CHECK(scene.topics("").size() == 3);
    auto ada = house.person("ada");
    auto own = house.read([&](db::Reader& reader) { return community::own_waiting_topics(reader, scene.group, ada); });
    REQUIRE(own.size() == 2);
    CHECK_FALSE(own[0].is_answer);
    CHECK(own[1].is_answer);
    CHECK(own[1].reason == "Said twice");
}

TEST_CASE("what is asked in all groups somebody is in stands together, of others nothing")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    auto ada = house.person("ada");
    auto other = house
                     .write([&](db::Transaction& tx) {
                         return community::make_group(
                             tx, house.domain(), {.name = "walkers", .title = "", .description = "", .owner = ada}, house.now);
                     })
                     .value()
                     .id;
    auto here = scene.topic("bob", "Which book?");
    auto there = house.post("ada", "@walkers Which way?");
    scene.topic("bob", "I tell you");
    auto asked = [&] {
        return house.read([&](db::Reader& reader) {
            std::vector<std::pair<AccountId, StatusId>> found;
            for (const auto& topic : community::topics_of_own_groups(reader, ada, {}, community::TopicState::Unanswered).items)
                found.emplace_back(topic.group, topic.status);
            return found;
        });
    };
    CHECK(asked() == std::vector{std::pair{other, there.id}});
    REQUIRE(scene.join("ada"));
    CHECK(asked() == std::vector{std::pair{other, there.id}, std::pair{scene.group, here.id}});
}
