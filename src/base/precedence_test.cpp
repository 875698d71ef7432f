// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/precedence.h"

#include <thread>

#include <doctest/doctest.h>
#include <sys/resource.h>

using namespace favilla;

TEST_CASE("a thread that steps back does so alone and once")
{
    auto niceness = [] { return ::getpriority(PRIO_PROCESS, 0); };
    auto before = niceness();
    std::thread{[&] {
        CHECK_FALSE(has_stepped_back());
        step_back();
        CHECK(has_stepped_back());
        auto after = niceness();
        CHECK((after > before || before == 19));  // nothing is further back than 19
        step_back();
        CHECK(niceness() == after);
    }}.join();
    CHECK_FALSE(has_stepped_back());
    CHECK(niceness() == before);
}
