// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/action_log.h — what people did in public to posts of an organisation, as the judgement takes it: who favoured, boosted or answered
// what, and voted in polls, over the last days.
#pragma once
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "integrity/community_files.h"
#include "integrity/evidence.h"

namespace favilla::integrity {

inline constexpr Duration judged_over = days(60);        // acts
inline constexpr Duration judged_posts_over = days(90);  // what they were done to is no older
// SQL that is true of accounts `a` whose acts are looked at: people, of any server; no pages, groups and declared robots.
inline constexpr std::string_view is_judged =
    "a.kind = 'person' AND a.bot = 0 AND a.suspended_at IS NULL AND a.deleted_at IS NULL";

struct ActionLog {
    Community community;
    std::vector<AccountId>
        accounts;  // by account of the community: people, here and elsewhere; no pages, groups and declared robots
    std::vector<JudgedPost> posts;  // by object
};

// In one order, whatever order the rows come in. What somebody does to their own posts is left out.
ActionLog read_action_log(db::Reader&, DomainId, Time now);

}  // namespace favilla::integrity
