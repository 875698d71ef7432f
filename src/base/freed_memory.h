// SPDX-License-Identifier: AGPL-3.0-or-later
// base/freed_memory.h — what was freed, and what the allocator keeps of it for the next time. After work that is done once a night that is
// most of what a server holds while nobody asks anything.
#pragma once
#include <chrono>

namespace favilla {

// Back to the system: glibc's malloc_trim(3), a few milliseconds; another allocator decides by itself.
void give_back_freed_memory();

// What the calling thread has had of the processor so far.
std::chrono::nanoseconds processor_time();

}  // namespace favilla
