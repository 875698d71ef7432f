// SPDX-License-Identifier: AGPL-3.0-or-later
// jobs/workers.h — the threads that hand on events, do jobs and keep schedules. What breaks while they work is caught
// here, recorded with the job, and tried again; nothing a job throws ends the process. Woken by the commit that left
// them work, else by the time the next job is due.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "jobs/queue.h"
#include "jobs/subscriptions.h"

namespace favilla::jobs {

class Workers {
public:
    using Handler = std::function<void(std::string_view payload)>;
    // What belongs to the end of a job: done in the transaction that closes it, so that it costs none of its own. May be empty.
    using Ending = std::function<void(db::Transaction&)>;
    using EndingHandler = std::function<Ending(std::string_view payload)>;
    using Complaint = std::function<void(std::string_view what, std::string_view error)>;

    Workers(db::Database&, Subscriptions&, Clock, Random, Complaint);
    ~Workers();  // stops
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    // Before start(): what does jobs of this kind, and how many threads a queue has (one, unless said).
    void handle(std::string queue, std::string kind, Handler);
    void handle_with_ending(std::string queue, std::string kind, EndingHandler);
    void threads(std::string queue, int count);
    // Its threads let go first whoever answers people (base/precedence.h).
    void steps_back(std::string queue);
    // Takes several jobs of a queue at once and closes them in one transaction: for those that may all be done again after a crash
    // without anybody noticing.
    void take_at_once(std::string queue, int count);
    // Runs once a period, by whichever process comes first, also across restarts and clocks that jump.
    void every(Duration period, std::string name, std::function<void(Time now)>);
    // As every(), for what may take seconds: a job on a thread for such work, tried again when it breaks; no other schedule waits for it.
    void every_aside(Duration period, const std::string& name, std::function<void(Time now)>);

    void start();
    void stop();  // finishes what is being done; the rest stays in the tables

    // Lets every thread look whether there is work, for instance when the clock was set.
    void wake();

    bool stopping();  // asked by a job that takes long: it leaves the rest for later

    // Does everything that is due, on this thread, and says how much that was: what tests and the demo call
    // instead of start().
    int run_due();

private:
    struct Schedule {
        Duration period;
        std::string name;
        std::function<void(Time)> act;
    };
    struct Bell {
        std::condition_variable rung;
        std::uint64_t count = 0;
    };
    void work_on(const std::string& queue);
    void loop(Bell&, const std::function<int()>& step, const std::function<std::optional<Time>()>& next);
    void rest(std::chrono::nanoseconds& rested);  // that thread's processor_time() when it last did
    void ring(std::string_view queue);
    int deliver_batch();
    int do_jobs(const std::string& queue);
    struct Begun {
        std::optional<std::string> error;
        Ending ending;
    };
    // One for each job that was begun; those behind them wait again.
    void close(db::Transaction&, const std::vector<Job>&, const std::vector<Begun>&);
    int keep_schedules();
    std::map<std::string, Time> next_runs();
    std::optional<Time> next_schedule();
    Ending act_on(const Job&);

    db::Database& database_;
    Subscriptions& subscriptions_;
    Clock clock_;
    Random random_;
    Complaint complain_;
    std::map<std::pair<std::string, std::string>, EndingHandler> handlers_;
    std::map<std::string, int> queue_threads_;
    std::map<std::string, int> taken_at_once_;
    std::set<std::string, std::less<>> stepped_back_;
    std::vector<Schedule> schedules_;

    std::mutex mutex_;
    std::map<std::string, Bell, std::less<>> bells_;  // of every queue, and of the event log
    Bell schedule_bell_;
    bool stopping_ = false;
    std::vector<std::thread> running_;
};

}  // namespace favilla::jobs
