// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/read_whole.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace favilla::server {

Result<std::string> read_whole(const std::string& file)
{
    if (file == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad() || !in.is_open())
        return refuse(ErrorCode::NotFound, "command.no_file", {{"file", file}, {"reason", std::strerror(errno)}});
    return text;
}

}  // namespace favilla::server
