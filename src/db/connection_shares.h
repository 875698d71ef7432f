// SPDX-License-Identifier: AGPL-3.0-or-later
// db/connection_shares.h — waiting for one of a few connections. Threads that have stepped back (base/precedence.h) leave a quarter of
// them to the others, so that whoever answers people does not wait until one of many jobs has ended. A connection is given back by
// the thread that took it.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/precedence.h"

namespace favilla::db {

class ConnectionShares {
public:
    explicit ConnectionShares(int connections) : most_stepped_back_(std::max(1, connections - std::max(1, connections / 4))) {}

    // Both with the lock of those connections held. Returns when `is_there` says that there is one.
    template <class IsThere>
    void take(std::unique_lock<std::mutex>& lock, IsThere is_there)
    {
        if (!has_stepped_back()) return returned_.wait(lock, is_there);
        returned_to_stepped_back_.wait(lock, [&] { return stepped_back_ < most_stepped_back_ && is_there(); });
        ++stepped_back_;
    }
    void give_back() { stepped_back_ -= has_stepped_back() ? 1 : 0; }

    void wake_one()
    {
        returned_.notify_one();
        returned_to_stepped_back_.notify_one();
    }
    void wake_all()
    {
        returned_.notify_all();
        returned_to_stepped_back_.notify_all();
    }

private:
    int most_stepped_back_;
    int stepped_back_ = 0;
    std::condition_variable returned_, returned_to_stepped_back_;
};

}  // namespace favilla::db
