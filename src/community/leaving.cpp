// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/leaving.h"

#include "community/attention_events.h"
#include "community/ideas.h"
#include "social/accounts.h"
#include "social/administration.h"
#include "social/voices.h"

namespace favilla::community {

namespace {

std::vector<AccountId> pages_held_alone(db::Reader& reader, AccountId person)
{
    std::vector<AccountId> pages;
    for (const auto& voice : social::voices_of(reader, person))
        if (voice.role == social::PageRole::Owner && !social::has_other_owner(reader, voice.page, person))
            pages.push_back(voice.page);
    return pages;
}

// A group that nobody else is in needs nobody.
std::vector<AccountId> groups_held_alone(db::Reader& reader, AccountId person)
{
    std::vector<AccountId> groups;
    for (
        const auto& row : reader.rows(
            "SELECT r.group_id FROM group_roles r JOIN accounts g ON g.id = r.group_id WHERE r.account_id = $1 AND r.role = 'owner' "
            "AND g.suspended_at IS NULL AND g.deleted_at IS NULL "
            "AND EXISTS (SELECT 1 FROM follows f WHERE f.target_id = r.group_id AND f.account_id <> $1) "
            "AND NOT EXISTS (SELECT 1 FROM group_roles o JOIN accounts a ON a.id = o.account_id WHERE o.group_id = r.group_id "
            "AND o.role = 'owner' AND o.account_id <> $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL) ORDER BY r.group_id",
            person))
        groups.push_back(row.get<AccountId>(0));
    return groups;
}

void end_roles(db::Transaction& tx, AccountId person)
{
    for (const auto& voice : social::voices_of(tx, person)) social::end_voice(tx, voice.page, person);
    recount_votes_of(tx, person);
    for (const auto& row : tx.rows("DELETE FROM group_roles WHERE account_id = $1 RETURNING group_id", person))
        jobs::publish(tx, CareChanged{row.get<AccountId>(0), person});
}

}  // namespace

HeldAlone held_alone_by(db::Reader& reader, AccountId person)
{
    return {pages_held_alone(reader, person), groups_held_alone(reader, person)};
}

Result<void> leave_for_good(db::Transaction& tx, AccountId person, Time now)
{
    auto held = held_alone_by(tx, person);
    if (!held.pages.empty() || !held.groups.empty()) {
        auto first = social::find_account(tx, held.pages.empty() ? held.groups.front() : held.pages.front());
        return refuse(ErrorCode::Conflict, "leaving.last_owner", {{"name", "@" + first.value().username}});
    }
    end_roles(tx, person);
    return social::delete_account(tx, person, now);
}

Result<void> delete_suspended(db::Transaction& tx, const social::Moderator& moderator, AccountId id, Time now)
{
    CHECKED(social::delete_suspended(tx, moderator, id, now));
    end_roles(tx, id);
    return {};
}

}  // namespace favilla::community
