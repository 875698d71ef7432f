// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_events.h — what is announced about groups.
#pragma once
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"

namespace favilla::community {

// A status was taken into a group: a topic, or an answer in one.
struct GroupStatusAdded {
    static constexpr std::string_view name = "GroupStatusAdded";
    AccountId group;
    StatusId status;
    bool is_topic = false;
};
BOOST_DESCRIBE_STRUCT(GroupStatusAdded, (), (group, status, is_topic))

}  // namespace favilla::community
