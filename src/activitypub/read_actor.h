// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/read_actor.h — an actor's document, understood: who they are, how they are reached, what they sign with.
#pragma once
#include "activitypub/ties.h"
#include "activitypub/values.h"
#include "distribution/actors.h"
#include "social/remote_accounts.h"

namespace favilla::activitypub {

struct ReadActor {
    social::RemoteAccount account;
    distribution::ActorPlaces places;
    std::vector<distribution::ActorKey> keys;
    std::vector<ReadTie> ties;  // of people; what others are tied to is nobody's disclosure
};

bool is_actor_type(std::string_view);

// The document must be the actor's own: fetched from where its id says. Keys, inboxes and collections of another origin are
// not taken. Refuses Invalid "activity.not_actor".
Result<ReadActor> read_actor(const boost::json::value& document);

}  // namespace favilla::activitypub
