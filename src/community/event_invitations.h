// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_invitations.h — whoever holds an event asks people to come, here and on other servers. Who may not see it, is blocked by either, or
// has answered already is not asked, and nobody is told which; nobody is asked twice. Who would rather not hear from strangers hears
// nothing (social/notification_policy.h), and of many who ask the same person in a day those that are too many are not heard.
#pragma once
#include <span>

#include "community/events.h"

namespace favilla::community {

inline constexpr std::int64_t invitations_a_day = 100;       // by one who holds events
inline constexpr std::int64_t invitations_heard_a_day = 20;  // by one who is asked
inline constexpr std::size_t most_invited_at_once = 20;

struct EventInvitation {
    EventId event;
    AccountId whom, by;
    std::string uri;  // of the Invite; empty: between two of this place
};

// Answers with how many were asked. Refuses NotFound "event.missing", "event.invited_missing" (nobody of that name), Forbidden "event.not_yours"
// (another holds it), Conflict "event.cancelled", "event.over", Invalid "event.too_many_at_once", TooMany "event.too_many_invitations".
// Publishes EventInvited for guests from other servers.
Result<int> invite_to_event(db::Transaction&, EventId, AccountId by, std::span<const AccountId> whom, Time now);
// By whoever holds an event of another server; bounded and judged as ours are, without a word.
void receive_invitation(db::Transaction&, const Event&, AccountId whom, std::string_view uri, Time now);
void withdraw_invitation(db::Transaction&, std::string_view uri, AccountId by);

std::optional<EventInvitation> invitation_to(db::Reader&, EventId, AccountId whom);
std::optional<EventInvitation> find_invitation(db::Reader&, std::string_view uri);
void name_invitation(db::Transaction&, EventId, AccountId whom, std::string_view uri);  // as it is sent

}  // namespace favilla::community
