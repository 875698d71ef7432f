// SPDX-License-Identifier: AGPL-3.0-or-later
// social/scheduled.h — posts that wait for their time: kept as they were asked for, and posted once, by a job, when it has come. What
// has become impossible by then (a conversation was closed, a quote forbidden) is not lost: it stays, with the reason.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "jobs/workers.h"
#include "social/media.h"
#include "social/paging.h"
#include "social/statuses.h"

namespace favilla::social {

struct ScheduledStatus {
    ScheduledStatusId id;
    AccountId author;
    Time at;
    StatusDraft draft;  // whose visibility is said
    std::vector<Media> media;
    std::string refusal;  // why it was not posted at its time: a key of locale/; empty: it waits
};

inline constexpr Duration least_ahead = minutes(5);
inline constexpr std::int64_t max_scheduled = 300;
inline constexpr std::int64_t max_scheduled_a_day = 25;  // days are those of UTC

// Refuses Invalid "status.scheduled_too_soon", "status.scheduled_too_many", "status.scheduled_too_many_that_day", and what
// post_status() would refuse now. The same key not long after is answered with the first one.
Result<ScheduledStatus> schedule_status(db::Transaction&, AccountId author, const StatusDraft&, Time at, Time now);

struct ScheduledChange {
    std::optional<Time> at;
    std::optional<StatusDraft> draft;  // in place of the former; what that answers and quotes stays
};
// Refuses NotFound as well: not there, or another's.
Result<ScheduledStatus> change_scheduled(db::Transaction&, AccountId author, ScheduledStatusId, const ScheduledChange&, Time now);
Result<void> unschedule(db::Transaction&, AccountId author, ScheduledStatusId, Time now);
void forget_scheduled_of(db::Transaction&, AccountId);

std::optional<ScheduledStatus> find_scheduled(db::Reader&, AccountId author, ScheduledStatusId);
Page<ScheduledStatus> scheduled_of(db::Reader&, AccountId author, const PageRequest&);

// Posts it if its time has come; false: it has not, or there is none. A refusal is to be noted by note_refusal() in a transaction of
// its own, for this one is rolled back.
Result<bool> post_scheduled(db::Transaction&, ScheduledStatusId, Time now);
void note_refusal(db::Transaction&, ScheduledStatusId, const Error&, Time now);

void add_scheduled_work(jobs::Workers&, db::Database&, Clock);

}  // namespace favilla::social
