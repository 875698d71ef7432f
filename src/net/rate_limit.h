// SPDX-License-Identifier: AGPL-3.0-or-later
// net/rate_limit.h — how often something may happen, counted in fixed windows as Mastodon does.
// Memory is bounded: when it is full, those who did least are forgotten first, so that a flood of new
// names does not free a name that has reached its limit. A clock that jumps does not open a limit.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla::net {

struct RateRule {
    std::string_view name;  // "login_address": keeps the keys of different rules apart
    int limit = 300;
    Duration window = minutes(5);
};

struct RateState {  // what X-RateLimit-Limit, -Remaining and -Reset say
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    Time reset;  // when the window ends
};

class RateLimiter {
public:
    explicit RateLimiter(std::size_t max_keys = 200'000);

    RateState hit(const RateRule&, std::string_view key, Time now);         // counts one
    RateState look(const RateRule&, std::string_view key, Time now) const;  // counts nothing
    void forget(const RateRule&, std::string_view key);                     // after a successful sign-in, say
    std::size_t size() const;

private:
    struct Window {
        std::int64_t number = 0;  // of the window, counted from 1970
        std::int64_t ends = 0;
        int count = 0;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::map<std::string, Window, std::less<>> windows;  // a tree: keys are chosen by strangers
        std::string swept_to;
    };
    static constexpr std::size_t shard_count = 16;

    Shard& shard_of(std::string_view key);
    const Shard& shard_of(std::string_view key) const;
    void make_room(Shard&, Time now);

    std::size_t max_keys_per_shard_;
    std::array<Shard, shard_count> shards_;
};

// The key of an address: IPv4 whole, IPv6 by its /64, since one household or one machine holds that many.
std::string address_key(std::string_view ip_address);

}  // namespace favilla::net
