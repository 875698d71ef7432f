// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/moderation_log.h"

#include "social/read_page.h"

namespace favilla::social {

namespace {

LogEntry read_entry(const db::Row& row)
{
    return {.id = row.get<LogEntryId>(0),
            .domain = row.get<DomainId>(1),
            .by = row.get<AccountId>(2),
            .act = row.get<std::string>(3),
            .target = row.get<std::optional<AccountId>>(4),
            .target_name = row.get<std::string>(5),
            .report = row.get<std::optional<ReportId>>(6),
            .text = row.get<std::string>(7),
            .created_at = row.get<Time>(8)};
}

}  // namespace

void note_act(db::Transaction& tx, const LogNote& note, Time now)
{
    tx.run("INSERT INTO moderation_log (id, domain_id, account_id, act, target_id, target_name, report_id, text, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           tx.new_id<LogEntryId>(now), note.domain, note.by, note.act, note.target, note.target_name, note.report, note.text,
           now);
}

Page<LogEntry> moderation_log(db::Reader& reader, DomainId domain, const LogQuery& query, const PageRequest& request)
{
    auto sql = std::string{"SELECT id, domain_id, account_id, act, target_id, target_name, report_id, text, created_at "
                           "FROM moderation_log WHERE domain_id = $1 AND id < $2 AND id > $3"}
             + (query.target ? " AND target_id = $4" : " AND $4 = 0") + (query.report ? " AND report_id = $5" : " AND $5 = 0")
             + (request.forwards() ? " ORDER BY id LIMIT $6" : " ORDER BY id DESC LIMIT $6");
    auto rows = reader.rows(sql, domain, request.before(), request.after(), query.target.value_or(AccountId{}),
                            query.report.value_or(ReportId{}), request.limit);
    return read_page<LogEntry>(rows, request, read_entry);
}

}  // namespace favilla::social
