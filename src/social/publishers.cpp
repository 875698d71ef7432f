// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/publishers.h"

#include <vector>

#include "base/web_url.h"
#include "social/read_page.h"

namespace favilla::social {

namespace {

// $1: whose decisions; and whether trends wait for their team.
constexpr std::string_view with_decisions = "SELECT p.id, p.host, d.approved, d.decided_at FROM publishers p "
                                            "LEFT JOIN publisher_decisions d ON d.publisher_id = p.id AND d.domain_id = $1 ";

Publisher read_publisher(const db::Row& row, bool shown_undecided)
{
    return {.id = row.get<PublisherId>(0),
            .host = row.get<std::string>(1),
            .trendable = row.get<std::optional<bool>>(2).value_or(shown_undecided),
            .reviewed_at = row.get<std::optional<Time>>(3)};
}

}  // namespace

void note_publisher(db::Transaction& tx, std::string_view page, Time now)
{
    auto url = parse_web_url(page);
    if (!url || tx.row("SELECT 1 FROM publishers WHERE host = $1", url->host)) return;
    tx.run("INSERT INTO publishers (id, host) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING", tx.new_id<PublisherId>(now),
           url->host);
}

Page<Publisher> publishers(db::Reader& reader, DomainId domain, const PageRequest& request)
{
    static const auto sql = std::string{with_decisions} + "WHERE p.id < $2 AND p.id > $3 ORDER BY p.id ";
    static const auto forwards = sql + "LIMIT $4", backwards = sql + "DESC LIMIT $4";
    auto shown_undecided = !trends_are_reviewed(reader, domain);
    auto rows = reader.rows(request.forwards() ? forwards : backwards, domain, request.before(), request.after(), request.limit);
    return read_page<Publisher>(rows, request, [&](const db::Row& row) { return read_publisher(row, shown_undecided); });
}

Result<Publisher> decide_publisher(db::Transaction& tx, DomainId domain, PublisherId id, TrendDecision decision, Time now)
{
    if (!tx.row("SELECT 1 FROM publishers WHERE id = $1", id)) return refuse(ErrorCode::NotFound, "record.not_found");
    tx.run("INSERT INTO publisher_decisions (domain_id, publisher_id, approved, decided_at) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (domain_id, publisher_id) DO UPDATE SET approved = excluded.approved, decided_at = excluded.decided_at",
           domain, id, decision == TrendDecision::Approve, now);
    static const auto sql = std::string{with_decisions} + "WHERE p.id = $2";
    return read_publisher(*tx.row(sql, domain, id), true);
}

std::unordered_map<PreviewId, bool> decided_by_publisher(db::Reader& reader, DomainId domain, std::span<const PreviewId> pages)
{
    std::unordered_map<std::string, bool> hosts;
    for (const auto& row : reader.rows("SELECT p.host, d.approved FROM publisher_decisions d "
                                       "JOIN publishers p ON p.id = d.publisher_id WHERE d.domain_id = $1",
                                       domain))
        hosts[row.get<std::string>(0)] = row.get<bool>(1);
    std::unordered_map<PreviewId, bool> decided;
    if (hosts.empty()) return decided;
    for (const auto& row : reader.rows("SELECT id, url FROM previews WHERE id IN EACH($1)", db::list_of(pages))) {
        auto url = parse_web_url(row.get<std::string_view>(1));
        auto host = url ? hosts.find(url->host) : hosts.end();
        if (host != hosts.end()) decided[row.get<PreviewId>(0)] = host->second;
    }
    return decided;
}

void forget_publisher_decisions_of(db::Transaction& tx, DomainId domain)
{
    tx.run("DELETE FROM publisher_decisions WHERE domain_id = $1", domain);
}

}  // namespace favilla::social
