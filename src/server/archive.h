// SPDX-License-Identifier: AGPL-3.0-or-later
// server/archive.h — a backup in one file: a POSIX tar (IEEE Std 1003.1, pax interchange's ustar header) of a folder's
// regular files, read back without trusting the names in it.
#pragma once
#include <string>

#include "base/result.h"

namespace favilla::server {

// Refuses: Unavailable "backup.io" (file, reason). An interrupted run leaves no file of that name.
Result<void> pack_folder(const std::string& folder, const std::string& archive_file);

// Refuses: Invalid "backup.not_archive" (file), Unavailable "backup.io". Names that leave the folder are refused.
Result<void> unpack_archive(const std::string& archive_file, const std::string& folder);

}  // namespace favilla::server
