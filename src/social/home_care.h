// SPDX-License-Identifier: AGPL-3.0-or-later
// social/home_care.h — the standing work behind timelines: deliveries to the many, homes pruned and closed, polls
// that end. Registered once, by server/.
#pragma once
#include <optional>

#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"

namespace favilla::social {

void add_timeline_work(jobs::Workers&, db::Database&, Clock);

inline constexpr std::size_t homes_tended_at_once = 100;
// A slice of the homes behind this one: cut to their length, closed after a long absence. Where to go on, or none.
std::optional<AccountId> tend_homes(db::Transaction&, AccountId after, Time now);
std::optional<ListId> tend_lists(db::Transaction&, ListId after);

}  // namespace favilla::social
