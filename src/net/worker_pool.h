// SPDX-License-Identifier: AGPL-3.0-or-later
// net/worker_pool.h — threads that run what may wait. The queue is bounded by asking for a place first.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "net/metrics.h"

namespace favilla::net {

class WorkerPool {
public:
    using Job = std::move_only_function<void()>;

    WorkerPool(int threads, std::size_t max_queued, Count& queued);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // True: a place in the queue is held and must be used by one push_to_place(). A job must not throw.
    bool take_place();
    void push_to_place(Job);
    void push(Job);  // beyond the bound: for what must happen whatever the load
    void stop();     // runs all that is queued, then ends the threads

private:
    void add(Job, std::size_t places);
    void work();

    std::size_t max_queued_;
    Count& queued_;
    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Job> jobs_;
    std::size_t places_ = 0;  // taken, and not yet pushed
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace favilla::net
