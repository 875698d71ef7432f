// SPDX-License-Identifier: AGPL-3.0-or-later
// social/past_posting.h — one post of an archive becomes one of its owner's past. For social/ alone.
#pragma once
#include "social/past_imports.h"
#include "social/posting.h"

namespace favilla::social {

// Counts it in the import. Refuses Invalid, with the reason why it is left out.
Result<StatusId> bring_past_in(db::Transaction&, PastImport&, const Writer&, const PastWords&, Time now);

}  // namespace favilla::social
