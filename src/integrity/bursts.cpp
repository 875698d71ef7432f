// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/bursts.h"

#include <algorithm>
#include <tuple>

#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

struct Window {
    double p = 1;
    std::size_t begin = 0, end = 0;
};

std::size_t first_not_before(const std::vector<History::Act>& acts, std::int64_t at)
{
    return static_cast<std::size_t>(std::ranges::lower_bound(acts, at, {}, &History::Act::at) - acts.begin());
}

// The windows that hold too many, the least likely first.
std::vector<Window> crowded_windows(const std::vector<History::Act>& acts, std::int64_t published_at)
{
    std::vector<Window> crowded;
    for (std::size_t begin = 0; begin < acts.size(); ++begin) {
        auto at = acts[begin].at;
        if (at < published_at + burst_not_before) continue;
        auto end = first_not_before(acts, at + burst_window + 1);
        if (end - begin < least_in_burst || end - begin > most_in_burst) continue;
        auto around =
            first_not_before(acts, at + burst_window + burst_pace_over + 1) - first_not_before(acts, at - burst_pace_over);
        double expected = static_cast<double>(around - (end - begin) + 1) * burst_window / (2 * burst_pace_over);
        double p = poisson_tail(expected, static_cast<int>(end - begin)) * static_cast<double>(acts.size());
        if (p <= burst_level) crowded.push_back({p, begin, end});
    }
    std::ranges::sort(crowded, {}, [](const Window& window) { return std::tuple{window.p, window.begin}; });
    return crowded;
}

}  // namespace

std::vector<Burst> unprompted_bursts(const History& history)
{
    std::vector<Burst> bursts;
    for (std::uint32_t object = 0; object < history.objects(); ++object) {
        auto of_object = history.of_object(object);
        std::vector<History::Act> acts(of_object.begin(), of_object.end());
        std::ranges::sort(acts, {}, [](const History::Act& act) { return std::pair{act.at, act.other}; });
        std::vector<char> taken(acts.size());
        auto first = bursts.size();
        for (const auto& window : crowded_windows(acts, history.object(object).published_at)) {
            auto begin = taken.begin() + static_cast<std::ptrdiff_t>(window.begin);
            auto end = taken.begin() + static_cast<std::ptrdiff_t>(window.end);
            if (std::find(begin, end, 1) != end) continue;
            std::fill(begin, end, 1);
            Burst burst{.object = object, .at = acts[window.begin].at, .accounts = {}};
            for (auto n = window.begin; n < window.end; ++n) burst.accounts.push_back(acts[n].other);
            std::ranges::sort(burst.accounts);
            bursts.push_back(std::move(burst));
        }
        std::ranges::sort(bursts.begin() + static_cast<std::ptrdiff_t>(first), bursts.end(), {}, &Burst::at);
    }
    return bursts;
}

std::vector<PairFinding> test_bursts(const History& history, std::span<const Burst> bursts,
                                     std::span<const std::uint32_t> members)
{
    auto is_member = [&](std::uint32_t account) { return std::ranges::find(members, account) != members.end(); };
    struct Facts {
        double chance = 0;
        std::vector<char> acted, came;  // by place in members
    };
    std::vector<Facts> facts;
    for (const auto& burst : bursts) {
        auto acts = history.of_object(burst.object);
        auto others = std::ranges::count_if(acts, [&](const auto& act) { return !is_member(act.other); });
        auto came = std::ranges::count_if(burst.accounts, [&](auto account) { return !is_member(account); });
        Facts known{.chance = static_cast<double>(came + 1) / static_cast<double>(others + 1), .acted = {}, .came = {}};
        for (auto member : members) {
            known.acted.push_back(std::ranges::binary_search(acts, member, {}, &History::Act::other));
            known.came.push_back(std::ranges::binary_search(burst.accounts, member));
        }
        facts.push_back(std::move(known));
    }
    std::vector<PairFinding> pairs;
    for (std::size_t one = 0; one < members.size(); ++one) {
        for (std::size_t other = one + 1; other < members.size(); ++other) {
            PairFinding pair{.a = std::min(members[one], members[other]), .b = std::max(members[one], members[other])};
            std::vector<double> chances;
            for (const auto& known : facts) {
                if (!known.acted[one] || !known.acted[other]) continue;
                chances.push_back(known.chance * known.chance);
                pair.expected += chances.back();
                pair.together += known.came[one] && known.came[other];
            }
            pair.p = poisson_binomial_tail(chances, pair.together);
            pairs.push_back(pair);
        }
    }
    return pairs;
}

}  // namespace favilla::integrity
