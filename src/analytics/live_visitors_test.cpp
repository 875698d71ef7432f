// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/live_visitors.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr Time noon{1'780'142'400'000};

}  // namespace

TEST_CASE("who looked within five minutes is there, on the page they looked at last")
{
    LiveVisitors live;
    for (std::uint64_t visitor = 0; visitor < 6; ++visitor) live.note(visitor, "/", noon);
    for (std::uint64_t visitor = 0; visitor < 6; ++visitor) live.note(visitor, "/shop", noon + minutes(2));
    live.note(6, "/", noon + minutes(4));
    auto seen = live.now(noon + minutes(4));
    CHECK(seen.visitors == 7);
    CHECK(seen.pages == std::vector<LivePage>{{"/shop", 6}});
    CHECK(seen.elsewhere == 1);
    CHECK(seen.is_complete);
    seen = live.now(noon + minutes(7));
    CHECK(seen.visitors == 1);
    CHECK(live.now(noon + minutes(9)).visitors == 0);
}

TEST_CASE("where fewer than five are on a page it is not named")
{
    LiveVisitors live;
    for (std::uint64_t visitor = 0; visitor < 4; ++visitor) live.note(visitor, "/four", noon);
    CHECK(live.now(noon).pages.empty());
    CHECK(live.now(noon).elsewhere == 4);
    live.note(4, "/four", noon);
    CHECK(live.now(noon).pages == std::vector<LivePage>{{"/four", 5}});
    // Who goes on to another page is one less here, so that nobody is followed from page to page.
    live.note(4, "/one", noon);
    CHECK(live.now(noon).pages.empty());
    CHECK(live.now(noon).visitors == 5);
}

TEST_CASE("the first pages are named in order, the others are one number")
{
    LiveVisitors live;
    std::uint64_t visitor = 0;
    for (int page = 0; page < 14; ++page)
        for (int n = 0; n < 5 + page % 3; ++n) live.note(visitor++, "/" + std::to_string(page), noon);
    auto seen = live.now(noon);
    CHECK(seen.pages.size() == most_live_pages);
    CHECK(seen.pages.front() == LivePage{"/11", 7});
    auto sum = seen.elsewhere;
    for (const auto& page : seen.pages) sum += page.visitors;
    CHECK(sum == seen.visitors);
}

TEST_CASE("memory is bounded, and it is said when there are more")
{
    LiveVisitors live{10};
    for (std::uint64_t visitor = 0; visitor < 30; ++visitor) live.note(visitor, "/", noon);
    CHECK(live.now(noon).visitors == 10);
    CHECK_FALSE(live.now(noon).is_complete);
    // Who is gone makes room.
    live.note(40, "/", noon + minutes(6));
    CHECK(live.now(noon + minutes(6)).visitors == 1);
    CHECK(live.now(noon + minutes(6)).is_complete);
    live.forget();
    CHECK(live.now(noon + minutes(6)).visitors == 0);
}

TEST_CASE("where no more are told apart, room is looked for once a second")
{
    LiveVisitors live{1};
    live.note(1, "/", noon);
    auto gone = noon + live_span;
    live.note(2, "/", gone - milliseconds(500));
    live.note(3, "/", gone + milliseconds(400));
    CHECK(live.seen_since(gone).empty());
    live.note(3, "/", gone + milliseconds(500));
    CHECK(live.seen_since(gone).size() == 1);
}
