// SPDX-License-Identifier: AGPL-3.0-or-later
// social/suggestions.h — whom somebody might like to follow, each with the reason. Only people who chose to be found; from nothing but who
// follows whom in the open, never from what is known of somebody's interests.
#pragma once
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

enum class SuggestedBecause { FriendsOfFriends, MostFollowed };

struct Suggestion {
    AccountId account;
    std::vector<SuggestedBecause> reasons;  // at least one
};

// Those whom most of the people one follows follow (where these show whom they follow), then the most followed that are known here. Never oneself, whom
// one follows, has asked to follow, blocks, mutes or has refused; nor who blocks one, is silenced, moved away or has not chosen to be discoverable.
std::vector<Suggestion> suggestions(db::Reader&, AccountId, int limit, Time now);
void refuse_suggestion(db::Transaction&, AccountId, AccountId suggested);  // it does not come back

}  // namespace favilla::social
