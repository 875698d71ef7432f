// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_announcements.h — a topic that those in charge of a group announce: it stands above the others until its day or until
// it is taken back, and its members are told of it. For other servers it is a topic as any other, and featured.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "community/group_events.h"
#include "community/groups.h"

namespace favilla::community {

inline constexpr int most_announced_a_week = 3;
inline constexpr Duration longest_announced = days(366);

struct Announced {
    Time since;
    std::optional<Time> until;
    bool stands_at(Time now) const { return !until || *until > now; }
};

// What stands already stands until another day, and nobody is told again. Publishes GroupAnnounced of what is new.
// Refuses: Invalid "group.too_many_announced", "group.announced_until" (a day that lies ahead, at most a year).
Result<void> announce(db::Transaction&, AccountId group, AccountId by, StatusId topic, std::optional<Time> until, Time now);
Result<void> take_back(db::Transaction&, AccountId group, StatusId topic, Time now);  // NotFound "group.missing"
std::optional<Announced> find_announced(db::Reader&, AccountId group, StatusId topic);

// Ids of what stands above, for which $1 is the group and this parameter the time: announced or pinned.
std::string above_others(int now);

// All members from here who want to know, a batch a transaction. To be told twice is to be told once.
void tell_of_announcement(db::Database&, const GroupAnnounced&, Time now);
bool is_told_of_announcements(db::Reader&, AccountId group, AccountId member);
// Refuses NotFound "group.missing" for who is no member.
Result<void> choose_announcements(db::Transaction&, AccountId group, AccountId member, bool told);
void forget_announcement_choices_of_deleted(db::Transaction&, AccountId);

}  // namespace favilla::community
