// SPDX-License-Identifier: AGPL-3.0-or-later
// social/act_parts.h — how an act is counted. Every figure of what people did is raw = authentic + affiliated + coordinated + machine, by
// act, each act in one part: a machine's before all, then of who is tied to the organisation, then what is labelled. integrity/sorting.h
// decides what is coordinated and who has said that they are tied (docs/decisions/0028-authentic-figures.md); here it is kept and asked for.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "db/database.h"

namespace favilla::social {

// What stands in act_parts; a higher one counts before a lower. What has no row and is no machine's is authentic.
enum class ActCode {
    Plain = 0,
    Watched = 1,      // found at q ≤ 0.05, and nothing published: authentic, but for the low end of the band
    Labelled = 2,     // published, at q ≤ 0.01
    LabelledFar = 3,  // published, at q ≤ 0.001
    Affiliated = 4,
    Machine = 5
};
enum class ActPart { Authentic, Affiliated, Coordinated, Machine };
std::string_view name_of(ActPart);  // "authentic", …
ActPart part_of(ActCode);

enum class ActKind { All = 0, Favourite = 1, Boost = 2, Answer = 3, Vote = 4 };

// SQL for the code of an act of `account`, an expression, on `object`, another: what was favoured or boosted, the answer itself, the poll.
std::string act_code(std::string_view account, ActKind, std::string_view object);
// Of what is no act on a status: the code of all that `account` does.
std::string act_code(std::string_view account);
// SQL that is true where a code, an expression, counts as authentic; where what `account` does is, and an act of theirs.
std::string is_authentic_code(std::string_view code);
std::string is_authentic(std::string_view account);
std::string is_authentic(std::string_view account, ActKind, std::string_view object);

struct PartCounts {
    std::int64_t authentic = 0, affiliated = 0, coordinated = 0, machine = 0;
    std::int64_t low = 0, high = 0;  // of the authentic: without what is watched; with what is labelled at q > 0.001

    std::int64_t raw() const { return authentic + affiliated + coordinated + machine; }
    void add(ActCode, std::int64_t acts);
    PartCounts& operator+=(const PartCounts&);
    friend bool operator==(const PartCounts&, const PartCounts&) = default;
};

// What was done to a post, of what is known here: who favoured and boosted it, its direct answers, and who voted in its poll.
struct StatusParts {
    PartCounts favourites, boosts, answers, voters;
};
StatusParts parts_of_status(db::Reader&, StatusId);

// What is left out of what was done to many posts at once; none of a post of which everything counts.
struct LeftOut {
    std::int64_t favourites = 0, boosts = 0, answers = 0;
};
std::unordered_map<StatusId, LeftOut> left_out_among(db::Reader&, std::span<const StatusId>);

struct SortedAct {
    AccountId account;
    std::int64_t id = 0;  // of the favourite, the boost, the answer
    ActPart part = ActPart::Authentic;
};
// Who stands behind the figure, by id. None of a poll, whose votes are secret.
std::vector<SortedAct> acts_on_status(db::Reader&, StatusId, ActKind, std::int64_t after, int limit);

// What integrity decided of one account, in the place of what was kept: object and kind, (0, All) for everything.
using ActCodes = std::map<std::pair<std::int64_t, ActKind>, ActCode>;
ActCodes kept_codes(db::Reader&, AccountId);
bool keep_codes(db::Transaction&, AccountId, const ActCodes&);  // whether anything changed
std::vector<AccountId> accounts_with_codes(db::Reader&);

// Accounts whose acts wait to be sorted.
void note_unsorted(db::Transaction&, AccountId);
std::vector<AccountId> unsorted_accounts(db::Reader&);
void forget_unsorted(db::Transaction&, AccountId);

}  // namespace favilla::social
