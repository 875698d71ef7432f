// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/returns.h"

#include <algorithm>
#include <map>
#include <vector>

#include "analytics/randomisation.h"

namespace favilla::strategy {

namespace {

struct Pair {  // a week, and what the next one brought
    double lean = 0, gain = 0;
};

std::map<std::int64_t, std::vector<Pair>> pairs_of(std::span<const WeekGains> weeks, std::size_t gain)
{
    std::map<std::int64_t, std::vector<Pair>> blocks;
    for (std::size_t n = 0; n + 1 < weeks.size(); ++n) {
        const auto& came = weeks[n + 1].gains[gain];
        if (!weeks[n].lean || !came) continue;
        auto back = static_cast<std::int64_t>(weeks.size() - 2 - n);
        blocks[back / weeks_in_block].push_back({*weeks[n].lean, *came});
    }
    return blocks;
}

// Weeks above the median against the others, or those at the median with those above it, whichever cuts them more evenly. Nothing: they are all
// alike, and tell nothing.
std::vector<bool> rounder_ones(const std::vector<Pair>& pairs)
{
    std::vector<double> leans;
    for (const auto& pair : pairs) leans.push_back(pair.lean);
    std::ranges::sort(leans);
    auto median = leans[leans.size() / 2];
    auto above = leans.end() - std::ranges::upper_bound(leans, median),
         with = leans.end() - std::ranges::lower_bound(leans, median);
    auto evenness = [&](std::ptrdiff_t count) { return std::min(count, std::ssize(leans) - count); };
    if (evenness(above) == 0 && evenness(with) == 0) return {};
    bool takes_median = evenness(with) > evenness(above);
    std::vector<bool> rounder;
    for (const auto& pair : pairs) rounder.push_back(takes_median ? pair.lean >= median : pair.lean > median);
    return rounder;
}

std::vector<analytics::TossedSlot> slots_of(std::span<const WeekGains> weeks, std::size_t gain)
{
    std::vector<analytics::TossedSlot> slots;
    for (const auto& [block, pairs] : pairs_of(weeks, gain)) {
        auto rounder = rounder_ones(pairs);
        for (std::size_t n = 0; n < rounder.size(); ++n) slots.push_back({pairs[n].gain, rounder[n], static_cast<int>(block)});
    }
    return slots;
}

GainFigure compare(std::span<const WeekGains> weeks, Gain gain, std::uint64_t seed)
{
    GainFigure figure{.gain = gain};
    auto slots = slots_of(weeks, static_cast<std::size_t>(gain));
    for (const auto& slot : slots) {
        ++(slot.treated ? figure.rounder : figure.louder);
        (slot.treated ? figure.after_rounder : figure.after_louder) += slot.outcome;
    }
    if (figure.rounder > 0) figure.after_rounder /= figure.rounder;
    if (figure.louder > 0) figure.after_louder /= figure.louder;
    figure.weeks_needed = std::max(0, least_compared - static_cast<int>(slots.size()));
    if (figure.weeks_needed > 0) return figure;
    auto test = analytics::test_tossed_slots(slots, {.seed = seed});
    if (!test) return figure;
    figure.difference = {test->difference, test->lower, test->upper, test->p};
    // Each quarter weighs by its rounder weeks in both means, so that the one less the other is the difference.
    figure.after_louder = figure.after_rounder - test->difference;
    return figure;
}

}  // namespace

std::string_view name_of(Gain gain)
{
    constexpr std::array<std::string_view, gain_count> names{"people", "returning", "followers", "visits"};
    return names[static_cast<std::size_t>(gain)];
}

std::array<GainFigure, gain_count> compare_returns(std::span<const WeekGains> weeks, std::uint64_t seed)
{
    std::array<GainFigure, gain_count> figures;
    for (auto gain : all_gains) figures[static_cast<std::size_t>(gain)] = compare(weeks, gain, seed);
    return figures;
}

}  // namespace favilla::strategy
