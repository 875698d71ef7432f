// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/coordination.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "integrity/graph.h"

namespace favilla::integrity {

namespace {

std::uint32_t size_for(std::span<const Share> shares, std::uint32_t Share::* id)
{
    std::uint32_t size = 0;
    for (const auto& share : shares) size = std::max(size, share.*id + 1);
    return size;
}

// Those of accounts with enough of them, by object and time; what comes at once, in the order in which its accounts first stand, since
// that package has them by account when it pairs them.
std::vector<Share> eligible_shares(std::span<const Share> shares, int min_participation)
{
    std::vector<int> number(size_for(shares, &Share::account));
    std::vector<std::uint32_t> first(number.size()), order;
    for (std::uint32_t row = 0; row < shares.size(); ++row)
        if (number[shares[row].account]++ == 0) first[shares[row].account] = row;
    for (std::uint32_t row = 0; row < shares.size(); ++row)
        if (number[shares[row].account] >= min_participation) order.push_back(row);
    std::ranges::sort(order, {}, [&](std::uint32_t row) {
        return std::tuple{shares[row].object, shares[row].at, first[shares[row].account], row};
    });
    std::vector<Share> kept;
    kept.reserve(order.size());
    for (auto row : order) kept.push_back(shares[row]);
    return kept;
}

void pair_up(std::span<const Share> of_object, std::int64_t window, std::vector<SharePair>& pairs)
{
    for (std::size_t older = 0; older < of_object.size(); ++older) {
        const auto& one = of_object[older];
        if (one.is_object_itself) continue;
        for (std::size_t newer = older + 1; newer < of_object.size(); ++newer) {
            const auto& other = of_object[newer];
            auto delta = other.at - one.at;
            if (delta > window) break;
            if (other.is_object_itself || one.content == other.content || one.account == other.account) continue;
            pairs.push_back({one.object, one.account, other.account, one.content, other.content, delta});
        }
    }
}

// Contents of accounts that have enough of them among those in pairs.
std::vector<char> active_contents(std::span<const Share> shares, std::span<const SharePair> pairs, int min_participation)
{
    std::vector<char> in_pair(size_for(shares, &Share::content)), active(in_pair.size());
    for (const auto& pair : pairs) in_pair[pair.content] = in_pair[pair.content_y] = 1;
    std::vector<int> number(size_for(shares, &Share::account));
    for (const auto& share : shares) number[share.account] += in_pair[share.content];
    for (const auto& share : shares)
        if (in_pair[share.content] && number[share.account] >= min_participation) active[share.content] = 1;
    return active;
}

std::int64_t count_marked(const std::vector<char>& marks) { return std::ranges::count(marks, 1); }

// R's type 7: Hyndman & Fan 1996.
double quantile_of(std::vector<std::int64_t> values, double quantile)
{
    std::ranges::sort(values);
    double place = static_cast<double>(values.size() - 1) * quantile;
    auto low = static_cast<std::size_t>(std::floor(place));
    auto high = std::min(low + 1, values.size() - 1);
    double part = place - static_cast<double>(low);
    return (1 - part) * static_cast<double>(values[low]) + part * static_cast<double>(values[high]);
}

template <class Keep>
GraphSize size_of(const std::vector<CoordinationEdge>& edges, Keep keep)
{
    std::vector<Edge> kept;
    for (const auto& edge : edges)
        if (keep(edge)) kept.push_back({edge.account, edge.account_y});
    GraphSize size{.edges = static_cast<std::int64_t>(kept.size())};
    for (const auto& component : components_of(kept)) {
        ++size.components;
        auto members = static_cast<std::int64_t>(component.size());
        size.nodes += members;
        size.largest_component = std::max(size.largest_component, members);
    }
    return size;
}

}  // namespace

std::vector<SharePair> coordinated_pairs(std::span<const Share> shares, const CoordinationRule& rule)
{
    auto eligible = eligible_shares(shares, rule.min_participation);
    std::vector<SharePair> pairs;
    for (std::size_t begin = 0, end = 0; begin < eligible.size(); begin = end) {
        while (end < eligible.size() && eligible[end].object == eligible[begin].object) ++end;
        pair_up(std::span{eligible}.subspan(begin, end - begin), rule.window, pairs);
    }
    if (rule.min_participation > 1) {
        auto active = active_contents(eligible, pairs, rule.min_participation);
        std::erase_if(pairs, [&](const SharePair& pair) { return !active[pair.content] && !active[pair.content_y]; });
    }
    return pairs;
}

PairCounts count_pairs(std::span<const SharePair> pairs)
{
    PairCounts counts{.pairs = static_cast<std::int64_t>(pairs.size())};
    std::uint32_t accounts = 0, contents = 0, objects = 0;
    for (const auto& pair : pairs) {
        accounts = std::max({accounts, pair.account + 1, pair.account_y + 1});
        contents = std::max({contents, pair.content + 1, pair.content_y + 1});
        objects = std::max(objects, pair.object + 1);
    }
    std::vector<char> account(accounts), content(contents), object(objects);
    for (const auto& pair : pairs) {
        account[pair.account] = account[pair.account_y] = 1;
        content[pair.content] = content[pair.content_y] = 1;
        object[pair.object] = 1;
        counts.sum_time_delta += pair.time_delta;
    }
    counts.accounts = count_marked(account);
    counts.contents = count_marked(content);
    counts.objects = count_marked(object);
    return counts;
}

CoordinationNetwork coordination_network(std::span<const SharePair> pairs, double quantile)
{
    struct Meeting {
        std::uint32_t account, account_y;
        std::int64_t time_delta;
    };
    std::vector<Meeting> meetings;
    meetings.reserve(pairs.size());
    for (const auto& pair : pairs)
        meetings.push_back({std::min(pair.account, pair.account_y), std::max(pair.account, pair.account_y), pair.time_delta});
    std::ranges::sort(meetings, {}, [](const Meeting& one) { return std::pair{one.account, one.account_y}; });

    CoordinationNetwork network;
    for (std::size_t begin = 0, end = 0; begin < meetings.size(); begin = end) {
        std::int64_t sum = 0;
        for (; end < meetings.size() && meetings[end].account == meetings[begin].account
               && meetings[end].account_y == meetings[begin].account_y;
             ++end)
            sum += meetings[end].time_delta;
        auto weight = static_cast<std::int64_t>(end - begin);
        network.edges.push_back(
            {meetings[begin].account, meetings[begin].account_y, weight, static_cast<double>(sum) / static_cast<double>(weight)});
        network.weight_max = std::max(network.weight_max, weight);
    }
    network.weight_sum = static_cast<std::int64_t>(meetings.size());
    if (network.edges.empty()) return network;
    std::vector<std::int64_t> weights;
    for (const auto& edge : network.edges) weights.push_back(edge.weight);
    network.threshold = quantile_of(std::move(weights), quantile);
    network.full = size_of(network.edges, [](const auto&) { return true; });
    network.above =
        size_of(network.edges, [&](const auto& edge) { return static_cast<double>(edge.weight) > network.threshold; });
    return network;
}

}  // namespace favilla::integrity
