// SPDX-License-Identifier: AGPL-3.0-or-later
// db/migrations.h — the schema goes forward only, a numbered file at a time, each in its own transaction:
// a run that was cut short goes on where it stopped.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded_files.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::db {

struct Migration {
    int number;
    std::string_view name;  // "0001_jobs"
    std::string_view sql;
};

// Those among the embedded files named migrations/NNNN_topic.sql, by number.
std::vector<Migration> migrations_in(std::span<const EmbeddedFile>);

// The number of the newest migration applied; 0 for an empty database.
int schema_number(Database&);

// Applies what is missing and returns the names applied. Refuses: Unsupported "schema.newer" when the data was
// written by a newer program, Conflict "schema.changed" when an applied migration's text differs; then nothing is touched.
Result<std::vector<std::string>> migrate(Database&, std::span<const Migration>, Time now);

}  // namespace favilla::db
