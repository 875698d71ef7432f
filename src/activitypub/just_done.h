// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/just_done.h — activities that were done and whose job is not closed yet. That they were seen is written down with the
// job's end, which is that of several jobs: what comes a second time meanwhile (to the shared inbox and to one's own) is known here.
#pragma once
#include <mutex>
#include <string>
#include <unordered_set>

namespace favilla::activitypub {

class JustDone {
public:
    void add(std::string activity)
    {
        std::lock_guard lock{mutex_};
        activities_.insert(std::move(activity));
    }
    void remove(const std::string& activity)
    {
        std::lock_guard lock{mutex_};
        activities_.erase(activity);
    }
    bool holds(const std::string& activity)
    {
        std::lock_guard lock{mutex_};
        return activities_.contains(activity);
    }

private:
    std::mutex mutex_;
    std::unordered_set<std::string> activities_;
};

}  // namespace favilla::activitypub
