// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/groups.h"

#include <doctest/doctest.h>

#include "community/group_acts.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using community::GroupActKind;
using community::Membership;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId group;

    explicit Scene(community::Joining joining)
    {
        house.subscriptions->inside<social::StatusPosted>(
            "groups.take_in",
            [](db::Transaction& tx, const social::StatusPosted& event) { community::take_into_group(tx, event.status); });
        auto owner = house.person("owner");
        group = house
                    .write([&](db::Transaction& tx) {
                        return community::make_group(
                            tx, house.domain(),
                            {.name = "readers", .title = "Readers", .description = "", .joining = joining, .owner = owner},
                            house.now);
                    })
                    .value()
                    .id;
    }
    Result<void> act(GroupActKind kind, std::int64_t object, std::string text = {}, std::string_view by = "owner")
    {
        return community::act_in_group(
            *house.database, {.group = group, .by = house.person(by), .kind = kind, .object = object, .text = std::move(text)},
            house.now);
    }
    Result<void> join(std::string_view who)
    {
        auto id = house.person(who);
        return house.write([&](db::Transaction& tx) { return community::join_group(tx, group, id, house.now); });
    }
    Membership membership(std::string_view who)
    {
        auto id = house.person(who);
        return house.read([&](db::Reader& reader) { return community::standing_in(reader, group, id).membership; });
    }
    std::vector<std::string> topics(std::string_view viewer)
    {
        auto who = house.viewer(viewer);
        return house.read([&](db::Reader& reader) {
            std::vector<std::string> words;
            for (const auto& topic : community::topics_of(reader, group, who, community::TopicOrder::Activity, {}).items)
                words.push_back(social::find_status(reader, topic.status, who)->text);
            return words;
        });
    }
    social::Status topic(std::string_view author, std::string text) { return house.post(author, "@readers " + std::move(text)); }
};

}  // namespace

TEST_CASE("a topic moves up when it is answered, and is new to everybody but who said it")
{
    Scene scene{community::Joining::Open};
    REQUIRE(scene.join("ada"));
    REQUIRE(scene.join("bob"));
    auto first = scene.topic("ada", "first");
    scene.topic("bob", "second");
    CHECK(scene.topics("") == std::vector<std::string>{"@readers second", "@readers first"});
    scene.house.reply("bob", first, "An answer");
    CHECK(scene.topics("") == std::vector<std::string>{"@readers first", "@readers second"});
    auto unread = [&](std::string_view who) {
        auto id = scene.house.person(who);
        return scene.house.read([&](db::Reader& reader) { return community::count_unread(reader, scene.group, id); });
    };
    CHECK(unread("owner") == 2);
    CHECK(unread("ada") == 2);  // her topic, with his answer, and his
    CHECK(unread("bob") == 0);
}

TEST_CASE("who was invited comes in whatever the lock says, once, and others do not")
{
    Scene scene{community::Joining::Invitation};
    auto ada = scene.house.person("ada");
    REQUIRE(scene.act(GroupActKind::Invite, ada.value));
    CHECK(scene.membership("ada") == Membership::Invited);
    CHECK(scene.join("bob").error().key == "group.by_invitation");
    CHECK(scene.join("ada"));
    CHECK(scene.membership("ada") == Membership::Member);
    CHECK(scene.act(GroupActKind::Invite, ada.value).error().key == "group.member_already");
    CHECK(scene.act(GroupActKind::Withdraw, ada.value).error().key == "group.missing");
}

TEST_CASE("no question about groups looks at a whole table")
{
    for (auto joining : {community::Joining::Request, community::Joining::Hidden}) {
        Scene scene{joining};
        auto& house = scene.house;
        auto ada = house.person("ada"), owner = house.person("owner");
        REQUIRE(scene.act(GroupActKind::Invite, ada.value));
        REQUIRE(scene.join("ada"));
        REQUIRE(community::change_group(*house.database, scene.group, owner,
                                        {.title = "Night readers", .rules = std::vector<std::string>{"Be kind"}}, house.now));
        bool hidden = joining == community::Joining::Hidden;
        auto said = hidden ? house.post("ada", "words", {.audience = scene.group}) : scene.topic("ada", "words");
        house.reply("owner", said, "An answer");
        for (auto kind : {GroupActKind::Pin, GroupActKind::Lock, GroupActKind::Unlock, GroupActKind::Unpin})
            REQUIRE(scene.act(kind, said.id.value, "said"));
        house.write(
            [&](db::Transaction& tx) { return community::mark_group_read(tx, scene.group, ada, std::nullopt, house.now); });
        house.read([&](db::Reader& reader) {
            for (auto order : {community::TopicOrder::Activity, community::TopicOrder::Newest})
                for (auto page : {social::PageRequest{}, social::PageRequest{.min_id = 1}}) {
                    CHECK(community::topics_of(reader, scene.group, ada, order, page).items.size() == 1);
                    community::members_of(reader, scene.group, ada, page);
                    community::invitations_of(reader, scene.group, page);
                    community::banned_from(reader, scene.group, page);
                    community::group_log(reader, scene.group, page);
                }
            community::pinned_topics(reader, scene.group, ada);
            community::waiting_topics(reader, scene.group, 20);
            community::own_waiting_topics(reader, scene.group, ada);
            community::care_of(reader, scene.group);
            community::rules_of(reader, scene.group);
            community::people_in_charge(reader, scene.group);
            CHECK(community::groups_with(reader, ada) == std::vector{scene.group});
            CHECK(community::search_group(reader, scene.group, "words", {},
                                          {.viewer = ada, .domain = house.domain(), .now = house.now})
                      .size()
                  == 1);
            CHECK(community::search_groups(reader, house.domain(), "night", 10).size() == (hidden ? 0 : 1));
            return 0;
        });
        for (const auto& scan : house.scans()) FAIL_CHECK(scan);
    }
}
