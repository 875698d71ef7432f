// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/stored_soon.h"

#include <chrono>

namespace favilla::analytics {

void StoredSoon::start(Acts acts)
{
    acts_ = std::move(acts);
    thread_ = std::thread{[this] { loop(); }};
}

void StoredSoon::ring()
{
    if (has_news_.exchange(true)) return;
    {
        std::lock_guard lock{mutex_};
    }  // between the look at the news and the sleep there is no ringing
    rung_.notify_all();
}

void StoredSoon::loop()
{
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        if (!rung_.wait_for(lock, std::chrono::minutes{1}, [&] { return has_news_ || stopping_; })) {
            lock.unlock();
            acts_.quiet();
            lock.lock();
            continue;
        }
        rung_.wait_for(lock, std::chrono::seconds{1}, [&] { return stopping_; });
        if (stopping_) return;
        has_news_ = false;
        lock.unlock();
        try {
            acts_.store();
        } catch (const std::exception& failure) {
            acts_.complain(failure.what());
        }
        lock.lock();
    }
}

void StoredSoon::stop()
{
    {
        std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    rung_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace favilla::analytics
