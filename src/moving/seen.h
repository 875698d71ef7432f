// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/seen.h — which posts go along: all that the organisation's accounts wrote, and of others what somebody of it may see
// (docs/visibility.md) and has to do with: whom they follow, who names them, what they marked, what stands in one conversation with theirs.
#pragma once
#include "db/database.h"

namespace favilla::moving {

// Fills the sets that the rules speak of, as tables of this connection, from the database that is attached as `source`. `kept_domains` is
// there already.
void choose_statuses(db::Transaction&);

}  // namespace favilla::moving
