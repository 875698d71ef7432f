// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/groups.h"

#include <set>

#include <doctest/doctest.h>

#include "community/group_acts.h"
#include "community/group_announcements.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "community/group_trust.h"
#include "community/remote_groups.h"
#include "social/conversation_states.h"
#include "social/relations.h"
#include "support/group_scene.h"

using namespace favilla;
using community::GroupActKind;
using community::Membership;
using Scene = test::GroupScene;

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

TEST_CASE("what asks and has no marked answer is found page by page among what does not ask")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    std::vector<StatusId> asked;
    for (int n = 0; n < 100; ++n) {
        auto topic = scene.topic("ada", n % 10 == 0 ? "Who knows?" : "I tell you");
        if (n % 10 == 0) asked.insert(asked.begin(), topic.id);
    }
    auto ada = house.viewer("ada");
    auto unanswered = [&](community::TopicOrder order, int limit) {
        return house.read([&](db::Reader& reader) {
            std::vector<StatusId> found;
            social::PageRequest request{.limit = limit};
            for (int pages = 0; pages < 40; ++pages) {
                auto page = community::topics_of(reader, scene.group, ada, order, request, community::TopicState::Unanswered);
                CHECK(std::ssize(page.items) <= limit);
                for (const auto& topic : page.items) found.push_back(topic.status);
                if (!page.oldest) return found;
                request.max_id = page.oldest;
            }
            FAIL("it never ends");
            return found;
        });
    };
    for (auto order : {community::TopicOrder::Activity, community::TopicOrder::Newest})
        for (int limit : {1, 3, 40}) CHECK(unanswered(order, limit) == asked);

    // An answer alone answers nothing yet; one that is marked does, and so does the end of it.
    auto read = [&](StatusId id) {
        return house.read([&](db::Reader& reader) { return social::find_status(reader, id, ada); }).value();
    };
    auto answer = house.reply("bob", read(asked[0]), "I do");
    CHECK(unanswered(community::TopicOrder::Newest, 40) == asked);
    auto settled = read(asked[0]).conversation.value(), ended = read(asked[1]).conversation.value();
    REQUIRE(house.write([&](db::Transaction& tx) {
        social::set_answer(tx, settled, answer.id);
        return social::close_conversation(tx, ended, "");
    }));
    CHECK(unanswered(community::TopicOrder::Newest, 40) == std::vector<StatusId>(asked.begin() + 2, asked.end()));
}

TEST_CASE("a member is found by how one of their names begins, and by their handle")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    for (auto name : {"ada", "adele", "bob"}) REQUIRE(scene.join(name));
    auto named = [&](std::string_view words) {
        return house.read([&](db::Reader& reader) {
            std::set<std::string> names;
            for (const auto& member : community::members_of(reader, scene.group, {}, {}, words).items)
                names.insert(social::find_account(reader, member.account)->username);
            return names;
        });
    };
    CHECK(named("ad") == std::set<std::string>{"ada", "adele"});
    CHECK(named("@ADA@house.test") == std::set<std::string>{"ada"});
    CHECK(named("  ") == std::set<std::string>{"ada", "adele", "bob", "owner"});
    CHECK(named("zoe").empty());
    CHECK(named("bob ada").empty());
    CHECK(named("?!").empty());
}

TEST_CASE("a group of another server is joined by following it, and its topics are those it passed on")
{
    Scene scene{community::Joining::Open};
    auto& house = scene.house;
    auto ada = house.person("ada"), remote = house.person("films@elsewhere.test"), author = house.person("zoe@elsewhere.test");
    CHECK_FALSE(house.read([&](db::Reader& reader) { return community::find_remote_group(reader, author); }));
    house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET kind = 'group' WHERE id = $1", remote); });
    CHECK(house.read([&](db::Reader& reader) { return community::find_remote_group(reader, remote); }));
    CHECK_FALSE(house.read([&](db::Reader& reader) { return community::find_remote_group(reader, scene.group); }));
    house.write([&](db::Transaction& tx) { return community::join_remote_group(tx, remote, ada, house.now); });
    auto membership = [&] {
        return house.read([&](db::Reader& reader) { return community::standing_in(reader, remote, ada).membership; });
    };
    CHECK(membership() == Membership::Asked);
    house.write([&](db::Transaction& tx) { return social::accept_follow(tx, remote, ada, house.now); });
    CHECK(membership() == Membership::Member);
    CHECK(house.read([&](db::Reader& reader) { return community::groups_with(reader, ada); }) == std::vector{remote});

    auto topic = house.post("zoe@elsewhere.test", "A film for tonight");
    house.write([&](db::Transaction& tx) { community::note_in_group(tx, remote, topic.id); });
    house.read([&](db::Reader& reader) {
        auto page = community::topics_of(reader, remote, ada, community::TopicOrder::Activity, {});
        REQUIRE(page.items.size() == 1);
        CHECK(page.items[0].status == topic.id);
        CHECK(community::count_unread(reader, remote, ada) == 1);
        return 0;
    });
    house.write([&](db::Transaction& tx) { return community::mark_group_read(tx, remote, ada, std::nullopt, house.now); });
    CHECK(house.read([&](db::Reader& reader) { return community::count_unread(reader, remote, ada); }) == 0);
    house.write([&](db::Transaction& tx) { return community::leave_remote_group(tx, remote, ada, house.now); });
    CHECK(membership() == Membership::None);
    CHECK(house.read([&](db::Reader& reader) { return community::groups_with(reader, ada); }).empty());
    auto refused = house.write([&](db::Transaction& tx) { return community::join_remote_group(tx, author, ada, house.now); });
    CHECK(refused.error().key == "group.missing");
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
        for (auto kind :
             {GroupActKind::Pin, GroupActKind::Lock, GroupActKind::Unlock, GroupActKind::Unpin, GroupActKind::Announce})
            REQUIRE(scene.act(kind, said.id.value, "said"));
        REQUIRE(scene.act(GroupActKind::Trust, ada.value, "known"));
        community::tell_of_announcement(*house.database, {scene.group, said.id, owner}, house.now);
        REQUIRE(scene.act(GroupActKind::Unannounce, said.id.value));
        house.write(
            [&](db::Transaction& tx) { return community::mark_group_read(tx, scene.group, ada, std::nullopt, house.now); });
        house.read([&](db::Reader& reader) {
            for (auto order : {community::TopicOrder::Activity, community::TopicOrder::Newest})
                for (auto page : {social::PageRequest{}, social::PageRequest{.min_id = 1}}) {
                    CHECK(community::topics_of(reader, scene.group, ada, order, page).items.size() == 1);
                    community::topics_of(reader, scene.group, ada, order, page, community::TopicState::Unanswered);
                    community::members_of(reader, scene.group, ada, page);
                    community::members_of(reader, scene.group, ada, page, "ada");
                    community::invitations_of(reader, scene.group, page);
                    community::banned_from(reader, scene.group, page);
                    community::group_log(reader, scene.group, page);
                }
            for (auto page : {social::PageRequest{}, social::PageRequest{.min_id = 1}})
                CHECK(community::topics_of_own_groups(reader, ada, page, community::TopicState::Any).items.size() == 1);
            community::pinned_topics(reader, scene.group, ada, house.now);
            community::pinned_in_group(reader, scene.group, house.now);
            community::find_trust(reader, scene.group, std::vector{ada, owner});
            community::waiting_topics(reader, scene.group, 20);
            community::own_waiting_topics(reader, scene.group, ada);
            community::care_of(reader, scene.group);
            community::rules_of(reader, scene.group);
            community::people_in_charge(reader, scene.group);
            CHECK(community::groups_with(reader, ada) == std::vector{scene.group});
            CHECK(community::search_group(reader, scene.group, "words", {},
                                          {.viewer = ada, .domain = house.domain(), .now = house.now})
                      .items.size()
                  == 1);
            CHECK(community::belonging_to_groups(reader, std::vector{said.id}).size() == 1);
            community::search_remote_groups(reader, "night", 10, {.viewer = ada, .domain = house.domain(), .now = house.now});
            CHECK(community::search_groups(reader, house.domain(), "night", 10).size() == (hidden ? 0 : 1));
            return 0;
        });
        for (const auto& scan : house.scans()) FAIL_CHECK(scan);
    }
}
