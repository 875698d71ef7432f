// SPDX-License-Identifier: AGPL-3.0-or-later
// server/whole_file.h — what a file holds, or standard input.
#pragma once
#include <string>

#include "base/result.h"

namespace favilla::server {

// "-" is standard input. Refuses: NotFound "command.no_file" (file, reason).
Result<std::string> read_whole_file(const std::string& file);

}  // namespace favilla::server
