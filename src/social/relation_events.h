// SPDX-License-Identifier: AGPL-3.0-or-later
// social/relation_events.h — what is announced between two accounts, in the transaction that made it true.
#pragma once
#include <string_view>

#include "base/ids.h"
#include "jobs/events.h"

namespace favilla::social {

struct AccountFollowed {  // at once, or when a request was accepted
    static constexpr std::string_view name = "AccountFollowed";
    AccountId follower;
    AccountId followed;
};
BOOST_DESCRIBE_STRUCT(AccountFollowed, (), (follower, followed))

struct AccountUnfollowed {  // also a request taken back
    static constexpr std::string_view name = "AccountUnfollowed";
    AccountId follower;
    AccountId followed;
};
BOOST_DESCRIBE_STRUCT(AccountUnfollowed, (), (follower, followed))

struct TagFollowChanged {
    static constexpr std::string_view name = "TagFollowChanged";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(TagFollowChanged, (), (account))

struct FollowRequested {
    static constexpr std::string_view name = "FollowRequested";
    AccountId follower;
    AccountId followed;
};
BOOST_DESCRIBE_STRUCT(FollowRequested, (), (follower, followed))

struct FollowAccepted {  // by the followed; AccountFollowed is announced besides
    static constexpr std::string_view name = "FollowAccepted";
    AccountId follower;
    AccountId followed;
};
BOOST_DESCRIBE_STRUCT(FollowAccepted, (), (follower, followed))

struct FollowRejected {  // a request turned down, or a follower removed
    static constexpr std::string_view name = "FollowRejected";
    AccountId follower;
    AccountId followed;
};
BOOST_DESCRIBE_STRUCT(FollowRejected, (), (follower, followed))

struct AccountBlocked {
    static constexpr std::string_view name = "AccountBlocked";
    AccountId account;
    AccountId target;
};
BOOST_DESCRIBE_STRUCT(AccountBlocked, (), (account, target))

struct AccountUnblocked {
    static constexpr std::string_view name = "AccountUnblocked";
    AccountId account;
    AccountId target;
};
BOOST_DESCRIBE_STRUCT(AccountUnblocked, (), (account, target))

}  // namespace favilla::social
