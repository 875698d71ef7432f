// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/worker_pool.h"

#include "base/precedence.h"

namespace favilla::net {

WorkerPool::WorkerPool(int threads, std::size_t max_queued, Count& queued, Precedence precedence)
    : max_queued_(max_queued), queued_(queued)
{
    for (int i = 0; i < threads; ++i)
        threads_.emplace_back([this, precedence] {
            if (precedence == Precedence::Forward) come_forward();
            if (precedence == Precedence::SteppedBack) step_back();
            work();
        });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::is_free_for(const Asker& asker) const
{
    auto taken = jobs_.size() + places_;
    if (taken >= max_queued_) return false;
    auto own = asker ? share_.find(*asker) : share_.end();
    return own == share_.end() || own->second < max_queued_ - taken;
}

bool WorkerPool::has_place(const Asker& asker)
{
    std::lock_guard lock(mutex_);
    return is_free_for(asker);
}

bool WorkerPool::take_place(const Asker& asker)
{
    std::lock_guard lock(mutex_);
    if (!is_free_for(asker)) return false;
    ++places_;
    if (asker) ++share_[*asker];
    return true;
}

void WorkerPool::give_back(const Asker& asker)
{
    auto own = asker ? share_.find(*asker) : share_.end();
    if (own != share_.end() && --own->second == 0) share_.erase(own);
}

void WorkerPool::push_to_place(Job job, const Asker& asker) { add({std::move(job), asker}, 1); }

void WorkerPool::push(Job job) { add({std::move(job), {}}, 0); }

void WorkerPool::add(Queued queued, std::size_t places)
{
    {
        std::lock_guard lock(mutex_);
        places_ -= places;
        jobs_.push_back(std::move(queued));
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
        auto [job, asker] = std::move(jobs_.front());
        jobs_.pop_front();
        give_back(asker);
        queued_.store(static_cast<std::int64_t>(jobs_.size()), std::memory_order_relaxed);
        lock.unlock();
        job();
        job = nullptr;  // what it holds is let go before others wait for the lock
        lock.lock();
    }
}

}  // namespace favilla::net
