// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/public_directory.h"

#include "base/text.h"
#include "social/tags.h"

namespace favilla::social {

namespace {

// $1: who looks, 0 for nobody in particular; $2: the moment; $3: the one organisation, where it is asked for.
std::string directory_sql(const PublicDirectoryQuery& query)
{
    std::string sql =
        "SELECT a.id FROM accounts a WHERE a.discoverable = 1 AND a.kind IN ('person', 'page', 'service') AND a.admitted_at IS NOT NULL "
        "AND a.silenced_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM account_moves v WHERE v.account_id = a.id) "
        "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = a.id) "
        "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $1) "
        "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_id = a.id AND (m.expires_at IS NULL OR m.expires_at > $2)) "
        "AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.account_id = $1 AND d.host = a.host) ";
    sql += query.only_of ? "AND a.domain_id = $3 " : "AND coalesce(a.domain_id, 0) <> $3 ";
    sql +=
        query.order == DirectoryOrder::Active ? "ORDER BY coalesce(a.last_status_at, 0) DESC, a.id DESC " : "ORDER BY a.id DESC ";
    return sql + "LIMIT $4 OFFSET $5";
}

}  // namespace

std::vector<AccountId> public_directory(db::Reader& reader, const PublicDirectoryQuery& query, Viewer viewer, Time now)
{
    constexpr DomainId none{-1};
    std::vector<AccountId> found;
    for (const auto& row : reader.rows(directory_sql(query), viewer.account.value_or(AccountId{}), now,
                                       query.only_of.value_or(none), query.limit, query.offset))
        found.push_back(row.get<AccountId>(0));
    return found;
}

std::vector<std::string> hosts_beginning(db::Reader& reader, std::string_view beginning, int limit)
{
    std::string end{beginning};
    append_utf8(end, 0x10FFFF);
    std::vector<std::string> hosts;
    for (const auto& row : reader.rows(
             reader.pick("SELECT DISTINCT host FROM accounts INDEXED BY accounts_by_host WHERE domain_id IS NULL "
                         "AND host >= $1 AND host < $2 ORDER BY host LIMIT $3",
                         "SELECT host FROM (SELECT DISTINCT host COLLATE \"C\" AS host FROM accounts WHERE domain_id IS NULL "
                         "AND host COLLATE \"C\" >= $1 AND host COLLATE \"C\" < $2) AS known ORDER BY host LIMIT $3"),
             beginning, end, limit))
        hosts.push_back(row.get<std::string>(0));
    return hosts;
}

std::vector<WeekOfActivity> weekly_activity(db::Reader& reader, DomainId domain, Time now)
{
    constexpr std::int64_t days_from_monday = 3;  // the first of January of 1970 was a Thursday
    auto today = day_of(now);
    auto monday = today - (today + days_from_monday) % 7;
    std::vector<WeekOfActivity> weeks;
    for (int back = 0; back < weeks_told; ++back, monday -= 7) {
        Time begins{monday * days(1).milliseconds}, ends = begins + days(7);
        auto row = reader.row(
            "SELECT (SELECT count(*) FROM accounts a JOIN statuses s ON s.account_id = a.id WHERE a.domain_id = $1 AND s.id >= $2 "
            "AND s.id < $3 AND s.deleted_at IS NULL AND s.boost_of_id IS NULL AND s.visibility <= 1), "
            "(SELECT count(DISTINCT account_id) FROM active_days WHERE domain_id = $1 AND day >= $4 AND day < $5), "
            "(SELECT count(*) FROM users WHERE domain_id = $1 AND created_at >= $6 AND created_at < $7)",
            domain, first_id_at(begins), first_id_at(ends), monday, monday + 7, begins, ends);
        weeks.push_back({.begins = begins,
                         .statuses = row->get<std::int64_t>(0),
                         .logins = row->get<std::int64_t>(1),
                         .registrations = row->get<std::int64_t>(2)});
    }
    return weeks;
}

}  // namespace favilla::social
