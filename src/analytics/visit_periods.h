// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visit_periods.h — the visits to a site in a period. Of a day that its pages told of, logs are left out: both tell of the same people.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "analytics/visit_days.h"
#include "analytics/visit_sites.h"

namespace favilla::analytics {

struct VisitTotals {
    std::int64_t views = 0, visits = 0;
    std::int64_t visitors = 0;  // of each day: who comes on two days counts twice
    std::int64_t bounces = 0;   // visits of one view
    std::int64_t seconds = 0;   // between first and last view, all visits together
};

struct VisitsOfDay {
    std::int64_t day = 0;
    VisitTotals totals;
    bool by_beacon = false;
};

struct NamedVisits {
    std::string name;  // empty: all that were too many to be told apart
    Named figures;
};
struct NamedAct {
    std::string name;
    Acts acts;
};

// The first so many, of so many; most visits first (of pages and drops: most views).
struct NamedRows {
    std::int64_t count = 0;
    std::vector<NamedVisits> rows;
};
struct ActRows {
    std::int64_t count = 0;
    std::vector<NamedAct> rows;
};

struct VisitPeriod {
    std::int64_t from_day = 0, to_day = 0;  // both are in it
    VisitTotals totals;
    std::vector<VisitsOfDay> days;  // those that something is kept of
    std::array<NamedRows, figure_kinds.size()> named;
    std::array<ActRows, act_kinds.size()> acts;

    const NamedRows& operator[](FigureKind kind) const { return named[static_cast<std::size_t>(kind)]; }
    const ActRows& operator[](ActKind kind) const { return acts[static_cast<std::size_t>(kind)]; }
};

VisitPeriod visits_in(db::Reader&, VisitSiteId, std::int64_t from_day, std::int64_t to_day, std::int64_t most_rows);

}  // namespace favilla::analytics
