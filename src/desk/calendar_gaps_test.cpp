// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar_gaps.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::desk;

namespace {

Time at(std::int64_t hour) { return Time{} + hours(1000 + hour); }

}  // namespace

TEST_CASE("the usual pause is the median of a page's own, and with fewer than eight there is none")
{
    std::vector<Time> out;
    for (auto hour : {0, 24, 48, 60, 84, 108, 132, 300}) out.push_back(at(hour));  // seven pauses
    CHECK_FALSE(usual_pause(out));
    out.push_back(at(310));  // 10, 12, 24 × 5, 168
    CHECK(usual_pause(out) == hours(24));
    std::ranges::reverse(out);
    CHECK(usual_pause(out) == hours(24));
    out.push_back(at(316));
    CHECK(usual_pause(out) == hours(24));
}

TEST_CASE("what lies between posts is seen, the first and the last stretch too")
{
    std::vector<Time> posts{at(30), at(10), at(10), at(99)};
    auto found = stretches(posts, at(0), at(50));
    REQUIRE(found.size() == 3);
    CHECK(found[0] == Gap{at(0), at(10)});
    CHECK(found[1] == Gap{at(10), at(30)});
    CHECK(found[2] == Gap{at(30), at(50)});
    CHECK(longest(found) == Gap{at(10), at(30)});  // the first of two that are as long
    CHECK(stretches({}, at(0), at(5)) == std::vector<Gap>{{at(0), at(5)}});
    CHECK(stretches({}, at(5), at(5)).empty());
    CHECK_FALSE(longest({}));
}

TEST_CASE("a gap is more than twice the usual pause, not as much")
{
    std::vector<Time> posts{at(48), at(97)};
    auto found = stretches(posts, at(0), at(120));
    CHECK(gaps_seen(found, hours(24)) == std::vector<Gap>{{at(48), at(97)}});
    CHECK(gaps_seen(found, hours(25)).empty());
}
