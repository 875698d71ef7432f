// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visit_sites.h"

#include "base/time_zone.h"
#include "base/web_url.h"

namespace favilla::analytics {

namespace {

VisitSite read_site(const db::Row& row)
{
    return {.id = row.get<VisitSiteId>(0),
            .host = row.get<std::string>(1),
            .time_zone = row.get<std::string>(2),
            .beacon_since = row.get<std::optional<Time>>(3),
            .first_day = row.get<std::optional<std::int64_t>>(4),
            .last_day = row.get<std::optional<std::int64_t>>(5)};
}

// Without a port, as referrers and pages are compared.
Result<std::string> read_host(std::string_view text)
{
    auto host = normal_host(text.substr(0, 300));
    if (!host || host->find(':') != std::string::npos)
        return refuse(ErrorCode::Invalid, "visits.host_unreadable", {{"field", "host"}});
    return *host;
}

}  // namespace

std::vector<VisitSite> visit_sites(db::Reader& reader, DomainId domain)
{
    std::vector<VisitSite> sites;
    for (const auto& row : reader.rows(
             "SELECT v.id, v.host, v.time_zone, v.beacon_since, (SELECT min(day) FROM visit_slices WHERE site_id = v.id), "
             "(SELECT max(day) FROM visit_slices WHERE site_id = v.id) FROM visit_sites v WHERE v.domain_id = $1 ORDER BY v.host",
             domain))
        sites.push_back(read_site(row));
    return sites;
}

std::optional<VisitSite> find_visit_site(db::Reader& reader, DomainId domain, std::string_view host)
{
    auto row = reader.row(
        "SELECT v.id, v.host, v.time_zone, v.beacon_since, (SELECT min(day) FROM visit_slices WHERE site_id = v.id), "
        "(SELECT max(day) FROM visit_slices WHERE site_id = v.id) FROM visit_sites v WHERE v.domain_id = $1 AND v.host = $2",
        domain, host);
    return row ? std::optional{read_site(*row)} : std::nullopt;
}

std::vector<VisitSite> listened_sites(db::Reader& reader)
{
    std::vector<VisitSite> sites;
    for (const auto& row : reader.rows("SELECT id, host, time_zone, beacon_since, NULL, NULL FROM visit_sites "
                                       "WHERE beacon_since IS NOT NULL ORDER BY host"))
        sites.push_back(read_site(row));
    return sites;
}

Result<VisitSite> name_visit_site(db::Transaction& tx, DomainId domain, std::string_view text, std::string_view time_zone,
                                  Time now)
{
    TRY(auto host, read_host(text));
    if (!TimeZone::find(time_zone)) return refuse(ErrorCode::Invalid, "visits.time_zone_unknown", {{"field", "time_zone"}});
    if (tx.value<VisitSiteId>("SELECT id FROM visit_sites WHERE host = $1 AND domain_id <> $2 AND beacon_since IS NOT NULL", host,
                              domain))
        return refuse(ErrorCode::Conflict, "visits.site_taken", {{"host", host}});
    auto known = find_visit_site(tx, domain, host);
    if ((!known || !known->beacon_since)
        && tx.value<std::int64_t>("SELECT count(*) FROM visit_sites WHERE domain_id = $1 AND beacon_since IS NOT NULL", domain)
                   .value_or(0)
               >= most_visit_sites)
        return refuse(ErrorCode::Invalid, "visits.too_many_sites", {{"count", std::to_string(most_visit_sites)}});
    if (known)
        tx.run("UPDATE visit_sites SET beacon_since = coalesce(beacon_since, $2), time_zone = $3 WHERE id = $1", known->id, now,
               time_zone);
    else
        tx.run("INSERT INTO visit_sites (id, domain_id, host, beacon_since, time_zone) VALUES ($1, $2, $3, $4, $5)",
               tx.new_id<VisitSiteId>(now), domain, host, now, time_zone);
    return *find_visit_site(tx, domain, host);
}

Result<void> drop_visit_site(db::Transaction& tx, DomainId domain, std::string_view host, Figures figures)
{
    auto site = find_visit_site(tx, domain, host);
    if (!site) return refuse(ErrorCode::NotFound, "visits.site_unknown", {{"host", std::string{host}}});
    if (figures == Figures::Forget) {
        tx.run("DELETE FROM visit_sites WHERE id = $1", site->id);
        return {};
    }
    tx.run("UPDATE visit_sites SET beacon_since = NULL WHERE id = $1", site->id);
    return {};
}

std::int64_t strangers_since(db::Reader& reader, std::int64_t day)
{
    return reader.value<std::int64_t>("SELECT sum(requests) FROM visit_strangers WHERE day >= $1", day).value_or(0);
}

}  // namespace favilla::analytics
