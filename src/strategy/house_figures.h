// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/house_figures.h — what an organisation's whole house did in public, for everybody to read, by weeks as the figures of a page
// (strategy/public_figures.h): of no house unless an administrator said so, and nothing behind which fewer than five people stand, nor what could be
// reckoned of them from the figures of its pages that stand publicly as well. docs/methods/public-figures.en.md.
#pragma once
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "strategy/told.h"

namespace favilla::strategy {

bool has_house_figures(db::Reader&, DomainId);
// By an administrator, who is looked at elsewhere; written into the log of the team where it changes anything.
void show_house_figures(db::Transaction&, DomainId, AccountId by, bool shown, Time now);

struct HouseWeek {
    std::int64_t first_day = 0;  // its Monday, since 1970-01-01
    std::optional<std::int64_t>
        conversations;  // begun here in public; none: by few people, or too many to be counted so far back
    Told answers;       // in them, until now, from anywhere
    Told members;       // who came in it and are here still
    Told followers;     // on other servers, likewise
};
struct HouseFigures {
    std::vector<HouseWeek> weeks;  // one behind the other, without a gap
    Told people;                   // who wrote in answer in conversations that were begun in these weeks
    bool is_complete = true;       // else conversations of the first weeks are left out
};

struct HousePages {
    std::set<std::int64_t> all;      // accounts that are no people
    std::set<std::int64_t> public_;  // of which figures stand publicly as well
};
// Newest conversation first, as read_scope gives them: without members and followers.
HouseFigures count_house(std::span<const ScopeConversation>, bool is_complete, const HousePages&, std::int64_t today);
// None: they do not stand publicly.
std::optional<HouseFigures> house_figures_of(db::Reader&, DomainId, Time now);

}  // namespace favilla::strategy
