// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/growth.h — how the circle around an organisation, or one of its pages, grows week by week: members, who follows and from where,
// who has posts sent or reads feeds, invitations, and who of those that came is still there. Numbers of people, and nobody by name.
// Weeks begin on Monday, in UTC. docs/methods/growth.en.md.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analytics/retention.h"
#include "base/ids.h"
#include "db/database.h"

namespace favilla::analytics {

inline constexpr std::int64_t least_weeks = 1, most_weeks = 104;
inline constexpr std::int64_t most_cohorts = 26;
inline constexpr std::int64_t least_followers_of_server = 5;  // of fewer, a server is not told apart
inline constexpr int most_servers = 20;
inline constexpr std::int64_t least_cohort_told = 5;  // of fewer who came in a week, nobody is told who stayed

struct Joined {  // of people who are still there
    std::int64_t all = 0, authentic = 0;
};
struct GrowthWeek {
    std::int64_t first_day = 0;  // its Monday, since 1970-01-01
    // Who came in it.
    Joined members, followers_here, followers_elsewhere;
    std::int64_t mail = 0;         // addresses that were confirmed
    std::int64_t invited = 0;      // members who came by an invitation
    std::int64_t invitations = 0;  // made
    // The best day of the week, since nobody is recognised on another; and for how many more those that fetch for others said they do.
    std::int64_t feed_readers = 0, feed_told = 0;
    // Members who were here in it, and in the four weeks that end with it; none: nothing is known any more of these days.
    std::optional<std::int64_t> active_week, active_month;
};

struct GrowthTotals {  // at the end of the weeks that are told
    Joined members, followers_here, followers_elsewhere;
    std::int64_t mail = 0;
};
struct ServerFollowers {
    std::string host;
    std::int64_t followers = 0;
};

struct Growth {
    std::vector<GrowthWeek> weeks;         // one behind the other, without a gap; the last may not be over
    GrowthTotals before, totals;           // before the first of them; after the last
    std::vector<ServerFollowers> servers;  // the most first; those of few together, last, under an empty name
    std::vector<Cohort> cohorts;           // of the house alone, by week
};

// Of the house, or of a page of it: then members and those who are invited are not told. `weeks` from least_weeks to most_weeks,
// the last being that of `today`; `known_from` as in measure_house.
Growth growth_of(db::Reader&, DomainId, std::optional<AccountId> page, std::int64_t weeks, std::int64_t today,
                 std::int64_t known_from);

// Of these weeks members and followers alone, of the whole house.
std::vector<GrowthWeek> newcomers_of(db::Reader&, DomainId, std::int64_t weeks, std::int64_t today);

}  // namespace favilla::analytics
