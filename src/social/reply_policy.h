// SPDX-License-Identifier: AGPL-3.0-or-later
// social/reply_policy.h — whom an author lets answer a post (as `canReply` of an interaction policy says it on the wire). What opens a
// conversation decides for the whole of it; an answer may decide for what answers it. Whom a post names may always answer it.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "db/database.h"

namespace favilla::social {

struct Status;

enum class ReplyPolicy { Everyone, Followers, Mentioned, Group };  // stored as these numbers
std::string_view name_of(ReplyPolicy);  // "public", "followers", "mentioned", "group": as the API says it
std::optional<ReplyPolicy> parse_reply_policy(std::string_view);

// Whether `who` may answer it; that they may see it is asked elsewhere. Refuses Forbidden, by whose choice it is and of what kind:
// "status.answers_followers", "status.answers_mentioned", "status.answers_group".
Result<void> check_answer(db::Reader&, const Status& parent, AccountId who);

// Those of them that `who` may not answer by their authors' choice.
std::vector<StatusId> unanswerable_among(db::Reader&, const std::vector<StatusId>&, AccountId who);

// Of one's own status; published as an edit of its policies. Refuses NotFound (not there, or another's).
Result<Status> change_reply_policy(db::Transaction&, AccountId author, StatusId, ReplyPolicy, Time now);

}  // namespace favilla::social
