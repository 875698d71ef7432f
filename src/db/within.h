// SPDX-License-Identifier: AGPL-3.0-or-later
// db/within.h — doing in one transaction what reads and writes through the database piece by piece. Each piece is a part of the
// transaction then: it sees what those before it wrote, a write that refuses is undone alone, and what is to follow a commit follows
// that of the whole.
#pragma once
#include <functional>

#include "db/database.h"

namespace favilla::db {

// SQLite offers it, whose writes have a thread of their own. On PostgreSQL, where other processes write as well, each piece stays a
// transaction that is run again by itself (docs/decisions/0080).
class WorksWithin {
public:
    virtual ~WorksWithin() = default;
    // What `act` does through the database, on this thread and until it returns. When it throws, all of that is undone, and the
    // transaction goes on. It may be run more than once, as the body of a write may.
    virtual void within(Transaction&, const std::function<void()>& act) = 0;
};

// Null where the engine does not offer it.
inline WorksWithin* works_within(Database& database) { return dynamic_cast<WorksWithin*>(&database); }

}  // namespace favilla::db
