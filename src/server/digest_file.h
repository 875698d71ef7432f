// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string>

#include "base/result.h"

namespace favilla::server {

// In lower-case hexadecimal. Refuses: Unavailable "backup.io" (file, reason).
Result<std::string> sha256_of_file(const std::string& file);

}  // namespace favilla::server
