// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/freed_memory.h"

#include <thread>

#include <doctest/doctest.h>

#include "support/own_memory.h"

using namespace favilla;

TEST_CASE("what a thread freed below what it still holds goes back to the system" * doctest::skip(!test::is_allocator_of_glibc))
{
    std::thread{[] {
        auto before = test::resident_bytes();
        auto kept = test::hold_and_free(60'000);
        CHECK(test::resident_bytes() > before + 50'000'000);
        give_back_freed_memory();
        CHECK(test::resident_bytes() < before + 20'000'000);
        CHECK(kept.size() == 1000);
    }}.join();
}

TEST_CASE("the processor's time is the thread's own, and does not pass while it waits")
{
    auto before = processor_time();
    std::thread{[] {
        while (processor_time() < std::chrono::milliseconds{50}) {}
    }}.join();
    CHECK(processor_time() - before < std::chrono::milliseconds{50});
}
