// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/reindex.h"

#include "social/search_index.h"

namespace favilla::server {

// A batch a transaction, so that a server that works meanwhile waits for none of them long.
CommandOutcome reindex(Store& store, const CommandTools& tools)
{
    store.database->write([](db::Transaction& tx) { social::begin_reindexing(tx); });
    while (store.database->write([](db::Transaction& tx) { return social::index_remaining(tx); })) {}
    return {0, tools.locale.text(tools.language, "reindex.done") + "\n", {}};
}

}  // namespace favilla::server
