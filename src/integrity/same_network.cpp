// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/same_network.h"

#include <algorithm>
#include <set>

#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

constexpr int most_accounts = 30, least_sharing = 2;

bool is_gone_by(int accounts) { return accounts >= least_sharing && accounts <= most_accounts; }

std::set<std::int64_t> periods_of(const Member& member)
{
    std::set<std::int64_t> periods;
    for (const auto& network : member.networks) periods.insert(network.period);
    return periods;
}

}  // namespace

Networks::Networks(std::span<const Member> members) : members_(members)
{
    for (const auto& member : members) {
        for (const auto& network : std::set(member.networks.begin(), member.networks.end())) ++accounts_[network];
        for (auto period : periods_of(member)) ++by_period_[period];
    }
    tests_ = static_cast<int>(std::ranges::count_if(accounts_, [](const auto& one) { return is_gone_by(one.second); }));
}

SharedNetwork Networks::test(std::span<const std::uint32_t> members) const
{
    std::map<Network, std::set<std::uint32_t>> sharing;
    std::map<std::int64_t, int> drawn;
    for (auto account : members) {
        for (const auto& network : members_[account].networks) sharing[network].insert(account);
        for (auto period : periods_of(members_[account])) ++drawn[period];
    }
    SharedNetwork least;
    for (const auto& [network, who] : sharing) {
        auto from_there = accounts_.at(network);
        if (std::ssize(who) < least_sharing || !is_gone_by(from_there)) continue;
        auto p = hypergeometric_tail(by_period_.at(network.period), from_there, drawn.at(network.period),
                                     static_cast<int>(who.size()));
        if (p < least.p) least = {p, {who.begin(), who.end()}};
    }
    least.p = std::min(1.0, least.p * std::max(1, tests_));
    return least;
}

}  // namespace favilla::integrity
