// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/whole_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace favilla::server {

Result<std::string> read_whole_file(const std::string& file)
{
    if (file == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    auto refused = [&](int reason) {
        return refuse(ErrorCode::NotFound, "command.no_file", {{"file", file}, {"reason", std::strerror(reason)}});
    };
    // A folder opens like a file, and reads as an empty one.
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) return refused(EISDIR);
    std::ifstream in{file, std::ios::binary};
    if (!in) return refused(errno);
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace favilla::server
