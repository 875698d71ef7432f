// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/freed_memory.h"

#include <cstdlib>
#include <ctime>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace favilla {

void give_back_freed_memory()
{
#ifdef __GLIBC__
    (void)::malloc_trim(0);
#endif
}

std::chrono::nanoseconds processor_time()
{
    ::timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

}  // namespace favilla
