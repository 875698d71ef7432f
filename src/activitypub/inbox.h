// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/inbox.h — what comes in. The handler checks shape, signature and origin. What needs nobody else is done then and there, in
// the transaction after which 202 is answered, where the engine lets that be (docs/decisions/0080); anything else is written down, answered,
// and done by jobs: in its origin's lane, or in a queue of its own what asks other servers first.
#pragma once
#include <string>
#include <string_view>

#include "activitypub/federation.h"
#include "base/json.h"
#include "jobs/events.h"
#include "social/accounts.h"

namespace favilla::activitypub {

inline constexpr std::size_t max_activity_size = 1024 * 1024;
inline constexpr int inbox_lanes =
    16;  // an origin has one of them, so that what it sends is done in its order; many share an fsync
inline constexpr int fetching_threads = 8;
inline constexpr int done_at_once = 16;  // of one lane, closed in one transaction
// What is done where it is accepted holds up whoever writes meanwhile: what is longer than a post is left to a job.
inline constexpr std::size_t most_done_on_arrival = 32 * 1024;

std::string lane_of(std::string_view host);                          // "inbox.0"
inline constexpr std::string_view fetching_lane = "inbox.fetching";  // what asks other servers

// An activity as it was received. Verified: the signature was the actor's. Otherwise the key has to be fetched first.
struct InboxWork {
    static constexpr std::string_view name = "receive";
    std::string actor;
    std::string body;
    bool verified = false;
    std::string key_id;
    std::string signed_text;  // base64, both
    std::string signature;
};
BOOST_DESCRIBE_STRUCT(InboxWork, (), (actor, body, verified, key_id, signed_text, signature))

Handler post_inbox;

// The job. What cannot be done (a forged key, an object that is gone) is dropped; what may succeed later throws. With its end it is
// written down that the activity was seen.
jobs::Workers::Ending receive(Federation&, const InboxWork&);
// The same for what asks other servers: put off while its host has its share of the threads.
jobs::Workers::Ending receive_in_turn(Federation&, const InboxWork&);

// Does the activity of an actor who has been verified (perform*.cpp).
void perform(Federation&, const boost::json::value& activity, std::string_view actor);
void perform(Federation&, const boost::json::value& activity, const social::Account& actor);

// Everybody and everything it names is known, so that doing it asks nobody.
bool is_ready(db::Reader&, const boost::json::value& activity, const social::Account& actor, Time now);

}  // namespace favilla::activitypub
