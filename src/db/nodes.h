// SPDX-License-Identifier: AGPL-3.0-or-later
// db/nodes.h — the processes that work on one database, each known by the node number in the ids it hands out (base/ids.h).
#pragma once
#include <vector>

#include "db/database.h"

namespace favilla::db {

// Those alive now, the asking one among them: who holds the lock of a number on PostgreSQL (an ended process loses its own with its
// connection); on SQLite the one there can be, number 0.
std::vector<std::int64_t> nodes_at_work(Reader&);

inline constexpr std::int64_t node_locks = 0x0fa5111a00;  // ours among the advisory locks of a PostgreSQL database; + node

}  // namespace favilla::db
