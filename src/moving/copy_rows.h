// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/copy_rows.h — all rows of a PostgreSQL database as they stand at one moment, into a SQLite file of the same schema.
#pragma once
#include "db/database.h"

namespace favilla::moving {

// `target` is migrated and empty. What search has read in is left out.
void copy_rows(db::Database& postgresql, db::Database& target);

}  // namespace favilla::moving
