// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/host_turns.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::activitypub;

TEST_CASE("slow-loris-out: a host has a few turns at once, and another host's are its own")
{
    HostTurns turns;
    for (int n = 0; n < HostTurns::at_once; ++n) CHECK_FALSE(turns.begin("slow.example"));
    CHECK(turns.begin("slow.example") == HostTurns::shortest_wait);
    CHECK_FALSE(turns.begin("well.example"));
    turns.end("slow.example");
    CHECK_FALSE(turns.begin("slow.example"));
}

TEST_CASE("inbox-flood: the more of one host wait, the later each asks again, up to a bound")
{
    HostTurns turns;
    for (int n = 0; n < HostTurns::at_once; ++n) (void)turns.begin("slow.example");
    Duration last;
    for (int n = 0; n < 10'000; ++n) {
        auto wait = turns.begin("slow.example");
        REQUIRE(wait);
        CHECK(*wait >= last);
        last = *wait;
    }
    CHECK(last == HostTurns::longest_wait);
    for (int n = 0; n < HostTurns::at_once; ++n) turns.end("slow.example");
    CHECK_FALSE(turns.begin("slow.example"));  // and nothing is held against it afterwards
}
