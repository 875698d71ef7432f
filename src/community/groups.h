// SPDX-License-Identifier: AGPL-3.0-or-later
// community/groups.h — a group is an account that many speak in: who follows it is a member, what is written to it by name is a topic,
// and what answers a topic belongs to it too. A group of ours passes topics on by boosting them, so that they reach the homes of
// its members; how its members elsewhere hear of them stands in activitypub/group_activities.h (FEP-1b12).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/accounts.h"
#include "social/paging.h"
#include "social/statuses.h"

namespace favilla::community {

enum class Posting { Everybody, Members };  // who may begin a topic
std::string_view name_of(Posting);          // "everybody", "members"
std::optional<Posting> parse_posting(std::string_view);

enum class GroupRole { Owner, Moderator };
std::string_view name_of(GroupRole);  // "owner", "moderator"
std::optional<GroupRole> parse_group_role(std::string_view);

struct Group {
    AccountId id;  // its account
    Posting posting = Posting::Everybody;
    Time created_at;
};

struct GroupDraft {
    std::string name;         // as a user name
    std::string title;        // shown; empty: the name
    std::string description;  // plain text, as an account's note
    bool on_request = false;  // joining is asked for
    Posting posting = Posting::Everybody;
    AccountId owner;
};

// Refuses as create_account and update_profile do; NotFound for an owner who is not of this hosted domain.
Result<Group> make_group(db::Transaction&, DomainId, const GroupDraft&, Time now);
std::optional<Group> find_group(db::Reader&, AccountId);
std::vector<AccountId> groups_of_domain(db::Reader&, DomainId, AccountId after, int limit);  // by age

struct GroupPerson {
    AccountId account;
    GroupRole role = GroupRole::Moderator;
};
std::optional<GroupRole> role_in(db::Reader&, AccountId group, AccountId);
std::vector<GroupPerson> people_in_charge(db::Reader&, AccountId group);  // by age

// What those in charge do in a group. Each act is written down, whether it was allowed or not.
enum class GroupActKind { Welcome, Decline, Ban, Unban, MakeOwner, MakeModerator, MakeMember, Remove, Pin, Unpin, Lock, Unlock };
std::string_view name_of(GroupActKind);  // "welcome", "make_owner"
std::optional<GroupActKind> parse_group_act(std::string_view);

struct GroupAct {
    AccountId group;
    AccountId by;
    GroupActKind kind = GroupActKind::Welcome;
    std::int64_t object = 0;  // an account; from Remove on, a status
};
// Owners decide who is in charge; moderators the rest, among each other excepted. Who is banned is a member no more, and begins and
// answers nothing. What is removed is of the group no longer; its words remain its author's. A locked topic takes no answers.
// Refuses: Forbidden "group.not_allowed", NotFound "group.missing", Conflict "group.last_owner", Invalid "group.too_many_pinned".
Result<void> act_in_group(db::Database&, const GroupAct&, Time now);
// The same by an administrator's hand. Refuses: NotFound, Conflict "group.last_owner".
Result<void> set_role(db::Transaction&, AccountId group, AccountId whom, std::optional<GroupRole>, Time now);
bool is_banned(db::Reader&, AccountId group, AccountId);

// A status that was posted: if it is written to a group by its name, or answers what belongs to one, it is taken in where its author
// may. Publishes GroupStatusAdded. For whoever subscribes to StatusPosted, inside.
void take_into_group(db::Transaction&, StatusId);
// The group of another server says that this is one of its own.
void note_in_group(db::Transaction&, AccountId group, StatusId);

// And that it is so no longer: the group's boost goes.
void forget_in_group(db::Transaction&, AccountId group, StatusId, Time now);

struct GroupPlace {
    AccountId group;
    bool is_topic = false;
};
std::optional<GroupPlace> place_in_group(db::Reader&, StatusId);               // not of what was removed
std::optional<StatusId> find_in_own_group(db::Reader&, std::string_view uri);  // of a group of ours
std::vector<StatusId> pinned_in_group(db::Reader&, AccountId group);

struct GroupLogEntry {
    std::int64_t id = 0;
    AccountId by;
    std::string act;     // name_of(GroupActKind)
    std::string object;  // the id of a status or account
    bool allowed = false;
    Time created_at;
};
social::Page<GroupLogEntry> group_log(db::Reader&, AccountId group, const social::PageRequest&);

}  // namespace favilla::community
