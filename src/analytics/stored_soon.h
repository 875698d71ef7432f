// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/stored_soon.h — a thread that has what is counted in memory stored within a second of the first that is not: what comes in that
// second is stored together.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

namespace favilla::analytics {

class StoredSoon {
public:
    struct Acts {
        std::function<void()> store;  // what it throws goes to `complain`
        std::function<void()> quiet;  // a minute in which nobody came: a day ends then as well
        std::function<void(std::string_view error)> complain;
    };
    StoredSoon() = default;
    ~StoredSoon() { stop(); }
    StoredSoon(const StoredSoon&) = delete;
    StoredSoon& operator=(const StoredSoon&) = delete;

    void start(Acts);
    void ring();  // something was counted
    void stop();  // stores nothing

private:
    void loop();

    Acts acts_;
    std::atomic<bool> has_news_ = false;
    std::mutex mutex_;
    bool stopping_ = false;
    std::condition_variable rung_;
    std::thread thread_;
};

}  // namespace favilla::analytics
