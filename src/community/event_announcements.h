// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_announcements.h — what is announced about events: what other servers have to hear of.
#pragma once
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/time.h"

namespace favilla::community {

using EventId = Id<struct InvitingTag>;

// An event of ours says something new, in its words or beside them.
struct EventChanged {
    static constexpr std::string_view name = "EventChanged";
    StatusId status;
    Time at;
};
BOOST_DESCRIBE_STRUCT(EventChanged, (), (status, at))

// It is gone, and with it what this guest from another server had answered.
struct EventForgotten {
    static constexpr std::string_view name = "EventForgotten";
    StatusId status;
    AccountId host, guest;
};
BOOST_DESCRIBE_STRUCT(EventForgotten, (), (status, host, guest))

// Somebody answered an event of another server, otherwise than before, or took it back.
struct EventAnswered {
    static constexpr std::string_view name = "EventAnswered";
    EventId event;
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(EventAnswered, (), (event, account))

// Somebody of another server is asked to come to an event of ours.
struct EventInvited {
    static constexpr std::string_view name = "EventInvited";
    EventId event;
    AccountId guest;
};
BOOST_DESCRIBE_STRUCT(EventInvited, (), (event, guest))

// Who waited for a place has one.
struct EventPlaceGiven {
    static constexpr std::string_view name = "EventPlaceGiven";
    EventId event;
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(EventPlaceGiven, (), (event, account))

}  // namespace favilla::community
