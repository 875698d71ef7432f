// SPDX-License-Identifier: AGPL-3.0-or-later
// social/status_events.h — what is announced about statuses, in the transaction that made it true. They carry ids:
// who hears of one looks up what still is.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "jobs/events.h"

namespace favilla::social {

struct StatusPosted {
    static constexpr std::string_view name = "StatusPosted";
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(StatusPosted, (), (status))

// A delivery too large for the posting's transaction reached another slice of those who asked for it: rows of follows, lists or
// followed_tags behind `after`, up to `last`.
struct DeliveryContinued {
    static constexpr std::string_view name = "DeliveryContinued";
    StatusId status;
    bool to_lists = false;
    std::optional<TagId> to_tag;
    std::int64_t after = 0;
    std::int64_t last = 0;
};
BOOST_DESCRIBE_STRUCT(DeliveryContinued, (), (status, to_lists, to_tag, after, last))

struct StatusEdited {
    static constexpr std::string_view name = "StatusEdited";
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(StatusEdited, (), (status))

struct StatusDeleted {  // the row of a boost is gone by then, that of a status is empty
    static constexpr std::string_view name = "StatusDeleted";
    StatusId status;
    AccountId author;
    std::string uri;
    std::optional<StatusId> boost_of;
};
BOOST_DESCRIBE_STRUCT(StatusDeleted, (), (status, author, uri, boost_of))

struct StatusBoosted {
    static constexpr std::string_view name = "StatusBoosted";
    StatusId boost;
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(StatusBoosted, (), (boost, status))

struct FavouriteAdded {
    static constexpr std::string_view name = "FavouriteAdded";
    AccountId account;
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(FavouriteAdded, (), (account, status))

struct FavouriteRemoved {
    static constexpr std::string_view name = "FavouriteRemoved";
    AccountId account;
    StatusId status;
};
BOOST_DESCRIBE_STRUCT(FavouriteRemoved, (), (account, status))

struct PinChanged {
    static constexpr std::string_view name = "PinChanged";
    AccountId account;
    StatusId status;
    bool pinned = false;
};
BOOST_DESCRIBE_STRUCT(PinChanged, (), (account, status, pinned))

struct PollVoted {
    static constexpr std::string_view name = "PollVoted";
    PollId poll;
    StatusId status;
    AccountId voter;
};
BOOST_DESCRIBE_STRUCT(PollVoted, (), (poll, status, voter))

// Not the words, but who may quote or answer a status, or what became of its own quote.
struct QuoteChanged {
    static constexpr std::string_view name = "QuoteChanged";
    StatusId status;
    Time at;
};
BOOST_DESCRIBE_STRUCT(QuoteChanged, (), (status, at))

struct QuoteRevoked {  // by the quoted author
    static constexpr std::string_view name = "QuoteRevoked";
    StatusId status;  // the quoting one
    StatusId quoted;
    AccountId author;
    std::string approval;
};
BOOST_DESCRIBE_STRUCT(QuoteRevoked, (), (status, quoted, author, approval))

struct NotificationAdded {
    static constexpr std::string_view name = "NotificationAdded";
    NotificationId notification;
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(NotificationAdded, (), (notification, account))

}  // namespace favilla::social
