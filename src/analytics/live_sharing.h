// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/live_sharing.h — who is on a site now, told to each other by the processes that serve one database: rows of minutes, by the key of the
// site's day that all of them know (analytics/day_keys.h).
#pragma once
#include <span>

#include "analytics/live_visitors.h"
#include "analytics/visit_sites.h"
#include "db/database.h"

namespace favilla::analytics {

void tell_live(db::Transaction&, VisitSiteId, std::int64_t day, std::span<const LiveVisitor>);
// What is older than is told.
bool has_told_live(db::Reader&, Time now);
void forget_told_live(db::Transaction&, Time now);
// Of all processes, on the site's day.
LiveVisits live_of_all(db::Reader&, VisitSiteId, std::int64_t day, Time now);

}  // namespace favilla::analytics
