// SPDX-License-Identifier: AGPL-3.0-or-later
// db/connection_pool.h — a few connections to an engine for many threads, each opened when it is first needed and then kept. Threads that have
// stepped back (base/precedence.h) leave a quarter of them to the others, so that whoever answers people does not wait until one of many
// jobs has ended. For the two engines alone.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/precedence.h"

namespace favilla::db {

template <class Session>
class ConnectionPool {
public:
    ConnectionPool(int most, std::function<std::unique_ptr<Session>()> open)
        : most_(most), most_stepped_back_(std::max(1, most - std::max(1, most / 4))), open_(std::move(open))
    {}

    // Waits for one. At its end it leaves the transaction, if there is one, and gives the connection back, whatever happened, on the thread
    // that took it.
    class Borrowed {
    public:
        explicit Borrowed(ConnectionPool& owner) : owner_(owner), session_(owner.take()) {}
        ~Borrowed()
        {
            session_->roll_back();
            owner_.give_back(std::move(session_));
        }
        Borrowed(const Borrowed&) = delete;
        Borrowed& operator=(const Borrowed&) = delete;
        Session& operator*() const { return *session_; }

    private:
        ConnectionPool& owner_;
        std::unique_ptr<Session> session_;
    };

    // While `act` does something to those that nobody has, nobody gets one.
    template <class Act>
    void for_each_idle(Act act)
    {
        std::lock_guard lock{mutex_};
        for (auto& session : idle_) act(*session);
    }

private:
    std::unique_ptr<Session> take()
    {
        {
            std::unique_lock lock{mutex_};
            auto is_there = [&] { return !idle_.empty() || opened_ < most_; };
            if (has_stepped_back()) {
                returned_to_stepped_back_.wait(lock, [&] { return stepped_back_ < most_stepped_back_ && is_there(); });
                ++stepped_back_;
            } else {
                returned_.wait(lock, is_there);
            }
            if (!idle_.empty()) {
                auto session = std::move(idle_.back());
                idle_.pop_back();
                return session;
            }
            ++opened_;
        }
        try {
            return open_();
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

    // Nothing, for one that could not be opened. Where one was lost, those that lie idle are most likely gone as well: the engine was
    // restarted.
    void give_back(std::unique_ptr<Session> session)
    {
        bool lost = false;
        if constexpr (requires { session->lost(); }) lost = session && session->lost();
        {
            std::lock_guard lock{mutex_};
            if (lost) opened_ -= static_cast<int>(std::exchange(idle_, {}).size());
            if (lost || !session)
                --opened_;
            else
                idle_.push_back(std::move(session));
            if (has_stepped_back()) --stepped_back_;
        }
        if (lost) {
            returned_.notify_all();
            returned_to_stepped_back_.notify_all();
        } else {
            returned_.notify_one();
            returned_to_stepped_back_.notify_one();
        }
    }

    int most_, most_stepped_back_;
    std::function<std::unique_ptr<Session>()> open_;
    std::mutex mutex_;
    std::condition_variable returned_, returned_to_stepped_back_;
    std::vector<std::unique_ptr<Session>> idle_;
    int opened_ = 0;
    int stepped_back_ = 0;  // of those that are borrowed
};

}  // namespace favilla::db
