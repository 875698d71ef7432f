// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/workers.h"

#include <chrono>

#include <fmt/format.h>

#include "base/freed_memory.h"
#include "base/precedence.h"

namespace favilla::jobs {

namespace {

constexpr int events_in_batch = 200;
constexpr Duration look_for_unfinished = seconds(30);
constexpr Duration longest_sleep = minutes(1);       // a clock that jumps is noticed within this
constexpr std::chrono::milliseconds hard_work{100};  // of the processor: what it needed is given back before the sleep
constexpr std::string_view retry_queue = "events";
constexpr std::string_view aside_queue = "aside";

// A job that hands one event to one subscriber that failed before.
struct RetriedEvent {
    static constexpr std::string_view name = "RetriedEvent";
    std::string event;
    std::string subscriber;
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(RetriedEvent, (), (event, subscriber, payload))

struct LoggedEvent {
    EventId id;
    std::string name;
    std::string payload;
};

std::vector<LoggedEvent> oldest_events(db::Reader& reader)
{
    std::vector<LoggedEvent> events;
    for (auto row : reader.rows("SELECT id, name, payload FROM events ORDER BY id LIMIT $1", events_in_batch))
        events.push_back({row.get<EventId>(0), row.get<std::string>(1), row.get<std::string>(2)});
    return events;
}

// Runs `act`; the reason when it broke.
std::optional<std::string> attempt(const std::function<void()>& act)
{
    try {
        act();
        return std::nullopt;
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

Workers::Workers(db::Database& database, Subscriptions& subscriptions, Clock clock, Random random, Complaint complain)
    : database_(database),
      subscriptions_(subscriptions),
      clock_(std::move(clock)),
      random_(std::move(random)),
      complain_(std::move(complain))
{
    queue_threads_.emplace(retry_queue, 1);
}

Workers::~Workers()
{
    bool started = !running_.empty();
    stop();
    if (started) subscriptions_.on_work(nullptr);
}

void Workers::handle(std::string queue, std::string kind, Handler handler)
{
    handle_with_ending(std::move(queue), std::move(kind), [handler = std::move(handler)](std::string_view payload) {
        handler(payload);
        return Ending{};
    });
}

void Workers::handle_with_ending(std::string queue, std::string kind, EndingHandler handler)
{
    queue_threads_.try_emplace(queue, 1);
    handlers_[{std::move(queue), std::move(kind)}] = std::move(handler);
}

void Workers::threads(std::string queue, int count) { queue_threads_[std::move(queue)] = count; }

void Workers::steps_back(std::string queue) { stepped_back_.insert(std::move(queue)); }

void Workers::take_at_once(std::string queue, int count) { taken_at_once_[std::move(queue)] = count; }

void Workers::every(Duration period, std::string name, std::function<void(Time)> act)
{
    schedules_.push_back({period, std::move(name), std::move(act)});
}

void Workers::every_aside(Duration period, const std::string& name, std::function<void(Time)> act)
{
    handle(std::string{aside_queue}, name, [this, act = std::move(act)](std::string_view) { act(clock_()); });
    every(period, name, [this, name](Time now) {
        database_.write([&](db::Transaction& tx) { reschedule(tx, aside_queue, name, "", now, now); });
    });
}

void Workers::start()
{
    database_.write([&](db::Transaction& tx) { put_back_unfinished(tx, clock_(), true); });
    // Elsewhere than on SQLite a process may end while others go on: they take over what it left.
    if (database_.engine() != db::Engine::Sqlite)
        every(look_for_unfinished, "jobs.put_back", [this](Time now) {
            if (database_.write([&](db::Transaction& tx) { return put_back_unfinished(tx, now, false); }) > 0) wake();
        });
    auto& log = bells_[std::string{Subscriptions::event_log}];
    for (const auto& [queue, count] : queue_threads_) bells_[queue];
    subscriptions_.on_work([this](std::string_view queue) { ring(queue); });
    running_.emplace_back([this, &log] { loop(log, [this] { return deliver_batch(); }, [] { return std::optional<Time>{}; }); });
    running_.emplace_back(
        [this] { loop(schedule_bell_, [this] { return keep_schedules(); }, [this] { return next_schedule(); }); });
    for (const auto& [queue, count] : queue_threads_)
        for (int n = 0; n < count; ++n) running_.emplace_back([this, name = queue] { work_on(name); });
}

void Workers::stop()
{
    {
        std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake();
    for (auto& thread : running_) thread.join();
    running_.clear();
}

bool Workers::stopping()
{
    std::lock_guard lock{mutex_};
    return stopping_;
}

void Workers::wake()
{
    std::lock_guard lock{mutex_};
    for (auto& [queue, bell] : bells_) {
        ++bell.count;
        bell.rung.notify_all();
    }
    ++schedule_bell_.count;
    schedule_bell_.rung.notify_all();
}

void Workers::ring(std::string_view queue)
{
    std::lock_guard lock{mutex_};
    auto bell = bells_.find(queue);
    if (bell == bells_.end()) return;
    ++bell->second.count;
    bell->second.rung.notify_all();
}

void Workers::work_on(const std::string& queue)
{
    if (stepped_back_.contains(queue)) step_back();
    loop(
        bells_.at(queue), [&] { return do_jobs(queue); },
        [&] { return database_.read([&](db::Reader& reader) { return next_run(reader, queue); }); });
}

// Steps while there is work, then sleeps until woken or due. A wake between the last step and the sleep is not missed:
// the count is taken before the step.
void Workers::loop(Bell& bell, const std::function<int()>& step, const std::function<std::optional<Time>()>& next)
{
    auto rested = processor_time();
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        auto seen = bell.count;
        lock.unlock();
        int done = 0;
        std::optional<Time> due;
        auto broken = attempt([&] {
            done = step();
            if (done == 0) due = next();
        });
        if (broken) complain_("jobs", *broken);
        if (done == 0) rest(rested);
        lock.lock();
        if (done > 0 && !broken) continue;
        auto sleep = due ? std::clamp(*due - clock_(), milliseconds(1), longest_sleep) : longest_sleep;
        if (broken) sleep = seconds(1);
        bell.rung.wait_for(lock, std::chrono::milliseconds{sleep.milliseconds},
                           [&] { return stopping_ || (!broken && bell.count != seen); });
    }
}

// What hard work needed is not kept for the next time, which may be tomorrow.
void Workers::rest(std::chrono::nanoseconds& rested)
{
    if (processor_time() - rested > hard_work) {
        database_.forget_pages();
        give_back_freed_memory();
    }
    rested = processor_time();
}

// Every subscriber is called for every event of the batch; who failed gets a job of its own, then the batch is gone.
int Workers::deliver_batch()
{
    auto events = database_.read(oldest_events);
    if (events.empty()) return 0;
    std::vector<RetriedEvent> failed;
    std::vector<EventId> done;
    for (const auto& event : events) {
        if (stopping()) break;
        done.push_back(event.id);
        for (const auto& subscriber : subscriptions_.after(event.name)) {
            auto broken = attempt([&] { subscriber.act(event.payload); });
            if (!broken) continue;
            complain_(subscriber.subscriber, *broken);
            failed.push_back({event.name, subscriber.subscriber, event.payload});
        }
    }
    if (done.empty()) return 0;
    auto now = clock_();
    database_.write([&](db::Transaction& tx) {
        for (const auto& retried : failed) enqueue(tx, retry_queue, RetriedEvent::name, encode(retried), now, now + seconds(15));
        tx.run("DELETE FROM events WHERE id IN LIST($1)", db::list_of(done));
    });
    return static_cast<int>(done.size());
}

Workers::Ending Workers::act_on(const Job& job)
{
    if (job.queue == retry_queue && job.kind == RetriedEvent::name) {
        auto retried = decode<RetriedEvent>(job.payload);
        if (const auto* subscriber = subscriptions_.find_after(retried.event, retried.subscriber))
            subscriber->act(retried.payload);
        return {};
    }
    auto handler = handlers_.find({job.queue, job.kind});
    if (handler == handlers_.end()) throw std::logic_error("nothing does jobs of kind " + job.kind);
    return handler->second(job.payload);
}

// Does what is due in the queue: the transaction that closes some jobs claims the next.
int Workers::do_jobs(const std::string& queue)
{
    auto due = database_.read([&](db::Reader& reader) { return next_run(reader, queue); });
    if (!due || *due > clock_()) return 0;
    auto several = taken_at_once_.find(queue);
    int at_once = several == taken_at_once_.end() ? 1 : several->second;
    auto jobs = database_.write([&](db::Transaction& tx) { return claim(tx, queue, clock_(), at_once); });
    int done = 0;
    while (!jobs.empty()) {
        std::vector<Begun> begun;
        for (const auto& job : jobs) {
            if (!begun.empty() && stopping()) break;
            auto& one = begun.emplace_back();
            one.error = attempt([&] { one.ending = act_on(job); });
            if (one.error) complain_(fmt::format("job {} ({})", job.id.value, job.kind), *one.error);
        }
        done += static_cast<int>(begun.size());
        auto unwritten = attempt([&] {
            jobs = database_.write([&](db::Transaction& tx) {
                close(tx, jobs, begun);
                return stopping() ? std::vector<Job>{} : claim(tx, queue, clock_(), at_once);
            });
        });
        if (!unwritten) continue;
        // An end that cannot be written: its jobs, and those that were to be closed with it, are done again.
        complain_(queue, *unwritten);
        for (auto& one : begun) one = {.error = unwritten, .ending = {}};
        database_.write([&](db::Transaction& tx) { close(tx, jobs, begun); });
        break;
    }
    return done;
}

void Workers::close(db::Transaction& tx, const std::vector<Job>& jobs, const std::vector<Begun>& begun)
{
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (i >= begun.size()) {
            unclaim(tx, jobs[i].id);
        } else if (begun[i].error) {
            fail(tx, jobs[i], *begun[i].error, random_, clock_());
        } else {
            if (begun[i].ending) begun[i].ending(tx);
            finish(tx, jobs[i].id);
        }
    }
}

std::map<std::string, Time> Workers::next_runs()
{
    std::vector<std::string> names;
    for (const auto& schedule : schedules_) names.push_back(schedule.name);
    return database_.read([&](db::Reader& reader) {
        std::map<std::string, Time> next;
        for (auto row : reader.rows("SELECT name, next_run_at FROM schedules WHERE name IN TEXTS($1)", db::list_of_texts(names)))
            next.emplace(row.get<std::string>(0), row.get<Time>(1));
        return next;
    });
}

int Workers::keep_schedules()
{
    int done = 0;
    auto next = next_runs();
    for (const auto& schedule : schedules_) {
        auto now = clock_();
        // A time further off than one period was written by a clock that has jumped back since.
        auto at = next.find(schedule.name);
        if (at != next.end() && at->second > now && at->second <= now + schedule.period) continue;
        bool mine = database_.write([&](db::Transaction& tx) {
            tx.run("INSERT INTO schedules (name, next_run_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", schedule.name, now);
            return tx.run(
                       "UPDATE schedules SET next_run_at = $3, last_run_at = $2 WHERE name = $1 AND (next_run_at <= $2 OR next_run_at > $3)",
                       schedule.name, now, now + schedule.period)
                 > 0;
        });
        if (!mine) continue;
        ++done;
        if (auto broken = attempt([&] { schedule.act(now); })) complain_(schedule.name, *broken);
    }
    return done;
}

std::optional<Time> Workers::next_schedule()
{
    std::optional<Time> next;
    for (const auto& [name, at] : next_runs())
        if (!next || at < *next) next = at;
    return next;
}

int Workers::run_due()
{
    int done = 0;
    for (int step = 1; step > 0;) {
        step = deliver_batch();
        for (const auto& [queue, count] : queue_threads_) step += do_jobs(queue);
        done += step;
    }
    return done + keep_schedules();
}

}  // namespace favilla::jobs
