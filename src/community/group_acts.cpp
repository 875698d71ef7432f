// SPDX-License-Identifier: AGPL-3.0-or-later
// What those in charge of a group do in it.
#include <algorithm>
#include <array>

#include "community/groups.h"
#include "social/conversation_states.h"
#include "social/relations.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

constexpr int max_pinned = 10;
constexpr std::array<std::string_view, 12> names = {"welcome",     "decline", "ban", "unban", "make_owner", "make_moderator",
                                                    "make_member", "remove",  "pin", "unpin", "lock",       "unlock"};

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "group.missing"); }

bool decides_who_is_in_charge(GroupActKind kind)
{
    return kind == GroupActKind::MakeOwner || kind == GroupActKind::MakeModerator || kind == GroupActKind::MakeMember;
}

bool may(db::Reader& reader, const GroupAct& act)
{
    auto role = role_in(reader, act.group, act.by);
    if (!role || *role == GroupRole::Owner) return role.has_value();
    // A moderator does nothing to another one, or to an owner.
    if (act.kind == GroupActKind::Ban) return !role_in(reader, act.group, AccountId{act.object});
    return !decides_who_is_in_charge(act.kind);
}

bool is_last_owner(db::Reader& reader, AccountId group, AccountId whom)
{
    auto others = reader.value<std::int64_t>(
        "SELECT count(*) FROM group_roles WHERE group_id = $1 AND role = 'owner' AND account_id <> $2", group, whom);
    return role_in(reader, group, whom) == GroupRole::Owner && others.value_or(0) == 0;
}

}  // namespace

Result<void> set_role(db::Transaction& tx, AccountId group, AccountId whom, std::optional<GroupRole> role, Time now)
{
    auto account = social::find_account(tx, whom);
    if (!account || !account->is_known()) return missing();
    if (role != GroupRole::Owner && is_last_owner(tx, group, whom)) return refuse(ErrorCode::Conflict, "group.last_owner");
    tx.run("DELETE FROM group_roles WHERE group_id = $1 AND account_id = $2", group, whom);
    if (role)
        tx.run("INSERT INTO group_roles (group_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)", group, whom,
               name_of(*role), now);
    return {};
}

namespace {

Result<void> ban(db::Transaction& tx, AccountId group, AccountId whom, Time now)
{
    if (!social::find_account(tx, whom)) return missing();
    CHECKED(set_role(tx, group, whom, std::nullopt, now));
    tx.run("INSERT INTO group_bans (group_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", group, whom,
           now);
    // Blocked by the group, they follow it no more and cannot follow it again.
    return social::block(tx, group, whom, now);
}

Result<void> unban(db::Transaction& tx, AccountId group, AccountId whom, Time now)
{
    if (tx.run("DELETE FROM group_bans WHERE group_id = $1 AND account_id = $2", group, whom) == 0) return missing();
    return social::unblock(tx, group, whom, now);
}

Result<void> do_to_person(db::Transaction& tx, const GroupAct& act, Time now)
{
    AccountId whom{act.object};
    switch (act.kind) {
    case GroupActKind::Welcome: return social::accept_follow(tx, act.group, whom, now);
    case GroupActKind::Decline: return social::reject_follow(tx, act.group, whom, now);
    case GroupActKind::Ban: return ban(tx, act.group, whom, now);
    case GroupActKind::Unban: return unban(tx, act.group, whom, now);
    case GroupActKind::MakeOwner: return set_role(tx, act.group, whom, GroupRole::Owner, now);
    case GroupActKind::MakeModerator: return set_role(tx, act.group, whom, GroupRole::Moderator, now);
    default: return set_role(tx, act.group, whom, std::nullopt, now);
    }
}

Result<void> pin(db::Transaction& tx, const GroupAct& act, std::optional<Time> since)
{
    if (since && pinned_in_group(tx, act.group).size() >= max_pinned) return refuse(ErrorCode::Invalid, "group.too_many_pinned");
    tx.run("UPDATE group_statuses SET pinned_at = $2 WHERE status_id = $1", act.object, since);
    return {};
}

void lock(db::Transaction& tx, StatusId topic, bool closed)
{
    if (auto row = tx.row("SELECT conversation_id FROM statuses WHERE id = $1", topic))
        social::set_conversation_closed(tx, row->get<ConversationId>(0), closed);
}

Result<void> do_to_status(db::Transaction& tx, const GroupAct& act, Time now)
{
    StatusId status{act.object};
    auto place = place_in_group(tx, status);
    if (!place || place->group != act.group || (act.kind != GroupActKind::Remove && !place->is_topic)) return missing();
    if (act.kind == GroupActKind::Pin) return pin(tx, act, now);
    if (act.kind == GroupActKind::Unpin) return pin(tx, act, std::nullopt);
    if (act.kind == GroupActKind::Lock || act.kind == GroupActKind::Unlock) {
        lock(tx, status, act.kind == GroupActKind::Lock);
        return {};
    }
    forget_in_group(tx, act.group, status, now);
    return {};
}

}  // namespace

std::string_view name_of(GroupActKind kind) { return names[static_cast<std::size_t>(kind)]; }

std::optional<GroupActKind> parse_group_act(std::string_view name)
{
    auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<GroupActKind>(found - names.begin());
}

Result<void> act_in_group(db::Database& database, const GroupAct& act, Time now)
{
    auto allowed = database.write([&](db::Transaction& tx) -> Result<bool> {
        if (!find_group(tx, act.group)) return missing();
        bool may_do_so = may(tx, act);
        tx.run(
            "INSERT INTO group_log (id, group_id, account_id, act, object, allowed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tx.new_id<AccountId>(now), act.group, act.by, name_of(act.kind), std::to_string(act.object), may_do_so, now);
        if (!may_do_so) return false;
        CHECKED(act.kind < GroupActKind::Remove ? do_to_person(tx, act, now) : do_to_status(tx, act, now));
        return true;
    });
    if (!allowed) return std::unexpected(allowed.error());
    if (!*allowed) return refuse(ErrorCode::Forbidden, "group.not_allowed");
    return {};
}

}  // namespace favilla::community
