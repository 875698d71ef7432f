// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_acts.h — what those in charge of a group do in it, and the log that keeps it: docs/groups.md says who may do what.
#pragma once
#include <functional>

#include "community/groups.h"

namespace favilla::community {

// What those in charge do in a group. Each act is written down, whether it was allowed or not.
enum class GroupActKind {
    Welcome,
    Decline,
    Invite,
    Withdraw,
    Ban,
    Unban,
    MakeOwner,
    MakeModerator,
    MakeMember,
    Trust,  // to a person
    Remove,
    Pin,
    Unpin,
    Lock,
    Unlock,
    Approve,
    Refuse,
    Announce,
    Unannounce,  // to a status
    Change,      // to the group
    Split,
    Merge,
    Move  // to a status again, and carried out elsewhere: conversations/reshape.h
};
std::string_view name_of(GroupActKind);  // "welcome", "make_owner"
std::optional<GroupActKind> parse_group_act(std::string_view);

struct GroupAct {
    AccountId group;
    AccountId by;
    GroupActKind kind = GroupActKind::Welcome;
    std::int64_t object = 0;         // an account; from Remove on, a status
    std::string text = {};           // of Lock a summary, of Refuse the reason, of Trust its name or "earned"
    std::optional<Time> until = {};  // of Announce
};
// Owners decide who is in charge; moderators the rest, among each other excepted. Who is banned is a member no more, and begins and
// answers nothing. What is removed is of the group no longer; its words remain its author's. A locked topic takes no answers. Who is
// invited is asked, and comes or declines; what waits is approved, or refused with a reason for its author. What is announced
// stands above until its day or until it is taken back (group_announcements.h).
// Refuses: Forbidden "group.not_allowed", NotFound "group.missing", Conflict "group.last_owner", Invalid "group.too_many_pinned",
// and as announce does.
Result<void> act_in_group(db::Database&, const GroupAct&, Time now);
// For what is carried out elsewhere: whether they may is asked, and the act written down, in one transaction with it.
Result<void> carry_out_in_group(db::Database&, const GroupAct&, Time now, const std::function<Result<void>(db::Transaction&)>&);
inline constexpr std::size_t max_group_rules = 20;
inline constexpr std::size_t max_group_rule_length = 300;  // graphemes
inline constexpr int max_first_topics = 10;                // and answers

struct GroupChange {  // what is not given stays as it is
    std::optional<std::string> title, description;
    std::optional<Joining> joining;
    std::optional<Posting> posting;
    std::optional<int> first_topics, first_answers;
    std::optional<std::vector<std::string>> rules;  // all of them, in order; empty ones are dropped
};
// By an owner; written down as an act. Refuses as act_in_group and update_profile do, Conflict "group.hidden_stays" (what was open
// cannot be hidden, nor what was written for members opened), Invalid "group.first_topics", "group.too_many_rules", "group.rule_too_long".
Result<void> change_group(db::Database&, AccountId group, AccountId by, const GroupChange&, Time now);

struct GroupLogEntry {
    std::int64_t id = 0;
    AccountId by;
    std::string act;     // name_of(GroupActKind)
    std::string object;  // the id of a status or account
    bool allowed = false;
    std::string text;
    Time created_at;
};
social::Page<GroupLogEntry> group_log(db::Reader&, AccountId group, const social::PageRequest&);

}  // namespace favilla::community
