// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/desk_events.h — what is announced about a desk, for those who have it open.
#pragma once
#include <string_view>

#include "base/ids.h"
#include "jobs/events.h"

namespace favilla::desk {

using ItemId = Id<struct DeskItemTag>;

struct DeskChanged {  // an item came, or stands otherwise than before
    static constexpr std::string_view name = "DeskChanged";
    ItemId item;
    AccountId page;
};
BOOST_DESCRIBE_STRUCT(DeskChanged, (), (item, page))

struct DeskPresenceChanged {  // somebody looks at an item, writes to it, or has left it
    static constexpr std::string_view name = "DeskPresenceChanged";
    ItemId item;
    AccountId page, person;
    bool writes = false;
    Time until;  // not after now: they left
};
BOOST_DESCRIBE_STRUCT(DeskPresenceChanged, (), (item, page, person, writes, until))

struct DeskDueAnew {  // the hours of a page changed
    static constexpr std::string_view name = "DeskDueAnew";
    AccountId page;
};
BOOST_DESCRIBE_STRUCT(DeskDueAnew, (), (page))

}  // namespace favilla::desk
