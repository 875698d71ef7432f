// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <malloc.h>

#include "server/commands.h"

int main(int argc, char** argv)
{
    // An answer is built in some hundred kilobytes. Giving them back to the kernel after each one, as the allocator does
    // unless told otherwise, costs a third of a timeline's time in page faults.
    mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024);
    mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024);
    mallopt(M_TOP_PAD, 1024 * 1024);
    try {
        return favilla::server::run_program(std::vector<std::string>{argv + 1, argv + argc});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "favilla: %s\n", failure.what());
        return 1;
    }
}
