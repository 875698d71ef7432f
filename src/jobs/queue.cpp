// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/queue.h"

#include <cmath>

#include "db/nodes.h"
#include "jobs/busy.h"

namespace favilla::jobs {

namespace {

// 15 s, then growing with the fourth power of the attempts: minutes, hours, days; and up to half as much again by
// chance, so that what failed together does not return together.
Duration pause_after(std::int64_t attempts, const Random& random)
{
    auto base = 15.0 + std::pow(static_cast<double>(attempts), 4);
    auto chance = static_cast<unsigned char>(random_bytes(random, 1)[0]) / 255.0;
    return milliseconds(static_cast<std::int64_t>(base * (1.0 + chance / 2) * 1000));
}

Job read_job(const db::Row& row)
{
    return {row.get<JobId>(0),       row.get<std::string>(1),  row.get<std::string>(2),
            row.get<std::string>(3), row.get<std::int64_t>(4), row.get<std::optional<std::string>>(5).value_or(""),
            row.get<Time>(6)};
}

}  // namespace

JobId enqueue(db::Transaction& tx, std::string_view queue, std::string_view kind, std::string_view payload, Time now, Time run_at)
{
    auto id = tx.new_id<JobId>(now);
    tx.run(
        "INSERT INTO jobs (id, queue, kind, payload, state, run_at, attempts, created_at) VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6)",
        id, queue, kind, payload, run_at, now);
    if (tx.events()) tx.events()->job_left(tx, queue);
    return id;
}

void hasten(db::Transaction& tx, std::string_view queue, std::string_view kind, std::string_view payload, Time now)
{
    bool waits =
        tx.run(
            "UPDATE jobs SET run_at = $4 WHERE state = 'waiting' AND queue = $1 AND kind = $2 AND payload = $3 AND run_at > $4",
            queue, kind, payload, now)
        > 0;
    if (waits && tx.events()) tx.events()->job_left(tx, queue);
}

void reschedule(db::Transaction& tx, std::string_view queue, std::string_view kind, std::string_view payload, Time now,
                Time run_at)
{
    bool waits = tx.run("UPDATE jobs SET run_at = $4 WHERE state = 'waiting' AND queue = $1 AND kind = $2 AND payload = $3",
                        queue, kind, payload, run_at)
               > 0;
    if (!waits)
        enqueue(tx, queue, kind, payload, now, run_at);
    else if (tx.events())
        tx.events()->job_left(tx, queue);
}

std::vector<Job> claim(db::Transaction& tx, std::string_view queue, Time now, int most)
{
    std::vector<Job> jobs;
    for (const auto& row : tx.rows(
             tx.pick(
                 "SELECT id, queue, kind, payload, attempts, last_error, run_at FROM jobs "
                 "WHERE state = 'waiting' AND queue = $1 AND run_at <= $2 ORDER BY run_at, id LIMIT $3",
                 "SELECT id, queue, kind, payload, attempts, last_error, run_at FROM jobs "
                 "WHERE state = 'waiting' AND queue = $1 AND run_at <= $2 ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED"),
             queue, now, most))
        jobs.push_back(read_job(row));
    if (jobs.empty()) return jobs;
    auto claim = tx.new_id<JobClaimId>(now);
    for (const auto& job : jobs)
        tx.run("UPDATE jobs SET state = 'running', started_at = $2, claim_id = $3 WHERE id = $1", job.id, now, claim);
    return jobs;
}

void unclaim(db::Transaction& tx, JobId id) { tx.run("UPDATE jobs SET state = 'waiting', started_at = NULL WHERE id = $1", id); }

void finish(db::Transaction& tx, JobId id) { tx.run("DELETE FROM jobs WHERE id = $1", id); }

void fail(db::Transaction& tx, const Job& job, std::string_view error, const Random& random, Time now)
{
    auto attempts = job.attempts + 1;
    auto state = attempts >= max_attempts ? "poisoned" : "waiting";
    tx.run("UPDATE jobs SET state = $2, attempts = $3, last_error = $4, run_at = $5, started_at = NULL WHERE id = $1", job.id,
           state, attempts, error, now + pause_after(attempts, random));
}

std::optional<Time> next_run(db::Reader& reader, std::string_view queue)
{
    return reader.value<Time>("SELECT run_at FROM jobs WHERE state = 'waiting' AND queue = $1 ORDER BY run_at LIMIT 1", queue);
}

bool is_busy(db::Reader& reader, std::string_view queue, Time now)
{
    return reader
        .row("SELECT 1 FROM jobs WHERE state IN ('running', 'waiting') AND queue = $1 AND run_at <= $2 LIMIT 1", queue, now)
        .has_value();
}

std::int64_t put_back_unfinished(db::Transaction& tx, Time now, bool starting)
{
    auto at_work = db::nodes_at_work(tx);
    if (starting) std::erase(at_work, node_of_id(tx.new_id<JobClaimId>(now).value));
    return tx.run(
        "UPDATE jobs SET state = CASE WHEN attempts + 1 >= $2 THEN 'poisoned' ELSE 'waiting' END, attempts = attempts + 1, "
        "last_error = 'the process ended while doing it', started_at = NULL WHERE state = 'running' "
        "AND (claim_id IS NULL OR claim_id / $3 % $4 NOT IN LIST($1))",
        db::list_of(at_work), max_attempts, std::int64_t{1} << id_node_shift, id_node_mask + 1);
}

QueueCounts counts(db::Reader& reader)
{
    QueueCounts counts;
    for (auto row : reader.rows("SELECT state, count(*) FROM jobs GROUP BY state")) {
        auto state = row.get<std::string_view>(0);
        (state == "waiting" ? counts.waiting : state == "running" ? counts.running : counts.poisoned) = row.get<std::int64_t>(1);
    }
    counts.events = reader.value<std::int64_t>("SELECT count(*) FROM events").value_or(0);
    return counts;
}

std::vector<Job> poisoned(db::Reader& reader, int at_most)
{
    std::vector<Job> jobs;
    for (auto row :
         reader.rows("SELECT id, queue, kind, payload, attempts, last_error, run_at FROM jobs WHERE state = 'poisoned' "
                     "ORDER BY queue, run_at LIMIT $1",
                     at_most))
        jobs.push_back(read_job(row));
    return jobs;
}

Result<void> retry(db::Transaction& tx, JobId id, Time now)
{
    auto changed =
        tx.run("UPDATE jobs SET state = 'waiting', attempts = 0, run_at = $2 WHERE id = $1 AND state = 'poisoned'", id, now);
    if (changed == 0) return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

}  // namespace favilla::jobs
