// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/live_sharing.h"

#include <bit>

namespace favilla::analytics {

void tell_live(db::Transaction& tx, VisitSiteId site, std::int64_t day, std::span<const LiveVisitor> visitors)
{
    for (const auto& one : visitors)
        tx.run(
            "INSERT INTO live_visitors (site_id, day, visitor, page, at) SELECT id, $2, $3, $4, $5 FROM visit_sites WHERE id = $1 "
            "ON CONFLICT (site_id, day, visitor) DO UPDATE SET page = excluded.page, at = excluded.at "
            "WHERE live_visitors.at <= excluded.at",
            site, day, std::bit_cast<std::int64_t>(one.visitor), one.page, one.at);
}

bool has_told_live(db::Reader& reader, Time now)
{
    return reader.value<std::int64_t>("SELECT visitor FROM live_visitors WHERE at <= $1 LIMIT 1", now - live_span).has_value();
}

void forget_told_live(db::Transaction& tx, Time now) { tx.run("DELETE FROM live_visitors WHERE at <= $1", now - live_span); }

LiveVisits live_of_all(db::Reader& reader, VisitSiteId site, std::int64_t day, Time now)
{
    std::vector<LivePage> pages;
    for (const auto& row :
         reader.rows("SELECT page, count(*) FROM live_visitors WHERE site_id = $1 AND day = $2 AND at > $3 GROUP BY page", site,
                     day, now - live_span))
        pages.push_back({row.get<std::string>(0), row.get<std::int64_t>(1)});
    auto live = told_of(std::move(pages));
    // Each process tells so many apart: were one of them full, all of those are among these.
    live.is_complete = live.visitors < static_cast<std::int64_t>(most_live_visitors);
    return live;
}

}  // namespace favilla::analytics
