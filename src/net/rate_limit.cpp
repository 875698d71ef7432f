// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/rate_limit.h"

#include <algorithm>
#include <functional>

#include "net/household.h"

namespace favilla::net {

namespace {

std::string full_key(const RateRule& rule, std::string_view key)
{
    std::string full(rule.name);
    full += '\0';
    full += key;
    return full;
}

}  // namespace

RateLimiter::RateLimiter(std::size_t max_keys) : max_keys_per_shard_(std::max<std::size_t>(1, max_keys / shard_count)) {}

RateLimiter::Shard& RateLimiter::shard_of(std::string_view key)
{
    return shards_[std::hash<std::string_view>{}(key) % shard_count];
}

const RateLimiter::Shard& RateLimiter::shard_of(std::string_view key) const
{
    return shards_[std::hash<std::string_view>{}(key) % shard_count];
}

// Walks a few keys on from where the last walk ended and drops what has expired; when the shard is full and nothing
// had, the least busy of those few goes.
void RateLimiter::make_room(Shard& shard, Time now)
{
    constexpr int steps = 8;
    auto at = shard.windows.lower_bound(shard.swept_to);
    auto least = shard.windows.end();
    for (int i = 0; i < steps && !shard.windows.empty(); ++i) {
        if (at == shard.windows.end()) at = shard.windows.begin();
        if (at->second.ends <= now.milliseconds) {
            if (least == at) least = shard.windows.end();
            at = shard.windows.erase(at);
            continue;
        }
        if (least == shard.windows.end() || at->second.count < least->second.count) least = at;
        ++at;
    }
    shard.swept_to = at == shard.windows.end() ? std::string{} : at->first;
    if (shard.windows.size() >= max_keys_per_shard_ && least != shard.windows.end()) shard.windows.erase(least);
}

RateState RateLimiter::hit(const RateRule& rule, std::string_view key, Time now)
{
    auto number = now.milliseconds / rule.window.milliseconds;
    auto full = full_key(rule, key);
    auto& shard = shard_of(full);
    std::lock_guard lock(shard.mutex);

    auto found = shard.windows.find(full);
    if (found == shard.windows.end()) {
        make_room(shard, now);
        found = shard.windows.emplace(std::move(full), Window{}).first;
        found->second.number = number;
    }
    auto& window = found->second;
    // Only a later window begins anew. When the clock went back, what was counted is carried along.
    if (number > window.number) window.count = 0;
    window.number = number;
    window.ends = (number + 1) * rule.window.milliseconds;
    window.count = std::min(window.count + 1, rule.limit + 1);
    return {.allowed = window.count <= rule.limit,
            .limit = rule.limit,
            .remaining = std::max(0, rule.limit - window.count),
            .reset = {window.ends}};
}

RateState RateLimiter::look(const RateRule& rule, std::string_view key, Time now) const
{
    auto number = now.milliseconds / rule.window.milliseconds;
    auto full = full_key(rule, key);
    const auto& shard = shard_of(full);
    std::lock_guard lock(shard.mutex);

    auto found = shard.windows.find(full);
    int count = found == shard.windows.end() || number > found->second.number ? 0 : found->second.count;
    return {.allowed = count < rule.limit,
            .limit = rule.limit,
            .remaining = std::max(0, rule.limit - count),
            .reset = {(number + 1) * rule.window.milliseconds}};
}

void RateLimiter::forget(const RateRule& rule, std::string_view key)
{
    auto full = full_key(rule, key);
    auto& shard = shard_of(full);
    std::lock_guard lock(shard.mutex);
    shard.windows.erase(full);
}

std::size_t RateLimiter::size() const
{
    std::size_t total = 0;
    for (const auto& shard : shards_) {
        std::lock_guard lock(shard.mutex);
        total += shard.windows.size();
    }
    return total;
}

std::string address_key(std::string_view ip_address)
{
    auto address = parse_address(ip_address);
    if (!address) return std::string(ip_address.substr(0, 64));
    return to_string(household_of(*address)) + (address->is_v4() ? "" : "/64");
}

}  // namespace favilla::net
