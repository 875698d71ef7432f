// SPDX-License-Identifier: AGPL-3.0-or-later
// What those in charge of a group do in it.
#include "community/group_acts.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "community/attention_events.h"
#include "community/group_announcements.h"
#include "community/group_events.h"
#include "community/group_members.h"
#include "community/group_trust.h"
#include "community/groups.h"
#include "jobs/events.h"
#include "social/conversation_states.h"
#include "social/relations.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

constexpr int max_pinned = 10;
constexpr std::array<std::string_view, 23> names = {
    "welcome",     "decline",  "invite",     "withdraw", "ban",   "unban", "make_owner", "make_moderator",
    "make_member", "trust",    "remove",     "pin",      "unpin", "lock",  "unlock",     "approve",
    "refuse",      "announce", "unannounce", "change",   "split", "merge", "move"};

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "group.missing"); }

bool is_for_owners(GroupActKind kind)
{
    return kind == GroupActKind::MakeOwner || kind == GroupActKind::MakeModerator || kind == GroupActKind::MakeMember
        || kind == GroupActKind::Change;
}

bool may(db::Reader& reader, const Group& group, const GroupAct& act, Time now)
{
    auto role = role_in(reader, act.group, act.by);
    if (!role) return act.kind == GroupActKind::Invite && may_invite_as_member(reader, group, act.by, now);
    if (*role == GroupRole::Owner) return true;
    // A moderator does nothing to another one, or to an owner.
    if (act.kind == GroupActKind::Ban) return !role_in(reader, act.group, AccountId{act.object});
    return !is_for_owners(act.kind);
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
    jobs::publish(tx, CareChanged{group, whom});
    return {};
}

namespace {

Result<void> ban(db::Transaction& tx, AccountId group, AccountId whom, Time now)
{
    if (!social::find_account(tx, whom)) return missing();
    CHECKED(set_role(tx, group, whom, std::nullopt, now));
    tx.run("DELETE FROM group_invitations WHERE group_id = $1 AND account_id = $2", group, whom);
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

// By its name, or what is earned.
Result<void> trust(db::Transaction& tx, const GroupAct& act, Time now)
{
    auto named = parse_trust(act.text);
    if (!named && act.text != "earned") return refuse(ErrorCode::Invalid, "group.trust", {{"trust", act.text}});
    return set_trust(tx, act.group, act.by, AccountId{act.object}, named, now);
}

Result<void> do_to_person(db::Transaction& tx, const GroupAct& act, Time now)
{
    AccountId whom{act.object};
    switch (act.kind) {
    case GroupActKind::Welcome: return social::accept_follow(tx, act.group, whom, now);
    case GroupActKind::Decline: return social::reject_follow(tx, act.group, whom, now);
    case GroupActKind::Invite: return invite(tx, find_group(tx, act.group).value(), act.by, whom, now);
    case GroupActKind::Withdraw: return withdraw_invitation(tx, act.group, whom);
    case GroupActKind::Ban: return ban(tx, act.group, whom, now);
    case GroupActKind::Unban: return unban(tx, act.group, whom, now);
    case GroupActKind::MakeOwner: return set_role(tx, act.group, whom, GroupRole::Owner, now);
    case GroupActKind::MakeModerator: return set_role(tx, act.group, whom, GroupRole::Moderator, now);
    case GroupActKind::Trust: return trust(tx, act, now);
    default: return set_role(tx, act.group, whom, std::nullopt, now);
    }
}

Result<void> pin(db::Transaction& tx, const GroupAct& act, std::optional<Time> since)
{
    if (since && pinned_in_group(tx, act.group, *since).size() >= max_pinned)
        return refuse(ErrorCode::Invalid, "group.too_many_pinned");
    tx.run("UPDATE group_statuses SET pinned_at = $2 WHERE status_id = $1", act.object, since);
    return {};
}

void tell_moderated(db::Transaction& tx, const GroupAct& act, Time now)
{
    jobs::publish(tx, GroupModerated{act.group, act.by, StatusId{act.object}, std::string{name_of(act.kind)}, now});
}

Result<void> lock(db::Transaction& tx, const GroupAct& act, Time now)
{
    auto row = tx.row("SELECT conversation_id FROM statuses WHERE id = $1", act.object);
    if (!row) return missing();
    auto conversation = row->get<ConversationId>(0);
    if (act.kind == GroupActKind::Lock) {
        CHECKED(social::close_conversation(tx, conversation, act.text));
    } else {
        social::open_conversation(tx, conversation);
    }
    tell_moderated(tx, act, now);
    return {};
}

Result<void> do_to_status(db::Transaction& tx, const GroupAct& act, Time now)
{
    StatusId status{act.object};
    if (act.kind == GroupActKind::Approve || act.kind == GroupActKind::Refuse)
        return settle_waiting(tx, act.group, status, act.kind == GroupActKind::Approve, act.text, now);
    auto place = place_in_group(tx, status);
    if (!place || place->group != act.group || (act.kind != GroupActKind::Remove && !place->is_topic)) return missing();
    if (act.kind == GroupActKind::Pin) return pin(tx, act, now);
    if (act.kind == GroupActKind::Unpin) return pin(tx, act, std::nullopt);
    if (act.kind == GroupActKind::Lock || act.kind == GroupActKind::Unlock) return lock(tx, act, now);
    if (act.kind == GroupActKind::Announce) return announce(tx, act.group, act.by, status, act.until, now);
    if (act.kind == GroupActKind::Unannounce) return take_back(tx, act.group, status, now);
    forget_in_group(tx, act.group, status, now);
    tell_moderated(tx, act, now);
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

// An act that is refused is written down all the same: the refusal rolls back nothing but what was tried.
Result<void> carry_out_in_group(db::Database& database, const GroupAct& act, Time now,
                                const std::function<Result<void>(db::Transaction&)>& carry_out)
{
    auto allowed = database.write([&](db::Transaction& tx) -> Result<bool> {
        auto group = find_group(tx, act.group);
        if (!group) return missing();
        bool may_do_so = may(tx, *group, act, now);
        tx.run(
            "INSERT INTO group_log (id, group_id, account_id, act, object, allowed, created_at, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            tx.new_id<AccountId>(now), act.group, act.by, name_of(act.kind), std::to_string(act.object), may_do_so, now,
            act.text);
        if (!may_do_so) return false;
        CHECKED(carry_out(tx));
        return true;
    });
    if (!allowed) return std::unexpected(allowed.error());
    if (!*allowed) return refuse(ErrorCode::Forbidden, "group.not_allowed");
    return {};
}

Result<void> act_in_group(db::Database& database, const GroupAct& act, Time now)
{
    if (grapheme_count(act.text) > social::max_summary_length)
        return refuse(ErrorCode::Invalid, "group.text_too_long", {{"max", std::to_string(social::max_summary_length)}});
    return carry_out_in_group(database, act, now, [&](db::Transaction& tx) -> Result<void> {
        if (act.kind >= GroupActKind::Change) return missing();  // how stands elsewhere
        if (act.kind >= GroupActKind::Remove) return do_to_status(tx, act, now);
        CHECKED(do_to_person(tx, act, now));
        jobs::publish(tx, GroupChanged{act.group, AccountId{act.object}});
        return {};
    });
}

namespace {

Result<void> set_rules(db::Transaction& tx, AccountId group, const std::vector<std::string>& rules)
{
    tx.run("DELETE FROM group_rules WHERE group_id = $1", group);
    std::size_t position = 0;
    for (const auto& rule : rules) {
        if (rule.find_first_not_of(" \t\r\n") == std::string::npos) continue;
        if (grapheme_count(rule) > max_group_rule_length)
            return refuse(ErrorCode::Invalid, "group.rule_too_long", {{"max", std::to_string(max_group_rule_length)}});
        if (++position > max_group_rules)
            return refuse(ErrorCode::Invalid, "group.too_many_rules", {{"max", std::to_string(max_group_rules)}});
        tx.run("INSERT INTO group_rules (group_id, position, text) VALUES ($1, $2, $3)", group, std::int64_t(position), rule);
    }
    return {};
}

Result<void> carry_out(db::Transaction& tx, AccountId id, const GroupChange& change)
{
    auto group = find_group(tx, id).value();
    auto joining = change.joining.value_or(group.joining);
    if ((joining == Joining::Hidden) != group.is_hidden()) return refuse(ErrorCode::Conflict, "group.hidden_stays");
    auto first = change.first_topics.value_or(group.first_topics);
    auto answers = change.first_answers.value_or(group.first_answers);
    if (std::min(first, answers) < 0 || std::max(first, answers) > max_first_topics)
        return refuse(ErrorCode::Invalid, "group.first_topics", {{"max", std::to_string(max_first_topics)}});
    // Who is in a hidden group was asked by name: nothing waits there.
    if (group.is_hidden()) first = answers = 0;
    CHECKED(social::update_profile(tx, id,
                                   {.display_name = change.title,
                                    .note = change.description,
                                    .fields = {},
                                    .locked = joining != Joining::Open,
                                    .bot = {},
                                    .discoverable = {},
                                    .indexable = {},
                                    .hide_collections = {},
                                    .avatar = {},
                                    .header = {}}));
    tx.run("UPDATE groups SET joining = $2, posting = $3, first_topics = $4, first_answers = $5 WHERE account_id = $1", id,
           name_of(joining), name_of(change.posting.value_or(group.posting)), first, answers);
    return change.rules ? set_rules(tx, id, *change.rules) : Result<void>{};
}

// Which settings were touched: what they became stands where they stand.
std::string names_of(const GroupChange& change)
{
    std::string names;
    auto add = [&](bool given, std::string_view name) {
        if (given) names.append(names.empty() ? "" : " ").append(name);
    };
    add(change.title.has_value(), "title");
    add(change.description.has_value(), "description");
    add(change.joining.has_value(), "joining");
    add(change.posting.has_value(), "posting");
    add(change.first_topics.has_value(), "first_topics");
    add(change.first_answers.has_value(), "first_answers");
    add(change.rules.has_value(), "rules");
    return names;
}

}  // namespace

Result<void> change_group(db::Database& database, AccountId group, AccountId by, const GroupChange& change, Time now)
{
    GroupAct act{.group = group, .by = by, .kind = GroupActKind::Change, .object = group.value, .text = names_of(change)};
    return carry_out_in_group(database, act, now, [&](db::Transaction& tx) { return carry_out(tx, group, change); });
}

}  // namespace favilla::community
