// SPDX-License-Identifier: AGPL-3.0-or-later
// support/group_scene.h — a group called readers that "owner" looks after, in a house of tests.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "community/group_acts.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "social/status_events.h"
#include "support/house.h"

namespace favilla::test {

struct GroupScene {
    House house = test::house();
    AccountId group;

    explicit GroupScene(community::Joining joining)
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
    Result<void> act(community::GroupActKind kind, std::int64_t object, std::string text = {}, std::string_view by = "owner")
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
    community::Membership membership(std::string_view who)
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

}  // namespace favilla::test
