// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/parcels.h — the small activities around an object: acts of one actor upon something. For outgoing*.cpp.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/federation.h"
#include "base/time.h"

namespace favilla::activitypub {

// The activity with its sender's proof (activitypub/proofs.h). Not within a transaction: keys may have to be made.
std::string proven(Federation&, const std::string& sender, std::string_view activity);

std::string update_uri(std::string_view object, Time);

struct SmallActivity {
    std::string id, type, actor, object;
    std::string to;  // an actor; empty: nobody in particular
};
std::string small_activity(const SmallActivity&);
// Undo, Accept and Reject bring the activity along that they are about.
std::string about_activity(std::string_view id, std::string_view type, std::string_view actor, const SmallActivity& inner);

std::string collection_activity(const SmallActivity&, std::string_view target);  // Add, Remove, Move
std::string flag_activity(std::string_view id, std::string_view actor, const std::vector<std::string>& objects,
                          std::string_view words);
std::string delete_actor_activity(std::string_view actor);

struct Vote {
    std::string id, voter, author, question, option;
};
std::string vote_activity(const Vote&);  // Create{Note with a name}, as Mastodon votes

}  // namespace favilla::activitypub
