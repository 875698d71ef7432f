// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/live_visitors.h — who looks at a site now: visitors who looked at a page of it in the last five minutes, and at which. In memory,
// under a key of the day. A page is named where five people or more are on it; the others are one number. Where several processes serve
// one database they tell each other (analytics/live_sharing.h).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"

namespace favilla::analytics {

inline constexpr Duration live_span = minutes(5);
inline constexpr std::int64_t least_on_a_page = 5;
inline constexpr std::size_t most_live_pages = 10;
inline constexpr std::size_t most_live_visitors = 20'000;  // of a site, told apart by one process

struct LivePage {
    std::string name;
    std::int64_t visitors = 0;
    friend bool operator==(const LivePage&, const LivePage&) = default;
};

struct LiveVisits {
    std::int64_t visitors = 0;
    std::vector<LivePage> pages;  // most visitors first
    std::int64_t elsewhere = 0;   // visitors on pages that are not named
    bool is_complete = true;      // false: there are more than are told apart
};

struct LiveVisitor {
    std::uint64_t visitor = 0;  // a key of them (analytics/visitor_key.h)
    std::string page;
    Time at;
};

// Of how many are on each page: what may be told of it.
LiveVisits told_of(std::vector<LivePage>);

class LiveVisitors {
public:
    explicit LiveVisitors(std::size_t most = most_live_visitors) : most_(most) {}

    void note(std::uint64_t visitor, std::string_view page, Time now);
    LiveVisits now(Time now);
    std::vector<LiveVisitor> seen_since(Time) const;
    void forget() { seen_.clear(); }

private:
    struct Seen {
        Time at;
        std::string page;
    };
    void forget_before(Time);

    std::size_t most_;
    Time turned_away_{};  // when one more came than are told apart
    Time made_room_{};    // when those were last looked for who are here no longer
    std::unordered_map<std::uint64_t, Seen> seen_;
};

}  // namespace favilla::analytics
