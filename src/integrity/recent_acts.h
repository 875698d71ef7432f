// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/recent_acts.h — what people did in public to posts of the organisations of this house within some stretch of time: the same acts that
// action_log.h reads by their posts, one after the other.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::integrity {

inline constexpr std::int64_t options_of_poll = 64;  // that are told apart

struct RecentAct {
    DomainId domain;      // whose post it is
    std::int64_t id = 0;  // by which they are sorted
    AccountId account;
    std::int64_t object = 0;  // the post; of a vote, the option, which is negative
    Time at, published_at;
    std::string told_by;  // the server that told of it, and not of when it was done; empty: its time is its own
};

// In the order of their ids, which is that in which they came.
std::vector<RecentAct> read_recent_acts(db::Reader&, Time from, Time until);

}  // namespace favilla::integrity
