// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/server_followers.h — accounts of other servers that follow the organisation's own actor.
#pragma once
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::distribution {

void keep_server_follower(db::Transaction&, DomainId, AccountId, std::string_view follow_uri, Time now);
// Of this domain alone, by whom or by the address of their Follow. Whether there was one.
bool forget_server_follower(db::Transaction&, DomainId, AccountId);
bool forget_server_follow(db::Transaction&, AccountId, std::string_view follow_uri);
void forget_server_follows_of(db::Transaction&, AccountId);

std::vector<AccountId> server_followers(db::Reader&, DomainId);  // whoever is still there, and was not suspended
std::int64_t count_server_followers(db::Reader&, DomainId);

}  // namespace favilla::distribution
