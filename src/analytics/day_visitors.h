// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/day_visitors.h — what pages told in a second, put to what is kept of their visitors of the day, whichever process saw them: so the visits and
// visitors of a day are those of the site, not of a process. What is kept goes with the day's key (analytics/day_keys.h).
#pragma once
#include <optional>
#include <span>
#include <string>

#include "analytics/visit_days.h"
#include "analytics/visit_sites.h"
#include "db/database.h"

namespace favilla::analytics {

enum class Told { View, Goal, Outgoing };

// Without whoever called: by keys of the day. Names are those within the day's bounds; empty: one of all others.
struct SeenCall {
    std::uint64_t visitor = 0;
    bool is_told_apart = true;  // false: there are more visitors than are remembered, and each call of theirs is somebody's first
    Told told = Told::View;
    Time at;
    int hour = 0;
    std::string name;  // of the page, of the goal, or the page that a link leads to
    // Of a view, by which a visit begins, if one does:
    Channel channel = Channel::Direct;
    std::optional<std::string> site, campaign;
    // Of a goal or a link:
    std::uint64_t act = 0;  // who did what
    std::string goal;       // its name where it is put to channels and currencies
    std::string currency;
    std::int64_t amount = 0;
};

// Adds what they come to, in their order, and keeps who was seen. Of a day whose key is gone everybody is new, and nobody is kept.
void count_seen(db::Transaction&, VisitSiteId, std::int64_t day, std::span<const SeenCall>, VisitDay& into);

}  // namespace favilla::analytics
