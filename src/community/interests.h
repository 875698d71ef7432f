// SPDX-License-Identifier: AGPL-3.0-or-later
// community/interests.h — what a member cares about, as far as it shows in what they follow, say in public and join: a list they see, each
// with its weight and its reasons, correct, delete and switch off. docs/interests.md says how it is weighed, and of whom nothing is kept.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::community {

struct InterestChoices {
    bool kept = true;         // something is inferred of them
    bool offered = false;     // they may be suggested as readers of a post
    bool introduced = false;  // they may be asked whether to meet somebody
};
InterestChoices interest_choices(db::Reader&, AccountId);
struct InterestChoice {  // what is not given stays as it is
    std::optional<bool> kept, offered, introduced;
};
// Of a person of this server. Refuses NotFound.
Result<void> choose(db::Transaction&, AccountId, const InterestChoice&, Time now);

struct Interest {
    std::string subject;  // community/subjects.h
    std::string label;
    double weight = 0;      // how much shows of it, 0 to 1
    double strength = 0;    // the same by how rare it is here, 0 to 1
    std::int64_t said = 0;  // in so many of their posts
    bool follows_tag = false;
    std::optional<AccountId> followed, group;  // who says so of themselves, and where they are a member
    bool own = false;                          // they said so themselves
};
// All that is kept, the strongest first.
std::vector<Interest> interests_of(db::Reader&, AccountId);
std::vector<Interest> interests_among(db::Reader&, AccountId, const std::vector<std::string>& subjects);

struct TakenOff {
    std::string subject, label;
};
std::vector<TakenOff> taken_off(db::Reader&, AccountId);  // the newest first

inline constexpr int max_own_interests = 50;
// A word, as a tag is one. Refuses Invalid "interest.one_word", "interest.never" (health, religion, …), "interest.too_many".
Result<void> add_interest(db::Transaction&, AccountId, std::string_view word, Time now);
// It does not come back by itself. Refuses NotFound "interest.missing".
Result<void> take_off(db::Transaction&, AccountId, std::string_view subject, Time now);
Result<void> let_return(db::Transaction&, AccountId, std::string_view subject, Time now);
// Everything: what was inferred, said and taken off, and whom they were suggested to; what is older than this counts no more. Their
// choices stay.
void delete_interests(db::Transaction&, AccountId, Time now);

// Something happened that may change them; weighed within a minute, and whenever they look.
void note_said(db::Transaction&, StatusId);
void note_stale(db::Transaction&, AccountId);  // of a person of this server; of others nothing
void weigh(db::Transaction&, AccountId, Time now);
// Those that changed, and some of whom nothing was weighed for a day; says whether there were any.
bool weigh_due(db::Database&, Time now);
void forget_old_uses(db::Transaction&, Time now);
// Whose account was deleted. For AccountSuspended, inside.
void forget_interests_of_deleted(db::Transaction&, AccountId);

inline constexpr Duration uses_are_kept = days(90);

// How rare something is that `holders` of `people` have, 0 to 1; and how evidence becomes a weight.
double rarity(std::int64_t holders, std::int64_t people);
double weight_of_evidence(double evidence);

}  // namespace favilla::community
