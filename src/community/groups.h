// SPDX-License-Identifier: AGPL-3.0-or-later
// community/groups.h — a group is an account that many speak in: who follows it is a member, what is written to it by name is a topic,
// and what answers a topic belongs to it too. A group of ours passes topics on by boosting them, so that they reach the homes of
// its members; how its members elsewhere hear of them stands in activitypub/group_activities.h (FEP-1b12).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
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

// How one becomes a member. A hidden group is known to its members and to whom it invites, and to nobody else: its account is one that
// was never admitted, and what is written in it is for its members alone (social::Status::audience).
enum class Joining { Open, Request, Invitation, Hidden };
std::string_view name_of(Joining);  // "open", "request", "invitation", "hidden"
std::optional<Joining> parse_joining(std::string_view);

struct Group {
    AccountId id;  // its account
    Joining joining = Joining::Open;
    Posting posting = Posting::Everybody;
    int first_topics = 0, first_answers = 0;  // that many of a new member's wait to be let in (group_trust.h)
    Time created_at;
    bool is_hidden() const { return joining == Joining::Hidden; }
};

struct GroupDraft {
    std::string name;         // as a user name
    std::string title;        // shown; empty: the name
    std::string description;  // plain text, as an account's note
    Joining joining = Joining::Open;
    Posting posting = Posting::Everybody;
    AccountId owner;
};

// Refuses as create_account and update_profile do; NotFound for an owner who is not of this hosted domain.
Result<Group> make_group(db::Transaction&, DomainId, const GroupDraft&, Time now);
std::optional<Group> find_group(db::Reader&, AccountId);
enum class Hidden { LeftOut, Included };
std::vector<AccountId> groups_of_domain(db::Reader&, DomainId, AccountId after, int limit, Hidden = Hidden::LeftOut);  // by age
std::vector<AccountId> search_groups(db::Reader&, DomainId, std::string_view words, int limit);  // by their names
std::vector<std::string> rules_of(db::Reader&, AccountId group);

struct GroupPerson {
    AccountId account;
    GroupRole role = GroupRole::Moderator;
};
std::optional<GroupRole> role_in(db::Reader&, AccountId group, AccountId);
std::vector<GroupPerson> people_in_charge(db::Reader&, AccountId group);  // by age

// By an administrator's hand; by an owner's, group_acts.h. Refuses: NotFound, Conflict "group.last_owner".
Result<void> set_role(db::Transaction&, AccountId group, AccountId whom, std::optional<GroupRole>, Time now);
bool is_banned(db::Reader&, AccountId group, AccountId);

// A status that was posted: if it is for the members of a hidden group, if it is written to a group by its name, or answers what belongs to one, it is taken in where its author
// may, or waits to be let in. Publishes GroupStatusAdded. For whoever subscribes to StatusPosted, inside.
void take_into_group(db::Transaction&, StatusId);
// The group of another server says that this is one of its own.
void note_in_group(db::Transaction&, AccountId group, StatusId);

// And that it is so no longer: the group's boost goes.
void forget_in_group(db::Transaction&, AccountId group, StatusId, Time now);

// What waits comes in, or is refused. NotFound when it does not wait.
Result<void> settle_waiting(db::Transaction&, AccountId group, StatusId, bool approved, std::string_view reason, Time now);

struct GroupPlace {
    AccountId group;
    bool is_topic = false;
};
std::optional<GroupPlace> place_in_group(db::Reader&, StatusId);                                  // not of what was removed
std::unordered_map<StatusId, AccountId> groups_of_posts(db::Reader&, std::span<const StatusId>);  // of many at once
std::optional<StatusId> find_in_own_group(db::Reader&, std::string_view uri);                     // of a group of ours
// The group of ours that a topic stands in, with what opened it; none: it stands in none.
std::optional<AccountId> group_of_topic(db::Reader&, StatusId);
// What becomes of the places in a group when conversations are split, merged and moved. A new topic is passed on as any other.
void become_topic(db::Transaction&, AccountId group, StatusId topic, ConversationId, Time now);
void become_answers(db::Transaction&, AccountId group, StatusId topic, ConversationId from, ConversationId into);
void move_topic(db::Transaction&, AccountId from, AccountId to, StatusId topic, ConversationId, Time now);

std::vector<StatusId> pinned_in_group(db::Reader&, AccountId group, Time now);  // what is announced first

}  // namespace favilla::community
