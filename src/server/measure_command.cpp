// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "conversations/tree_file.h"
#include "server/commands.h"

namespace favilla::server {

namespace {

Result<std::string> read_all(const std::string& file)
{
    if (file == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    std::ifstream in{file, std::ios::binary};
    if (!in) return refuse(ErrorCode::NotFound, "command.no_file", {{"file", file}, {"reason", std::strerror(errno)}});
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

CommandOutcome measure(const MeasureCommand& command, const CommandTools& tools)
{
    auto text = read_all(command.file);
    if (!text) return refused(tools, text.error());
    auto table = conversations::measure_file(*text);
    if (!table) return {1, {}, command.file + ": " + tools.locale.text(tools.language, table.error()) + "\n"};
    return {0, std::move(*table), {}};
}

}  // namespace favilla::server
