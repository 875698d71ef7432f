// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar_gaps.h"

#include <algorithm>

namespace favilla::desk {

std::optional<Duration> usual_pause(std::span<const Time> out)
{
    std::vector<Time> times{out.begin(), out.end()};
    std::ranges::sort(times);
    std::vector<std::int64_t> pauses;
    for (std::size_t n = 1; n < times.size(); ++n) pauses.push_back((times[n] - times[n - 1]).milliseconds);
    if (pauses.size() < least_pauses) return std::nullopt;
    std::ranges::sort(pauses);
    auto middle = pauses.size() / 2;
    return Duration{pauses.size() % 2 == 1 ? pauses[middle] : (pauses[middle - 1] + pauses[middle]) / 2};
}

std::vector<Gap> stretches(std::span<const Time> posts, Time from, Time until)
{
    std::vector<Time> edges{from};
    for (auto at : posts)
        if (at > from && at < until) edges.push_back(at);
    std::ranges::sort(edges);
    if (until > from) edges.push_back(until);
    std::vector<Gap> found;
    for (std::size_t n = 1; n < edges.size(); ++n)
        if (edges[n] > edges[n - 1]) found.push_back({edges[n - 1], edges[n]});
    return found;
}

std::optional<Gap> longest(std::span<const Gap> gaps)
{
    auto found = std::ranges::max_element(gaps, {}, &Gap::lasts);
    return found == gaps.end() ? std::nullopt : std::optional{*found};
}

std::vector<Gap> gaps_seen(std::span<const Gap> gaps, Duration usual)
{
    std::vector<Gap> seen;
    std::ranges::copy_if(gaps, std::back_inserter(seen), [&](const Gap& gap) { return gap.lasts() > usual * 2; });
    return seen;
}

}  // namespace favilla::desk
