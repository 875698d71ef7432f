// SPDX-License-Identifier: AGPL-3.0-or-later
// Of the pairs that a stream follows, the groups that are worth a look.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "integrity/graph.h"
#include "integrity/stream.h"
#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

constexpr int least_near = 3;
constexpr std::size_t least_group = 3;
constexpr double level = 0.01;                        // of the whole look, not of one pair (Bonferroni)
constexpr double most_usual = 0.25;                   // where nearly all is done by a group, that is no measure of it
constexpr double pointed_at = 0.01;                   // of one pair, before its group is taken out of what is usual
constexpr double followed_from = 0.9;                 // of their meetings somebody comes first
constexpr double usual_weight = 20, own_weight = 10;  // meetings that what is known beforehand stands for
constexpr double even_share = static_cast<double>(near_window) / meeting_window;

double tail(double met, double near, double share)
{
    std::vector<double> chances(static_cast<std::size_t>(std::max(0.0, std::round(met))), share);
    return poisson_binomial_tail(chances, static_cast<int>(std::round(near)));
}

bool is_inside(std::span<const std::uint32_t> members, std::uint32_t one) { return std::ranges::binary_search(members, one); }

}  // namespace

// Of the meetings of everybody, those within half a minute; without those of some pairs.
double Stream::usual_share(const std::vector<Tie>& without) const
{
    double met = met_, near = near_;
    for (const auto& tie : without) {
        met -= tie.pair->met;
        near -= tie.pair->near;
    }
    return (std::max(0.0, near) / weight_ + usual_weight * even_share) / (std::max(0.0, met) / weight_ + usual_weight);
}

// Pairs that are often near, going by what is usual; those in which one is merely followed about by others are marked.
std::vector<Stream::Tie> Stream::candidates() const
{
    auto usual = std::min(usual_share({}), most_usual);
    std::vector<Tie> ties;
    for (const auto& [key, pair] : pairs_) {
        double met = pair.met / weight_, near = pair.near / weight_;
        if (std::round(near) < least_near || tail(met, near, usual) > pointed_at) continue;
        ties.push_back({.a = static_cast<Slot>(key >> 32), .b = static_cast<Slot>(key), .pair = &pair});
    }
    std::ranges::sort(ties, {}, [&](const Tie& tie) { return std::minmax(accounts_[tie.a].name, accounts_[tie.b].name); });
    std::map<Slot, std::pair<double, double>> firsts;  // came first, of so many
    for (const auto& tie : ties) {
        firsts[tie.a].first += tie.pair->a_first;
        firsts[tie.b].first += tie.pair->met - tie.pair->a_first;
        for (auto slot : {tie.a, tie.b}) firsts[slot].second += tie.pair->met;
    }
    auto is_followed = [&](Slot slot) { return firsts[slot].first >= followed_from * firsts[slot].second; };
    for (auto& tie : ties) tie.is_followed = is_followed(tie.a) || is_followed(tie.b);
    return ties;
}

std::vector<Stream::Tie> Stream::tested(std::span<const Slot> members, const std::vector<Tie>& ties) const
{
    std::vector<Tie> inside;
    std::map<Slot, std::pair<double, double>> own;  // met and near, of the group's own meetings, and with whom they follow about
    for (const auto& tie : ties) {
        if (!tie.is_followed && !(is_inside(members, tie.a) && is_inside(members, tie.b))) continue;
        if (!tie.is_followed) inside.push_back(tie);
        for (auto slot : {tie.a, tie.b}) {
            own[slot].first += tie.pair->met;
            own[slot].second += tie.pair->near;
        }
    }
    auto usual = usual_share(ties);  // what other groups do is not usual either
    auto share_of = [&](Slot slot) {
        double met = (accounts_[slot].met - own[slot].first) / weight_,
               near = (accounts_[slot].near - own[slot].second) / weight_;
        return (std::max(0.0, near) + own_weight * usual) / (std::max(0.0, met) + own_weight);
    };
    auto tests = static_cast<double>(
        std::ranges::count_if(pairs_, [&](const auto& one) { return std::round(one.second.met / weight_) >= least_near; }));
    for (auto& tie : inside) {
        double share = std::max({usual, share_of(tie.a), share_of(tie.b)}), met = tie.pair->met / weight_;
        tie.expected = met * share;
        tie.p = std::min(1.0, tests * tail(met, tie.pair->near / weight_, share));
    }
    std::erase_if(inside, [](const Tie& tie) { return tie.p > level; });
    return inside;
}

CloseGroup Stream::described(std::span<const Slot> members, const std::vector<Tie>& ties) const
{
    CloseGroup group;
    for (auto slot : members) group.accounts.push_back(accounts_[slot].name);
    std::ranges::sort(group.accounts);
    std::map<std::int64_t, int> objects;
    double number = 0;
    group.p = 0;
    for (const auto& tie : ties) {
        if (!is_inside(members, tie.a) || !is_inside(members, tie.b)) continue;
        ++number;
        group.met += tie.pair->met / weight_;
        group.near += tie.pair->near / weight_;
        group.expected += tie.expected;
        group.p = std::max(group.p, tie.p);
        group.days = std::max(group.days, tie.pair->days);
        group.last_at = std::max(group.last_at, tie.pair->last_at);
        for (int n = 0; n < std::min<int>(tie.pair->number, objects_kept); ++n)
            ++objects[tie.pair->objects[static_cast<std::size_t>(n)]];
    }
    for (auto* sum : {&group.met, &group.near, &group.expected}) *sum /= number;
    for (auto [object, times] : objects) group.objects.push_back(object);
    std::ranges::reverse(group.objects);
    return group;
}

std::vector<CloseGroup> Stream::groups(std::int64_t since) const
{
    auto edges_of = [](const std::vector<Tie>& ties) {
        std::vector<Edge> edges;
        for (const auto& tie : ties)
            if (!tie.is_followed) edges.push_back({std::min(tie.a, tie.b), std::max(tie.a, tie.b)});
        return two_core(edges);
    };
    std::vector<CloseGroup> found;
    auto ties = candidates();
    for (const auto& pointed : groups_of(edges_of(ties))) {
        auto close = tested(pointed, ties);
        for (const auto& members : groups_of(edges_of(close))) {
            if (members.size() < least_group) continue;
            auto group = described(members, close);
            if (group.last_at >= since) found.push_back(std::move(group));
        }
    }
    std::ranges::sort(found, {}, &CloseGroup::accounts);
    return found;
}

}  // namespace favilla::integrity
