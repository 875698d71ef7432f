// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/visibility.h"

#include <unordered_map>
#include <vector>

#include "social/boosted.h"
#include "social/status_rows.h"

namespace favilla::social {

namespace {

// What the policy asks about a status, and nothing else.
struct Facts {
    StatusId id;
    AccountId author;
    Visibility visibility;
    bool deleted;
    std::optional<StatusId> boost_of;
    std::optional<AccountId> audience;
};

Facts facts_of(const Status& status)
{
    return {status.id, status.author, status.visibility, status.deleted_at.has_value(), status.boost_of, status.audience};
}

// The statuses and, behind them, what they boost.
std::vector<Facts> facts_of(std::span<const Status> statuses, std::span<const Status> boosted)
{
    std::vector<Facts> all;
    for (const auto& status : statuses) all.push_back(facts_of(status));
    for (const auto& shown : boosted) all.push_back(facts_of(shown));
    return all;
}

template <class AnyId>
std::unordered_set<AnyId> id_set(const db::Rows& rows)
{
    std::unordered_set<AnyId> ids;
    for (const auto& row : rows) ids.insert(row.get<AnyId>(0));
    return ids;
}

// Authors, and those whose followers something is for, who are gone or who block the viewer.
std::unordered_set<AccountId> closed_accounts(db::Reader& reader, const std::vector<Facts>& statuses, Viewer viewer)
{
    std::unordered_set<AccountId> authors;
    for (const auto& status : statuses) {
        authors.insert(status.author);
        if (status.audience) authors.insert(*status.audience);
    }
    return id_set<AccountId>(reader.rows(
        "SELECT a.id FROM accounts a WHERE a.id IN EACH($1) AND (a.suspended_at IS NOT NULL OR a.deleted_at IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $2))",
        db::list_of(authors), viewer.account.value_or(AccountId{})));
}

// What the viewer may see beyond the open ones: those that mention or quote them, those of authors they follow.
struct Grants {
    std::unordered_set<StatusId> mentioned;  // or quoted: whose words are shown may know where
    std::unordered_set<AccountId> followed;
};

Grants grants_for(db::Reader& reader, const std::vector<Facts>& statuses, Viewer viewer)
{
    if (!viewer.account) return {};
    std::vector<StatusId> guarded;
    std::unordered_set<AccountId> guardians;
    for (const auto& status : statuses) {
        if (status.visibility < Visibility::Private || status.author == *viewer.account) continue;
        if (!status.audience) guarded.push_back(status.id);
        if (status.visibility == Visibility::Private) guardians.insert(status.audience.value_or(status.author));
    }
    Grants grants;
    if (!guarded.empty())
        grants.mentioned = id_set<StatusId>(
            reader.rows("SELECT status_id FROM mentions WHERE account_id = $1 AND status_id IN EACH($2) "
                        "UNION ALL SELECT status_id FROM quotes WHERE quoted_account_id = $1 AND status_id IN EACH($2) "
                        "AND state IN ('pending', 'accepted')",
                        *viewer.account, db::list_of(guarded)));
    if (!guardians.empty())
        grants.followed =
            id_set<AccountId>(reader.rows("SELECT target_id FROM follows WHERE account_id = $1 AND target_id IN EACH($2)",
                                          *viewer.account, db::list_of(guardians)));
    return grants;
}

// The table of docs/visibility.md.
bool is_open_to(const Facts& status, Viewer viewer, const Grants& grants)
{
    if (status.author == viewer.account) return true;
    if (status.audience == status.author) return false;  // withheld
    if (status.audience) return status.audience == viewer.account || grants.followed.contains(*status.audience);
    switch (status.visibility) {
    case Visibility::Public:
    case Visibility::Unlisted: return true;
    case Visibility::Private: return grants.followed.contains(status.author) || grants.mentioned.contains(status.id);
    case Visibility::Direct: return grants.mentioned.contains(status.id);
    }
    return false;
}

}  // namespace

std::vector<Status> boosted_by(db::Reader& reader, std::span<const Status> statuses)
{
    std::vector<StatusId> ids;
    for (const auto& status : statuses)
        if (status.boost_of) ids.push_back(*status.boost_of);
    return statuses_with(reader, ids);
}

std::unordered_set<StatusId> visible_among(db::Reader& reader, std::span<const Status> statuses, Viewer viewer)
{
    return visible_among(reader, statuses, boosted_by(reader, statuses), viewer);
}

std::unordered_set<StatusId> visible_among(db::Reader& reader, std::span<const Status> statuses, std::span<const Status> boosted,
                                           Viewer viewer)
{
    if (statuses.empty()) return {};
    auto facts = facts_of(statuses, boosted);
    auto closed = closed_accounts(reader, facts, viewer);
    auto is_closed = [&](const Facts& status) {
        return closed.contains(status.author)
            || (status.audience && status.author != viewer.account && closed.contains(*status.audience));
    };
    auto grants = grants_for(reader, facts, viewer);
    std::unordered_set<StatusId> visible;
    for (const auto& status : facts)
        if (!status.deleted && !is_closed(status) && is_open_to(status, viewer, grants)) visible.insert(status.id);
    for (const auto& status : facts)
        if (status.boost_of && !visible.contains(*status.boost_of)) visible.erase(status.id);
    return visible;
}

bool may_see(db::Reader& reader, const Status& status, Viewer viewer)
{
    return visible_among(reader, {&status, 1}, viewer).contains(status.id);
}

namespace {

constexpr int few_unwanted = 200;
constexpr AccountId whole_servers{};  // stands for "domain blocks as well" among the ids below

// All of them when they are few, as they mostly are: one query without a list. None when they are many.
std::optional<std::unordered_set<AccountId>> all_unwanted(db::Reader& reader, AccountId viewer, Time now)
{
    auto rows = reader.rows(
        "SELECT target_id FROM blocks WHERE account_id = $1 UNION ALL SELECT account_id FROM blocks WHERE target_id = $1 "
        "UNION ALL SELECT target_id FROM mutes WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2) "
        "UNION ALL SELECT 0 FROM account_domain_blocks WHERE account_id = $1 LIMIT $3",
        viewer, now, few_unwanted);
    if (rows.size() == few_unwanted) return std::nullopt;
    auto all = id_set<AccountId>(rows);
    if (all.contains(whole_servers)) return std::nullopt;
    return all;
}

}  // namespace

std::unordered_set<AccountId> unwanted_among(db::Reader& reader, std::span<const AccountId> authors, Viewer viewer, Time now)
{
    if (!viewer.account || authors.empty()) return {};
    if (auto all = all_unwanted(reader, *viewer.account, now)) {
        std::unordered_set<AccountId> found;
        for (auto author : authors)
            if (all->contains(author)) found.insert(author);
        return found;
    }
    return id_set<AccountId>(reader.rows(
        "SELECT target_id FROM blocks WHERE account_id = $1 AND target_id IN EACH($2) "
        "UNION ALL SELECT account_id FROM blocks WHERE target_id = $1 AND account_id IN EACH($2) "
        "UNION ALL SELECT target_id FROM mutes WHERE account_id = $1 AND target_id IN EACH($2) AND (expires_at IS NULL OR expires_at > $3) "
        "UNION ALL SELECT a.id FROM account_domain_blocks d JOIN accounts a ON a.host = d.host WHERE d.account_id = $1 AND a.id IN EACH($2)",
        *viewer.account, db::list_of(authors), now));
}

}  // namespace favilla::social
