// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/public_figures.h — what came of a page, for everybody to read: by weeks (Mondays, UTC), the last being that of today. Of no page
// unless an administrator said so. They are the figures its team sees, without those behind which fewer than five people stand.
// docs/methods/public-figures.en.md.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "strategy/told.h"

namespace favilla::strategy {

bool has_public_figures(db::Reader&, AccountId page);  // not of one suspended or gone
// By an administrator, who is looked at elsewhere; written into the page's log where it changes anything. Refuses NotFound "page.missing".
Result<void> show_figures(db::Transaction&, AccountId page, AccountId by, bool shown, Time now);

struct PublicWeek {
    std::int64_t first_day = 0;                 // its Monday, since 1970-01-01
    std::optional<std::int64_t> conversations;  // begun by the page; none: too many at once to be counted so far back
    Told answers;                               // in them, until now
    Told followers;                             // who came in it and are there still
};
struct PublicFigures {
    std::vector<PublicWeek> weeks;  // one behind the other, without a gap
    Told people;                    // who wrote in conversations that were begun in these weeks
    bool is_complete = true;        // else conversations of the first weeks are left out
    bool tells_followers = true;    // false: the page hides how many it has
};

// Newest conversation first, as read_scope gives them: without followers.
PublicFigures count_publicly(std::span<const ScopeConversation>, bool is_complete, AccountId page, std::int64_t today);
// None: they do not stand publicly, or there is no such page in this place.
std::optional<PublicFigures> public_figures_of(db::Reader&, DomainId, AccountId page, Time now);

}  // namespace favilla::strategy
