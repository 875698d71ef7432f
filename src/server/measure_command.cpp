// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/tree_file.h"
#include "server/commands.h"
#include "server/whole_file.h"

namespace favilla::server {

CommandOutcome measure(const MeasureCommand& command, const CommandTools& tools)
{
    auto text = read_whole_file(command.file);
    if (!text) return wrong_file(command.file, tools, text.error());
    auto table = conversations::measure_file(*text);
    if (!table) return wrong_file(command.file, tools, table.error());
    return {0, std::move(*table), {}};
}

}  // namespace favilla::server
