// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/warnings.h"

namespace favilla::social {

WarningId add_warning(db::Transaction& tx, const WarningDraft& draft, Time now)
{
    auto id = tx.new_id<WarningId>(now);
    tx.run("INSERT INTO account_warnings (id, domain_id, target_id, action, text, report_id, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           id, draft.domain, draft.target, draft.action, draft.text, draft.report, now);
    return id;
}

std::vector<Warning> find_warnings(db::Reader& reader, std::span<const WarningId> ids)
{
    std::vector<Warning> found;
    if (ids.empty()) return found;
    for (auto row : reader.rows("SELECT id, target_id, action, text, created_at FROM account_warnings WHERE id IN LIST($1)",
                                db::list_of(ids)))
        found.push_back({.id = row.get<WarningId>(0),
                         .target = row.get<AccountId>(1),
                         .action = row.get<std::string>(2),
                         .text = row.get<std::string>(3),
                         .statuses = {},
                         .created_at = row.get<Time>(4)});
    for (auto row :
         reader.rows("SELECT w.id, s.status_id FROM account_warnings w JOIN report_statuses s ON s.report_id = w.report_id "
                     "WHERE w.id IN LIST($1) ORDER BY s.status_id",
                     db::list_of(ids)))
        for (auto& warning : found)
            if (warning.id == row.get<WarningId>(0)) warning.statuses.push_back(row.get<StatusId>(1));
    return found;
}

std::vector<WarningId> warnings_of(db::Reader& reader, DomainId domain, AccountId target, int at_most)
{
    std::vector<WarningId> ids;
    for (auto row :
         reader.rows("SELECT id FROM account_warnings WHERE target_id = $1 AND domain_id = $2 ORDER BY id DESC LIMIT $3", target,
                     domain, at_most))
        ids.push_back(row.get<WarningId>(0));
    return ids;
}

}  // namespace favilla::social
