// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "server/commands.h"

int main(int argc, char** argv)
{
    try {
        return favilla::server::run_program(std::vector<std::string>{argv + 1, argv + argc});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "favilla: %s\n", failure.what());
        return 1;
    }
}
