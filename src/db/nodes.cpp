// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/nodes.h"

namespace favilla::db {

std::vector<std::int64_t> nodes_at_work(Reader& reader)
{
    if (reader.engine() == Engine::Sqlite) return {0};
    // pg_locks shows a key of 64 bits as two halves, and as `objsubid` 1.
    std::vector<std::int64_t> nodes;
    for (const auto& row :
         reader.rows("SELECT objid::bigint - $2 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
                     "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
                     "AND classid::bigint = $1 AND objid::bigint > $2 AND objid::bigint <= $2 + $3",
                     node_locks >> 32, node_locks & 0xffffffff, id_node_mask))
        nodes.push_back(row.get<std::int64_t>(0));
    return nodes;
}

}  // namespace favilla::db
