// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/worker_pool.h"

namespace favilla::net {

WorkerPool::WorkerPool(int threads, std::size_t max_queued, Count& queued) : max_queued_(max_queued), queued_(queued)
{
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::take_place()
{
    std::lock_guard lock(mutex_);
    if (jobs_.size() + places_ >= max_queued_) return false;
    ++places_;
    return true;
}

void WorkerPool::push_to_place(Job job) { add(std::move(job), 1); }

void WorkerPool::push(Job job) { add(std::move(job), 0); }

void WorkerPool::add(Job job, std::size_t places)
{
    {
        std::lock_guard lock(mutex_);
        places_ -= places;
        jobs_.push_back(std::move(job));
        queued_.store(static_cast<std::int64_t>(jobs_.size()), std::memory_order_relaxed);
    }
    filled_.notify_one();
}

void WorkerPool::stop()
{
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void WorkerPool::work()
{
    std::unique_lock lock(mutex_);
    while (true) {
        filled_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        queued_.store(static_cast<std::int64_t>(jobs_.size()), std::memory_order_relaxed);
        lock.unlock();
        job();
        job = nullptr;  // what it holds is let go before others wait for the lock
        lock.lock();
    }
}

}  // namespace favilla::net
