// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/status_ties.h"

namespace favilla::social {

bool keep_status_tie(db::Transaction& tx, const StatusTie& tie, AccountId author, Time now)
{
    return tx.run("INSERT INTO status_ties (status_id, account_id, page_id, relation, created_at) VALUES ($1, $2, $3, $4, $5) "
                  "ON CONFLICT DO NOTHING",
                  tie.status, author, tie.page, tie.relation, now)
         > 0;
}

void forget_status_ties(db::Transaction& tx, AccountId author)
{
    tx.run("DELETE FROM status_ties WHERE account_id = $1", author);
}

std::vector<StatusTie> status_ties_among(db::Reader& reader, const std::vector<StatusId>& statuses)
{
    std::vector<StatusTie> ties;
    if (statuses.empty()) return ties;
    for (const auto& row :
         reader.rows("SELECT status_id, page_id, relation FROM status_ties WHERE status_id IN EACH($1)", db::list_of(statuses)))
        ties.push_back({row.get<StatusId>(0), row.get<AccountId>(1), row.get<std::string>(2)});
    return ties;
}

std::vector<StatusId> tied_statuses_of(db::Reader& reader, AccountId author)
{
    std::vector<StatusId> statuses;
    for (const auto& row : reader.rows("SELECT status_id FROM status_ties WHERE account_id = $1 ORDER BY status_id", author))
        statuses.push_back(row.get<StatusId>(0));
    return statuses;
}

std::vector<AccountId> authors_of_tied_statuses(db::Reader& reader)
{
    std::vector<AccountId> authors;
    for (const auto& row : reader.rows("SELECT DISTINCT account_id FROM status_ties ORDER BY account_id"))
        authors.push_back(row.get<AccountId>(0));
    return authors;
}

}  // namespace favilla::social
