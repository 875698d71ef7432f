// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/own_memory.h — what this process holds of the machine's memory, for tests of what is given back.
#pragma once
#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include <malloc.h>
#include <unistd.h>

namespace favilla::test {

// Sanitizers bring allocators of their own, which keep what is freed in order to see who uses it.
#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
constexpr bool is_allocator_of_glibc = true;
#else
constexpr bool is_allocator_of_glibc = false;
#endif

inline std::size_t resident_bytes()
{
    std::size_t size = 0, resident = 0;
    std::ifstream{"/proc/self/statm"} >> size >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// What the program asked for and has not freed.
inline std::size_t held_bytes()
{
    auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

// Takes so many kilobytes in small pieces and frees all but the last, which is returned: what lies below it the allocator keeps.
inline std::string hold_and_free(std::size_t kilobytes)
{
    std::vector<std::string> pieces;
    for (std::size_t n = 0; n < kilobytes; ++n) pieces.emplace_back(1000, 'p');
    return std::move(pieces.back());
}

}  // namespace favilla::test
