// SPDX-License-Identifier: AGPL-3.0-or-later
// server/backup.h — a backup is a folder (or one file of it) with the database, the media and a manifest of digests,
// taken while the server works; restoring checks every digest before anything is put in place.
#pragma once
#include <filesystem>
#include <functional>

#include "server/commands.h"
#include "social/media.h"

namespace favilla::server {

struct FilledBackup {
    int schema = 0;
    social::FileTotal in_bucket = {};  // media that are left there
};
// A folder that `fill` fills, then its digests; one file of it where the target ends with ".tar". Refuses as `fill`, and Conflict
// "backup.target_exists", Unavailable "backup.io".
using FillBackup = std::function<Result<FilledBackup>(const std::filesystem::path& folder)>;
Result<void> write_backup(const std::string& target, const FillBackup&, Time now);
// Lays what is in a backup into a folder that is there, and looks at every digest. Refuses Invalid "backup.no_manifest", "backup.damaged",
// "backup.not_archive", Unavailable "backup.io".
Result<void> take_out_backup(const std::string& source, const std::filesystem::path& folder);
inline constexpr const char* backup_database = "favilla.sqlite3";
inline constexpr const char* backup_secret = "secret.key";  // what is sealed in the database opens with it alone

CommandOutcome backup(const BackupCommand&, Store&, const CommandTools&);
CommandOutcome check(const CheckCommand&, Store&, const CommandTools&);
CommandOutcome migrate(Store&, const CommandTools&);

}  // namespace favilla::server
