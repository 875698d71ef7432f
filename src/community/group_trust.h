// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_trust.h — how well a group knows somebody: new, known, trusted. It comes by itself, by what of theirs stands in the group
// and how long they are in it, and goes the same way; or those in charge say it. Of new ones the first topics and answers wait where the
// group has them wait; trusted ones may invite.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

#include "community/groups.h"

namespace favilla::community {

enum class Trust { New, Known, Trusted };
std::string_view name_of(Trust);  // "new", "known", "trusted"
std::optional<Trust> parse_trust(std::string_view);

struct TrustRule {  // both are asked
    Trust trust;
    int said = 0;  // topics and answers that stand in the group
    int days = 0;  // in the group
};
inline constexpr std::array<TrustRule, 2> trust_rules = {
    {{.trust = Trust::Known, .said = 3, .days = 7}, {.trust = Trust::Trusted, .said = 20, .days = 60}}};

struct TrustIn {
    std::optional<Trust> by_hand;
    std::int64_t topics = 0, answers = 0;
    std::optional<Time> since;  // none: no member
};
Trust earned(const TrustIn&, Time now);
inline Trust trust_of(const TrustIn& person, Time now) { return person.by_hand.value_or(earned(person, now)); }

TrustIn find_trust(db::Reader&, AccountId group, AccountId);
std::unordered_map<AccountId, TrustIn> find_trust(db::Reader&, AccountId group, std::span<const AccountId>);

// None: what is earned holds. It stays when they leave and come back. Refuses NotFound "group.missing" for who is no member, Conflict
// "group.trust_in_charge" for who is in charge.
Result<void> set_trust(db::Transaction&, AccountId group, AccountId by, AccountId whom, std::optional<Trust>, Time now);

void forget_trust_of_deleted(db::Transaction&, AccountId);

enum class Said { Topic, Answer };
// Whether what they write now has to be let in. Whom those in charge call new waits always; in a hidden group nothing does.
bool must_wait(db::Reader&, const Group&, AccountId author, Said, Time now);
bool may_invite_as_member(db::Reader&, const Group&, AccountId, Time now);

}  // namespace favilla::community
