// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visit_sites.h — the sites that an organisation wants counted by their own pages. Who is not named here is not listened to: a line on
// somebody else's page counts nothing. One host is counted for one organisation of an installation.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::analytics {

using VisitSiteId = Id<struct VisitSiteTag>;

struct VisitSite {
    VisitSiteId id;
    std::string host;                                 // in its normal form
    std::string time_zone;                            // whose days and hours are counted by
    std::optional<Time> beacon_since;                 // none: only logs told of it
    std::optional<std::int64_t> first_day, last_day;  // that something is kept of
};

inline constexpr int most_visit_sites = 100;  // of an organisation

std::vector<VisitSite> visit_sites(db::Reader&, DomainId);
std::optional<VisitSite> find_visit_site(db::Reader&, DomainId, std::string_view host);
// All that are listened to, whosever they are.
std::vector<VisitSite> listened_sites(db::Reader&);

// Naming one again changes its zone, for the days to come. Refuses: Invalid "visits.host_unreadable", "visits.time_zone_unknown",
// "visits.too_many_sites"; Conflict "visits.site_taken".
Result<VisitSite> name_visit_site(db::Transaction&, DomainId, std::string_view host, std::string_view time_zone, Time now);

// It is listened to no longer; with Figures::Forget what was kept of it goes, logs' figures too. Refuses NotFound.
enum class Figures { Keep, Forget };
Result<void> drop_visit_site(db::Transaction&, DomainId, std::string_view host, Figures);

// Requests for sites that nobody named, since that day (UTC), of the whole installation.
std::int64_t strangers_since(db::Reader&, std::int64_t day);

}  // namespace favilla::analytics
