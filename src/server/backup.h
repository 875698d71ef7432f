// SPDX-License-Identifier: AGPL-3.0-or-later
// server/backup.h — a backup is a folder (or one file of it) with the database, the media and a manifest of digests,
// taken while the server works; restoring checks every digest before anything is put in place.
#pragma once
#include "server/commands.h"

namespace favilla::server {

CommandOutcome backup(const BackupCommand&, Store&, const CommandTools&);
CommandOutcome check(const CheckCommand&, Store&, const CommandTools&);
CommandOutcome migrate(Store&, const CommandTools&);

}  // namespace favilla::server
