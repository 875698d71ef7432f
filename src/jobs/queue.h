// SPDX-License-Identifier: AGPL-3.0-or-later
// jobs/queue.h — work that remains to be done: a row each, done at least once, tried again with growing pauses, and
// set aside where people see it when it will not succeed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::jobs {

struct Job {
    JobId id;
    std::string queue;
    std::string kind;
    std::string payload;
    std::int64_t attempts = 0;  // those before this one
    std::string last_error;
    Time run_at;
};

inline constexpr int max_attempts = 20;  // the last about a week after the first

// The payload is the kind's own affair; jobs::encode() of a described struct is the usual one. The queue's threads are
// woken by the commit.
JobId enqueue(db::Transaction&, std::string_view queue, std::string_view kind, std::string_view payload, Time now, Time run_at);
// One that waits for later is done now: what it waited for has come.
void hasten(db::Transaction&, std::string_view queue, std::string_view kind, std::string_view payload, Time now);
// It is done then, earlier or later than was said before; when none waits any more, a new one is left.
void reschedule(db::Transaction&, std::string_view queue, std::string_view kind, std::string_view payload, Time now, Time run_at);

// Marks the next due jobs, `most` of them, as running and answers with them, in their order.
std::vector<Job> claim(db::Transaction&, std::string_view queue, Time now, int most = 1);
// One that was claimed and not begun waits again.
void unclaim(db::Transaction&, JobId);
void finish(db::Transaction&, JobId);
// Puts it back with a pause, or sets it aside as poisoned after max_attempts.
void fail(db::Transaction&, const Job&, std::string_view error, const Random&, Time now);
std::optional<Time> next_run(db::Reader&, std::string_view queue);

// Jobs that a process was doing when it ended are put back, or set aside when that has happened too often. Those of the processes at
// work stay; of a process that is `starting`, what is claimed by its number was claimed by one before it.
std::int64_t put_back_unfinished(db::Transaction&, Time now, bool starting);

struct QueueCounts {
    std::int64_t waiting = 0, running = 0, poisoned = 0, events = 0;
};
QueueCounts counts(db::Reader&);
std::vector<Job> poisoned(db::Reader&, int at_most);
Result<void> retry(db::Transaction&, JobId, Time now);  // refuses NotFound unless it is poisoned

}  // namespace favilla::jobs
