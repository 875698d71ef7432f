// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/catalogue.h"

namespace favilla::conversations {

std::vector<ListedAccount> listed_accounts(db::Reader& reader, DomainId domain, std::size_t most)
{
    std::vector<ListedAccount> listed;
    for (
        const auto& row : reader.rows(
            "SELECT url, COALESCE(last_status_at, created_at) FROM accounts WHERE domain_id = $1 AND indexable = 1 "
            "AND admitted_at IS NOT NULL AND suspended_at IS NULL AND deleted_at IS NULL AND silenced_at IS NULL ORDER BY id LIMIT $2",
            domain, static_cast<std::int64_t>(most)))
        listed.push_back({row.get<std::string>(0), row.get<Time>(1)});
    return listed;
}

std::vector<ListedStatus> listed_statuses(db::Reader& reader, DomainId domain, Time since, Time until, std::size_t most)
{
    std::vector<ListedStatus> listed;
    for (
        const auto& row : reader.rows(
            "SELECT s.url, COALESCE(s.edited_at, s.created_at) FROM statuses s JOIN accounts a ON a.id = s.account_id "
            "WHERE s.domain_id = $1 AND s.id >= $2 AND s.id < $3 AND s.visibility = 0 AND s.listed = 1 AND s.deleted_at IS NULL "
            "AND a.indexable = 1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.silenced_at IS NULL ORDER BY s.id LIMIT $4",
            domain, first_id_at(since), first_id_at(until), static_cast<std::int64_t>(most)))
        listed.push_back({row.get<std::string>(0), row.get<Time>(1)});
    return listed;
}

}  // namespace favilla::conversations
