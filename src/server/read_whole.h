// SPDX-License-Identifier: AGPL-3.0-or-later
// server/read_whole.h — a file named on the command line.
#pragma once
#include <string>

#include "base/result.h"

namespace favilla::server {

// "-" is standard input. Refuses: NotFound "command.no_file".
Result<std::string> read_whole(const std::string& file);

}  // namespace favilla::server
