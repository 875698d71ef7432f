// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/host_turns.h — whose turn it is among those who send us what has to be asked for elsewhere. A host holds a few of the
// threads that ask, never all: one that lets us wait for its answers delays what it sends itself, and nobody else.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla::activitypub {

class HostTurns {
public:
    static constexpr int at_once = 2;
    static constexpr Duration shortest_wait = seconds(1);
    static constexpr Duration longest_wait = minutes(10);

    // None: it may begin, and ends with end(). Otherwise how long it has to wait before it asks again, longer the more of the
    // same host wait, so that very many of them cost no more than a few.
    std::optional<Duration> begin(std::string_view host);
    void end(std::string_view host);

private:
    struct Turn {
        int busy = 0;
        int put_off = 0;  // since the host's last turn ended with nobody waiting
    };
    std::mutex mutex_;
    std::map<std::string, Turn, std::less<>> turns_;
};

}  // namespace favilla::activitypub
