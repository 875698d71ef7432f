// SPDX-License-Identifier: AGPL-3.0-or-later
// social/scheduled.h — posts that wait for their time: kept as they were asked for, and posted once, by a job, when it has come. What
// has become impossible by then (a conversation was closed, a quote forbidden) is not lost: it stays, with the reason. So does what is late
// because nobody was at work: it is held, and whom it concerns is asked (docs/decisions/0031-calendar.md).
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

// Nobody notices a quarter of an hour. Up to two hours, the first of an author's late posts still goes out, and those late beside it are
// held: a restart says one thing, never several at once. Later than that, words may be about a day that is over: all are held.
inline constexpr Duration late_after = minutes(15), held_after = hours(2);
inline constexpr std::string_view held_late = "status.scheduled_held";  // as a refusal

// Refuses Invalid "status.scheduled_too_soon", "status.scheduled_too_many", "status.scheduled_too_many_that_day", and what
// post_status() would refuse now. The same key not long after is answered with the first one.
Result<ScheduledStatus> schedule_status(db::Transaction&, AccountId author, const StatusDraft&, Time at, Time now);
// What was chosen before and let out only now goes out at its time, however near that is.
Result<ScheduledStatus> schedule_approved(db::Transaction&, AccountId author, const StatusDraft&, Time at, Time now);

struct ScheduledChange {
    std::optional<Time> at;
    std::optional<StatusDraft> draft;  // in place of the former; what that answers and quotes stays
};
// Refuses NotFound as well: not there, or another's.
Result<ScheduledStatus> change_scheduled(db::Transaction&, AccountId author, ScheduledStatusId, const ScheduledChange&, Time now);
Result<void> unschedule(db::Transaction&, AccountId author, ScheduledStatusId, Time now);
// Now, whatever its time is, and what was held too. Refuses NotFound, and as post_status does.
Result<Status> send_scheduled(db::Transaction&, AccountId author, ScheduledStatusId, Time now);
void forget_scheduled_of(db::Transaction&, AccountId);

std::optional<ScheduledStatus> find_scheduled(db::Reader&, AccountId author, ScheduledStatusId);
Page<ScheduledStatus> scheduled_of(db::Reader&, AccountId author, const PageRequest&);
// By their time, which lies in that stretch; and all that did not go out, the oldest first.
std::vector<ScheduledStatus> scheduled_between(db::Reader&, AccountId author, Time from, Time until);
std::vector<ScheduledStatus> not_gone_out(db::Reader&, AccountId author);

// Posts it if its time has come; false: it has not (then its job waits again), it is held, or there is none. A refusal is to be noted by
// note_refusal() in a transaction of its own, for this one is rolled back.
Result<bool> post_scheduled(db::Transaction&, ScheduledStatusId, Time now);
void note_refusal(db::Transaction&, ScheduledStatusId, const Error&, Time now);

// What a clock that was wrong, or a job that was lost, left behind: what is overdue and has no job gets one, and what was held by a clock
// that ran ahead waits for its time again.
void look_after_scheduled(db::Transaction&, Time now);

void add_scheduled_work(jobs::Workers&, db::Database&, Clock);

}  // namespace favilla::social
