// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/page_posture.h — everything that is said of a page's posture, put together from its history: the one place that the screen, the report,
// the letter and the command line take their figures from.
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "social/accounts.h"
#include "strategy/advice.h"
#include "strategy/history.h"
#include "strategy/posture.h"
#include "strategy/returns.h"

namespace favilla::strategy {

inline constexpr int trend_points = 13, weeks_between_points = 4;

struct TrendPoint {
    std::int64_t week = 0;  // the last that it is told from
    Figure score;
};

struct PagePosture {
    AccountId page;
    std::optional<social::Posture> declared;
    Time until;  // what came after is not counted; the first moment of a week
    Posture now;
    std::vector<TrendPoint> trend;     // oldest first, the present one last; those that could not be told yet are missing
    std::optional<Movement> movement;  // since the thirteen weeks before
    std::array<GainFigure, gain_count> gains{};
    int weeks_compared = 0;  // there were, for the gains
    std::vector<Advice> advice;

    std::int64_t last_week() const { return week_of(until) - 1; }
    std::int64_t first_week() const { return last_week() - window_weeks + 1; }
};

// The promise of a page (strategy::Promise), looked up.
using PromiseOf = std::function<Promise(db::Reader&, AccountId page)>;

// None when there is no such account. What is read and what is reckoned take two calls, so that nothing is reckoned inside a transaction.
struct PageFacts {
    social::Account account;
    Time until;
    History history;
};
std::optional<PageFacts> read_page_facts(db::Reader&, AccountId page, Time until, const PromiseOf&);
PagePosture reckon(const PageFacts&);

// Of the figures of a page that end with that week: the same on every screen, all week long.
std::uint64_t posture_seed(AccountId page, std::int64_t last_week);

}  // namespace favilla::strategy
