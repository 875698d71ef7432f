// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/arrive.h — an organisation comes to an installation that serves others, from a file that `favilla domain export` wrote: in one
// transaction, on either engine. What both know (people and posts of other servers, and what was known here of the organisation itself) is one
// row afterwards, under the number it has here; everything else keeps its number where that is free (docs/decisions/0069-moving-in.md).
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "db/database.h"
#include "moving/reseal.h"

namespace favilla::moving {

struct Arrival {
    db::Database& source;  // the export's, of the same schema, which nobody writes
    BoxKeys keys;          // of the file, and of the installation
    Time now;
};

// Before anything is laid down. Refuses as arrive() does what there can be only one of.
Result<void> may_come(db::Database& target, db::Database& source);

// In the export itself: what was under way there, and would wait for nobody where it arrives.
void settle(db::Transaction& source);

struct Arrived {
    std::vector<std::string> domains;
    std::int64_t people = 0, statuses = 0;  // the organisation's own
    std::int64_t known = 0;                 // accounts and posts that were here already
};

// Refuses, with nothing changed: Conflict "moving.domain_here" (domain), "moving.taken" (what, name), "moving.collides" (table, count).
Result<Arrived> arrive(db::Database& target, const Arrival&);

}  // namespace favilla::moving
