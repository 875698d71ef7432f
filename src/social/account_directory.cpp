// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/account_directory.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "social/grace.h"
#include "social/read_page.h"
#include "social/second_factor.h"

namespace favilla::social {

namespace {

using NamedStanding = std::pair<std::string_view, Standing>;
constexpr std::array standings{
    NamedStanding{"active", Standing::Active},       NamedStanding{"pending", Standing::Pending},
    NamedStanding{"disabled", Standing::Disabled},   NamedStanding{"silenced", Standing::Silenced},
    NamedStanding{"suspended", Standing::Suspended}, NamedStanding{"sensitized", Standing::Sensitized}};

std::string_view condition_of(Whence whence)
{
    switch (whence) {
    case Whence::Anywhere: return " AND (a.domain_id = $1 OR a.domain_id IS NULL)";
    case Whence::Here: return " AND a.domain_id = $1";
    case Whence::Elsewhere: break;
    }
    return " AND a.domain_id IS NULL AND $1 <> 0";
}

// Who has no user is of another server, or a group: nobody waits there, and nobody is locked out.
std::string_view condition_of(Standing standing)
{
    switch (standing) {
    case Standing::Any: return "";
    case Standing::Active: return " AND a.suspended_at IS NULL AND a.admitted_at IS NOT NULL AND u.disabled_at IS NULL";
    case Standing::Pending: return " AND u.domain_id = $1 AND u.approved_at IS NULL AND u.confirmed_at IS NOT NULL";
    case Standing::Disabled: return " AND u.domain_id = $1 AND u.disabled_at IS NOT NULL";
    case Standing::Silenced: return " AND a.silenced_at IS NOT NULL";
    case Standing::Suspended:
        return " AND a.suspended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM leavings l WHERE l.account_id = a.id "
               "AND l.suspended_at IS NULL)";
    case Standing::Sensitized: break;
    }
    return " AND a.sensitized_at IS NOT NULL";
}

bool asks_users_first(const DirectoryQuery& query)
{
    return query.standing == Standing::Pending || query.standing == Standing::Disabled || !query.roles.empty();
}

std::string sql_of(const DirectoryQuery& query, const PageRequest& request)
{
    std::string sql = "SELECT a.id FROM ";
    sql += asks_users_first(query) ? "users u JOIN accounts a ON a.id = u.account_id"
                                   : "accounts a LEFT JOIN users u ON u.account_id = a.id";
    sql += " WHERE a.deleted_at IS NULL AND a.id < $2 AND a.id > $3";
    sql += condition_of(query.whence);
    sql += condition_of(query.standing);
    sql += query.roles.empty() ? " AND $4 = '[]'" : " AND u.domain_id = $1 AND u.role IN TEXTS($4)";
    sql += " AND ($5 = '' OR substr(a.username_key, 1, length($5)) = $5)"
           " AND ($6 = '' OR substr(a.display_name, 1, length($6)) = $6)"
           " AND ($7 = '' OR (u.domain_id = $1 AND substr(u.email_key, 1, length($7)) = $7))"
           " AND ($8 = '' OR a.host = $8)";
    sql += request.forwards() ? " ORDER BY a.id LIMIT $9" : " ORDER BY a.id DESC LIMIT $9";
    return sql;
}

std::vector<std::string> names_of(const std::vector<Role>& roles)
{
    std::vector<std::string> names;
    for (auto role : roles) names.emplace_back(name_of(role));
    return names;
}

}  // namespace

std::optional<Standing> parse_standing(std::string_view name)
{
    auto found = std::ranges::find(standings, name, &NamedStanding::first);
    return found == standings.end() ? std::nullopt : std::optional{found->second};
}

Page<AccountId> find_in_directory(db::Reader& reader, DomainId domain, const DirectoryQuery& query, const PageRequest& request)
{
    auto rows =
        reader.rows(sql_of(query, request), domain, request.before(), request.after(), db::list_of_texts(names_of(query.roles)),
                    fold(query.username), query.display_name, fold(query.email), fold(query.host), request.limit);
    return read_page<AccountId>(rows, request, [](const db::Row& row) { return row.get<AccountId>(0); });
}

std::unordered_map<AccountId, DirectoryEntry> directory_entries(db::Reader& reader, DomainId domain,
                                                                std::span<const AccountId> ids)
{
    std::unordered_map<AccountId, DirectoryEntry> entries;
    for (auto& account : find_accounts(reader, ids)) {
        auto id = account.id;
        auto grace = account.suspended_at ? grace_of(reader, id) : std::nullopt;
        if (grace) account.suspended_at = grace->suspended_at;  // that somebody is leaving is no act of the team
        auto& entry = entries.emplace(id, DirectoryEntry{std::move(account), std::nullopt}).first->second;
        if (grace) entry.leaving_until = grace->until;
    }
    for (auto& user : find_users(reader, ids)) {
        if (user.domain != domain) continue;
        auto id = user.account;
        entries.at(id).user = std::move(user);
    }
    for (auto id : with_second_factor(reader, ids))
        if (auto& entry = entries.at(id); entry.user) entry.has_second_factor = true;
    return entries;
}

}  // namespace favilla::social
