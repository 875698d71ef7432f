// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/live_sharing.h — who is on a site now, told to each other by the processes that serve one database: rows of minutes, by a key of the
// site's day that all of them know. It is made of what stands in a table and of the installation's own key, which stands in none.
#pragma once
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analytics/live_visitors.h"
#include "analytics/visit_sites.h"
#include "base/crypto.h"
#include "base/time_zone.h"
#include "db/database.h"

namespace favilla::analytics {

class LiveKey {
public:
    explicit LiveKey(std::string_view box_key);
    // Of a day, by its salt (analytics/visitor_key.h).
    std::string of_day(std::string_view salt) const;

private:
    std::string key_;
};

// Of that site's day, made by whichever process asks first. Of a site that is no longer there, nothing.
std::optional<std::string> shared_day_key(db::Transaction&, const LiveKey&, VisitSiteId, const TimeZone&, std::int64_t day,
                                          const Random&);
void tell_live(db::Transaction&, VisitSiteId, std::int64_t day, std::span<const LiveVisitor>);
// What is older than is told, and the salts of days that are over.
void forget_told_live(db::Transaction&, Time now);
// Of all processes, on the site's day.
LiveVisits live_of_all(db::Reader&, VisitSiteId, std::int64_t day, Time now);

}  // namespace favilla::analytics
