// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening.h — what the teams of pages listen for, and which posts met it: kept as posts come, change and go, and for what
// was said before the query was by a job, newest first. A post is kept for what it says; whether it may be counted is asked when one counts.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "conversations/listening_query.h"
#include "db/database.h"
#include "jobs/workers.h"
#include "social/notifications.h"
#include "social/statuses.h"

namespace favilla::conversations {

using social::ListeningId;

struct Listening {
    ListeningId id;
    AccountId page, changed_by;
    std::string name, words;
    Time created_at = {};
    Time changed_at = {};                    // its words
    Time since = {};                         // the begin of the first day that is counted
    std::int64_t top = 0;                    // posts with smaller ids were there before
    std::optional<std::int64_t> below = {};  // of those, these remain to be looked at

    double progress() const;  // 0 to 1: how much of what was there before was looked at
};

inline constexpr std::size_t max_listening_name_length = 80;
inline constexpr int most_listenings = 40;  // of a page
inline constexpr Duration listening_reach = days(400);

std::vector<Listening> listenings_of(db::Reader&, AccountId page);  // by name
std::optional<Listening> find_listening(db::Reader&, ListeningId);

// Refuse as parse_listening does, and Invalid "listening.name_blank", ".name_too_long", Conflict "listening.name_taken", ".too_many_saved".
Result<Listening> save_listening(db::Transaction&, Listening, Time now);
// With other words, everything is counted anew. Refuses NotFound as well.
Result<Listening> change_listening(db::Transaction&, const Listening&, Time now);
void end_listening(db::Transaction&, ListeningId);
void forget_listening_of_deleted(db::Transaction&, AccountId page);

Heard heard_of(db::Reader&, const social::Status&);
// A post came or changed, or is gone.
void hear(db::Transaction&, StatusId);
void unhear(db::Transaction&, StatusId);

inline constexpr std::string_view listening_queue = "listening", listening_job = "listening.read";
// Looks at the next of what was there before; false when nothing remains.
bool hear_remaining(db::Transaction&);
void add_listening_work(jobs::Workers&, db::Database&, Clock);

}  // namespace favilla::conversations
