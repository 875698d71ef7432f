// SPDX-License-Identifier: AGPL-3.0-or-later
// net/worker_pool.h — threads that run what may wait. The queue is bounded by asking for a place first, and where it is said who asks,
// nobody gets all of it: each may hold as many places as are still free. One alone thus gets half of the queue, two a third each, and
// whoever comes anew while others flood finds a place.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "net/address.h"
#include "net/metrics.h"

namespace favilla::net {

class WorkerPool {
public:
    using Job = std::move_only_function<void()>;
    using Asker = std::optional<Address>;  // none: nobody's share is looked at
    enum class Precedence { Forward, Usual, SteppedBack };

    WorkerPool(int threads, std::size_t max_queued, Count& queued, Precedence = Precedence::Usual);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    bool has_place(const Asker& = {});  // as things stand; nothing is held
    // True: a place in the queue is held and must be used by one push_to_place() of the same asker. A job must not throw.
    bool take_place(const Asker& = {});
    void push_to_place(Job, const Asker& = {});
    void push(Job);  // beyond the bound: for what must happen whatever the load
    void stop();     // runs all that is queued, then ends the threads

private:
    struct Queued {
        Job job;
        Asker asker;
    };
    bool is_free_for(const Asker&) const;
    void give_back(const Asker&);
    void add(Queued, std::size_t places);
    void work();

    std::size_t max_queued_;
    Count& queued_;
    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Queued> jobs_;
    std::size_t places_ = 0;                // taken, and not yet pushed
    std::map<Address, std::size_t> share_;  // places and queued jobs of each asker; a tree: strangers choose their addresses
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace favilla::net
