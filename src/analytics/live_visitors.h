// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/live_visitors.h — who looks at a site now: visitors who looked at a page of it in the last five minutes, and at which. In memory
// alone, under the keys by which visitors are known that day. A page is named where five people or more are on it; the others are one number.
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

class LiveVisitors {
public:
    explicit LiveVisitors(std::size_t most = 20'000) : most_(most) {}

    void note(std::uint64_t visitor, std::string_view page, Time now);
    LiveVisits now(Time now);
    void forget() { seen_.clear(); }

private:
    struct Seen {
        Time at;
        std::string page;
    };
    void forget_before(Time);

    std::size_t most_;
    Time turned_away_{};  // when one more came than are told apart
    std::unordered_map<std::uint64_t, Seen> seen_;
};

}  // namespace favilla::analytics
