// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/leaving.h"

#include "community/attention_events.h"
#include "community/ideas.h"
#include "social/accounts.h"
#include "social/administration.h"
#include "social/users.h"
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

Result<void> check_nothing_held(db::Reader& reader, AccountId person)
{
    auto held = held_alone_by(reader, person);
    if (held.pages.empty() && held.groups.empty()) return {};
    auto first = social::find_account(reader, held.pages.empty() ? held.groups.front() : held.pages.front());
    return refuse(ErrorCode::Conflict, "leaving.last_owner", {{"name", "@" + first.value().username}});
}

// They handed on what they held when they asked. True: there may be more to do.
bool erase_next(db::Transaction& tx, Time now)
{
    auto person = social::next_to_erase(tx, now);
    if (!person) return false;
    auto may = social::check_not_last_admin(tx, *person);
    if (!may) {  // whoever else there was has gone by another way: nobody would be left, so it waits
        social::postpone_erasing(tx, *person, now + days(1));
        return true;
    }
    end_roles(tx, *person);
    if (!social::delete_account(tx, *person, now)) social::forget_grace_of(tx, *person);  // it is gone already
    return true;
}

}  // namespace

HeldAlone held_alone_by(db::Reader& reader, AccountId person)
{
    return {pages_held_alone(reader, person), groups_held_alone(reader, person)};
}

Result<void> leave_for_good(db::Transaction& tx, AccountId person, Time now)
{
    CHECKED(check_nothing_held(tx, person));
    end_roles(tx, person);
    return social::delete_account(tx, person, now);
}

Result<std::optional<social::Grace>> leave(db::Transaction& tx, AccountId person, Time now)
{
    auto user = social::find_user(tx, person);
    auto lasts = user ? social::grace_days(tx, user->domain) : 0;
    if (lasts == 0) {
        CHECKED(leave_for_good(tx, person, now));
        return std::nullopt;
    }
    CHECKED(check_nothing_held(tx, person));
    TRY(auto grace, social::begin_grace(tx, person, lasts, now));
    return grace;
}

void tend_leaving(db::Database& database, Time now)
{
    while (database.write([&](db::Transaction& tx) { return social::remind_next(tx, now); })) {}
    while (database.write([&](db::Transaction& tx) { return erase_next(tx, now); })) {}
}

void add_leaving_work(jobs::Workers& workers, db::Database& database)
{
    workers.every_aside(minutes(1), "leaving.tend", [&database](Time now) { tend_leaving(database, now); });
}

Result<void> delete_suspended(db::Transaction& tx, const social::Moderator& moderator, AccountId id, Time now)
{
    CHECKED(social::delete_suspended(tx, moderator, id, now));
    end_roles(tx, id);
    return {};
}

}  // namespace favilla::community
