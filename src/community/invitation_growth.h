// SPDX-License-Identifier: AGPL-3.0-or-later
// community/invitation_growth.h — what invitations bring: the viral coefficient k with its uncertainty, the generations, and one inviter's
// bursts. How each is counted stands in docs/methods/invitations.en.md.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::community {

struct Offer {  // of one invitation that has ended
    std::int64_t places = 0, taken = 0;
};
struct GrowthInput {
    std::vector<std::int64_t> places_of_members;  // that each member offered; those who offered none stand as 0
    std::vector<Offer> offers;
};

// k = i · c: places offered per member, i ~ Gamma((I + ½)/φ, M/φ), by the share of them that is taken, c ~ Beta((A + ½)/ψ, (N − A + ½)/ψ).
// φ and ψ, at least 1, are how much more the members and the invitations differ than chance would have them: a few invite much,
// and the friends of one invitation come or stay away together.
struct GrowthCoefficient {
    std::int64_t members = 0, places = 0, taken = 0;
    double places_per_member = 0, acceptance = 0;  // posterior means
    double k = 0;                                  // their product
    double low = 0, high = 0;                      // the middle 95 % of the posterior
    double above_one = 0;                          // P(k > 1)
};
std::optional<GrowthCoefficient> growth_coefficient(const GrowthInput&);  // none without a member or without a place

struct Growth {
    std::optional<GrowthCoefficient> raw;
    std::optional<GrowthCoefficient>
        authentic;                          // without those limited or suspended, and without the places they offered or took
    std::vector<std::int64_t> generations;  // people in each, from 1; admitted ones
};
inline constexpr Duration growth_after = days(30);  // who came later has not had the time to invite
Growth growth_of(db::Reader&, DomainId, Time now);

// P(at least `observed`) where `expected` come by a Poisson law.
double poisson_tail(std::int64_t observed, double expected);

struct ArrivalThrough {
    AccountId inviter;
    Time at;
};
struct Burst {  // more people through one inviter within a day than the others' arrivals let one expect
    AccountId inviter;
    Time from, until;
    std::int64_t observed = 0;
    double expected = 0;
    double p = 0;  // times the windows that were looked at
};
inline constexpr std::int64_t smallest_burst = 5;
inline constexpr double burst_level = 0.001;
inline constexpr Duration burst_memory = days(60);
// Of each inviter the strongest window; the least likely first. Seen is not judged: a school class comes in a burst, too.
std::vector<Burst> find_bursts(std::span<const ArrivalThrough>);
std::vector<Burst> bursts_of(db::Reader&, DomainId, Time now);

}  // namespace favilla::community
