// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/told_inviters.h — who brought people in whose votes are left out of a poll by now is told so, once of each poll: without a name,
// and not before anything is said publicly.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "integrity/findings.h"

namespace favilla::integrity {

// Of those with a label that rests on invitations (I) too. Called where a label is published.
void tell_inviters(db::Transaction&, DomainId, FindingId, Time now);

}  // namespace favilla::integrity
