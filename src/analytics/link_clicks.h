// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/link_clicks.h — how often short links are followed, counted by the steps that visits are counted by (analytics/ingest.h), in memory,
// and stored within a second: a process that is killed loses that second. No address and no program leave this memory: who follows a link is known by a
// key of a day of UTC (analytics/day_keys.h), which is forgotten with it, and as another one for each link; all processes of the database, and one that
// begins anew, know them as the same.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "analytics/day_keys.h"
#include "analytics/short_links.h"
#include "analytics/stored_soon.h"
#include "base/crypto.h"
#include "net/rate_limit.h"

namespace favilla::analytics {

struct LinkClick {
    ShortLinkId link;
    std::string_view method;   // in capitals
    std::string_view address;  // forgotten with the call
    std::string_view agent;    // likewise
    std::string_view purpose;  // Sec-Purpose
    bool is_unwanted = false;  // Do-Not-Track or Global Privacy Control was said
    bool is_own = false;       // by whose link it is
};

struct LinkClickLimits {
    net::RateRule clicks{"link_clicks", 120, minutes(5)};  // of one address (of IPv6: a /64)
    std::size_t people = 400'000;                          // told apart on a day; beyond, clicks are counted alone
};

class LinkClicks {
public:
    // Without keys they are its own, and nobody else knows whom it has seen.
    LinkClicks(db::Database&, Random, Clock, LinkClickLimits = {}, std::optional<DayKeys> = {});
    LinkClicks(const LinkClicks&) = delete;
    LinkClicks& operator=(const LinkClicks&) = delete;

    void take(const LinkClick&);  // quick, and waits for nothing but its like

    // Writes what was counted. When that cannot be written it stays counted, and the failure is thrown.
    void store();
    // Has a thread store within a second of the first click that is not stored; what it fails by goes to `complain`.
    void start(std::function<void(std::string_view error)> complain);
    void stop();  // and stores

private:
    struct Counted {
        std::int64_t clicks = 0;
        std::set<std::uint64_t> people;  // by the key of the day
        std::map<std::string, std::int64_t, std::less<>> dropped;
    };
    using Pending = std::map<std::pair<ShortLinkId, std::int64_t>, Counted>;
    std::string_view reason_against(const LinkClick&, Time now);  // empty: it counts
    void begin_day(std::int64_t day);
    void share_keys();  // those that will be asked for within the hour

    db::Database& database_;
    Random random_;
    Clock clock_;
    LinkClickLimits limits_;
    DayKeys keys_;
    net::RateLimiter limiter_;

    std::mutex mutex_;  // of all that follows
    std::int64_t day_ = -1;
    std::string address_key_;  // of the day, under which addresses are counted
    KnownDayKeys by_day_;      // under which people are told apart
    std::unordered_set<std::uint64_t> met_;
    Pending counted_;

    std::mutex storing_;  // one stores at a time
    Pending pending_;     // could not be stored yet
    PastDays past_days_{has_past_click_days, forget_past_click_days};

    StoredSoon keeper_;  // last: it ends before what it stores
};

}  // namespace favilla::analytics
