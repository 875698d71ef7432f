// SPDX-License-Identifier: AGPL-3.0-or-later
// community/remote_groups.h — groups of other servers, as far as they are known here: who of ours follows one is in it, and the posts it
// passed on, with what was written to it from here, are its topics (note_in_group). Its rules and its people are its own server's.
#pragma once
#include "community/groups.h"
#include "social/search.h"

namespace favilla::community {

// Who begins topics is not told by its server; what its members write is surely heard, so that Posting::Members is said of it.
// None when it is not one of another server, was suspended or is gone.
std::optional<Group> find_remote_group(db::Reader&, AccountId);
std::vector<AccountId> search_remote_groups(db::Reader&, std::string_view words, int limit, const social::Searcher&);

// Follows it: asked until its server answers. Refuses NotFound "group.missing", and as follow does.
Result<void> join_remote_group(db::Transaction&, AccountId group, AccountId who, Time now);
// Also takes the request back. Refuses NotFound.
Result<void> leave_remote_group(db::Transaction&, AccountId group, AccountId who, Time now);

}  // namespace favilla::community
