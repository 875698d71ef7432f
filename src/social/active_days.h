// SPDX-License-Identifier: AGPL-3.0-or-later
// social/active_days.h — on which days people were here, and nothing of what they did. A day is one of UTC; it is noted once.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

inline constexpr std::int64_t active_days_kept = 400;  // a year, and the month before it

// Of who signs in here; of anybody else nothing is noted.
void note_active_day(db::Transaction&, AccountId, Time now);
void forget_active_days(db::Transaction&, Time now);  // of long ago
void forget_active_days_of(db::Transaction&, AccountId);

}  // namespace favilla::social
