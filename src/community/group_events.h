// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_events.h — what is announced about groups.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/time.h"

namespace favilla::community {

// A status was taken into a group: a topic, or an answer in one.
struct GroupStatusAdded {
    static constexpr std::string_view name = "GroupStatusAdded";
    AccountId group;
    StatusId status;
    bool is_topic = false;
};
BOOST_DESCRIBE_STRUCT(GroupStatusAdded, (), (group, status, is_topic))

// Beside that, of what had to wait.
struct GroupTopicLetIn {
    static constexpr std::string_view name = "GroupTopicLetIn";
    AccountId group;
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(GroupTopicLetIn, (), (group, status))

// Those in charge took a status out of the group, or let its topic be answered no more, or again. For other servers.
struct GroupModerated {
    static constexpr std::string_view name = "GroupModerated";
    AccountId group;
    AccountId by;
    StatusId status;
    std::string act;  // name_of(GroupActKind): "remove", "lock", "unlock"
    Time at;
};
BOOST_DESCRIBE_STRUCT(GroupModerated, (), (group, by, status, act, at))

// Those in charge announce a topic.
struct GroupAnnounced {
    static constexpr std::string_view name = "GroupAnnounced";
    AccountId group;
    StatusId status;
    AccountId by;
};
BOOST_DESCRIBE_STRUCT(GroupAnnounced, (), (group, status, by))

// Something else in it is new: for one person, or for those in charge; in a group of another server, for all who are in it.
struct GroupChanged {
    static constexpr std::string_view name = "GroupChanged";
    AccountId group;
    std::optional<AccountId> person;
};
BOOST_DESCRIBE_STRUCT(GroupChanged, (), (group, person))

}  // namespace favilla::community
