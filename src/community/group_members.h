// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_members.h — who is in a group, who would like to be, whom it would like to have: members are its account's followers,
// requests its follow requests, so that apps and servers that know nothing of groups join, ask and leave as they follow.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "community/groups.h"

namespace favilla::community {

enum class Membership { None, Asked, Invited, Member, Banned };
std::string_view name_of(Membership);  // "none", "asked", …

struct MemberStanding {
    Membership membership = Membership::None;
    std::optional<GroupRole> role;
};
MemberStanding standing_in(db::Reader&, AccountId group, AccountId);
// Whether the viewer may know of it: a hidden one, only who is a member or invited.
bool is_known_to(db::Reader&, const Group&, social::Viewer);
// And whether its topics are for them.
bool may_read(db::Reader&, const Group&, social::Viewer);

// Joins, asks, or accepts the invitation. Refuses NotFound "group.missing" (also a hidden one without an invitation), Forbidden
// "group.by_invitation", "relation.blocked", and as follow does.
Result<void> join_group(db::Transaction&, AccountId group, AccountId who, Time now);
// Leaves, takes the request back or declines the invitation; also the role goes. Refuses NotFound, Conflict "group.last_owner".
Result<void> leave_group(db::Transaction&, AccountId group, AccountId who, Time now);
// Somebody asked to follow a group, from whatever app or server: who was invited is in, and where only the invited come in, others are not.
void answer_request(db::Transaction&, AccountId group, AccountId who);

// Refuses: NotFound "group.missing" (also somebody unknown), Conflict "group.member_already", Forbidden "group.not_from_here" (into a
// hidden group come members of this server alone).
Result<void> invite(db::Transaction&, const Group&, AccountId by, AccountId whom, Time now);
Result<void> withdraw_invitation(db::Transaction&, AccountId group, AccountId whom);  // NotFound

struct Member {
    AccountId account;
    std::optional<GroupRole> role;
    Time since;
};
// Newest first; with words, only those one of whose names begins with each of them.
social::Page<Member> members_of(db::Reader&, AccountId group, social::Viewer, const social::PageRequest&,
                                std::string_view words = {});
std::int64_t count_members(db::Reader&, AccountId group);
struct GroupInvitation {
    AccountId account, by;
    Time created_at;
};
social::Page<GroupInvitation> invitations_of(db::Reader&, AccountId group, const social::PageRequest&);
social::Page<AccountId> banned_from(db::Reader&, AccountId group, const social::PageRequest&);

struct Care {  // what waits for those in charge
    std::int64_t requests = 0, topics = 0;
};
Care care_of(db::Reader&, AccountId group);

inline constexpr int most_unread = 100;                         // no more are counted
int count_unread(db::Reader&, AccountId group, AccountId who);  // topics with something new in them, by others
// Groups somebody is invited to, and then those they are in, also of other servers; the liveliest first.
std::vector<AccountId> groups_with(db::Reader&, AccountId);
std::vector<AccountId> members_among(db::Reader&, AccountId group, std::span<const AccountId>);

}  // namespace favilla::community
