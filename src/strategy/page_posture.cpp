// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/page_posture.h"

#include <algorithm>

namespace favilla::strategy {

namespace {

std::vector<TrendPoint> trend_of(const PageFacts& facts, std::int64_t last_week, const Posture& now)
{
    std::vector<TrendPoint> points;
    if (now.score) points.push_back({last_week, *now.score});
    for (int n = 1; n < trend_points; ++n) {
        auto week = last_week - n * weeks_between_points;
        if (facts.history.weeks.empty() || week < facts.history.weeks.front().week + least_weeks - 1) break;
        auto then = measure(window_until(facts.history, week), posture_seed(facts.account.id, week));
        if (then.score) points.push_back({week, *then.score});
    }
    std::ranges::reverse(points);
    return points;
}

}  // namespace

std::uint64_t posture_seed(AccountId page, std::int64_t last_week)
{
    return static_cast<std::uint64_t>(page.value) * 0x9E37'79B9'7F4A'7C15 + static_cast<std::uint64_t>(last_week);
}

std::optional<PageFacts> read_page_facts(db::Reader& reader, AccountId page, Time until, const PromiseOf& promise_of)
{
    auto account = social::find_account(reader, page);
    if (!account) return std::nullopt;
    auto over = start_of_week(week_of(until));
    auto history = read_history(reader, page, over, promise_of(reader, page));
    return PageFacts{*std::move(account), over, std::move(history)};
}

PagePosture reckon(const PageFacts& facts)
{
    auto last_week = week_of(facts.until) - 1;
    auto seed = posture_seed(facts.account.id, last_week);
    auto window = window_until(facts.history, last_week);
    PagePosture posture{
        .page = facts.account.id, .declared = facts.account.posture, .until = facts.until, .now = measure(window, seed)};
    posture.trend = trend_of(facts, last_week, posture.now);
    posture.movement = movement(window_until(facts.history, last_week - window_weeks), window, seed);
    posture.gains = compare_returns(facts.history.gains, seed);
    posture.weeks_compared = std::max(0, static_cast<int>(facts.history.gains.size()) - 1);
    posture.advice = advise(posture.now, posture.declared, posture.gains);
    return posture;
}

}  // namespace favilla::strategy
