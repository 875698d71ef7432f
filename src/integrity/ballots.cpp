// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/ballots.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "integrity/history.h"
#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t burst_window = 86'400;  // seconds
constexpr int least_members = 3;

// The least q of each, in the order of the list.
std::vector<double> adjusted(const std::vector<double>& p)
{
    std::vector<std::size_t> order(p.size());
    for (std::size_t n = 0; n < order.size(); ++n) order[n] = n;
    std::ranges::sort(order, {}, [&](std::size_t n) { return std::pair{p[n], n}; });
    std::vector<double> ascending, q(p.size());
    for (auto n : order) ascending.push_back(p[n]);
    auto ordered = q_values(ascending, std::ssize(p));
    for (std::size_t rank = 0; rank < order.size(); ++rank) q[order[rank]] = ordered[rank];
    return q;
}

// Accounts made a second, over the life of the server so far.
double rate_of(std::span<const Voter> voters)
{
    auto [first, last] = std::ranges::minmax(voters, {}, &Voter::created_at);
    return static_cast<double>(voters.size())
         / std::max<double>(static_cast<double>(last.created_at - first.created_at), burst_window);
}

struct Burst {
    std::vector<std::uint32_t> members;
    double p = 1;
};

// The fullest window among the accounts of a branch; the chance is for one window, times how many lie in the life of the server.
Burst fullest(std::span<const Voter> voters, std::vector<std::uint32_t> accounts, double rate)
{
    std::ranges::sort(accounts, {}, [&](std::uint32_t account) { return std::pair{voters[account].created_at, account}; });
    std::size_t best = 0, length = 0;
    for (std::size_t begin = 0, end = 0; begin < accounts.size(); ++begin) {
        while (end < accounts.size() && voters[accounts[end]].created_at - voters[accounts[begin]].created_at <= burst_window)
            ++end;
        if (end - begin > length) std::tie(best, length) = std::pair{begin, end - begin};
    }
    double windows = static_cast<double>(voters.size()) / (rate * burst_window);
    Burst burst{.members = {accounts.begin() + static_cast<std::ptrdiff_t>(best),
                            accounts.begin() + static_cast<std::ptrdiff_t>(best + length)},
                .p = std::min(1.0, poisson_tail(rate * burst_window, static_cast<int>(length)) * windows)};
    std::ranges::sort(burst.members);
    return burst;
}

// Everybody above an account, nearest first; a ring of invitations, which cannot be, ends the walk.
std::vector<std::uint32_t> ancestors_of(std::span<const Voter> voters, std::uint32_t account)
{
    std::vector<std::uint32_t> above;
    for (auto next = voters[account].inviter; next && above.size() < voters.size(); next = voters[*next].inviter) {
        if (std::ranges::find(above, *next) != above.end()) break;
        above.push_back(*next);
    }
    return above;
}

}  // namespace

std::vector<VoteRing> vote_rings(std::span<const Voter> voters, std::span<const Vote> votes, double q)
{
    if (voters.empty()) return {};
    std::map<std::uint32_t, int> of_ballot;
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> of_option;
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> branch_of_ballot;  // inviter, ballot
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> alike;
    for (const auto& vote : votes) {
        ++of_ballot[vote.ballot];
        ++of_option[{vote.ballot, vote.option}];
        for (auto above : ancestors_of(voters, vote.account)) {
            ++branch_of_ballot[{above, vote.ballot}];
            alike[{above, vote.ballot, vote.option}].push_back(vote.account);
        }
    }
    double rate = rate_of(voters);
    std::vector<VoteRing> asked;
    std::vector<double> p_alike, p_burst;
    for (const auto& [what, accounts] : alike) {
        auto [inviter, ballot, option] = what;
        int branch = branch_of_ballot[{inviter, ballot}];
        if (branch < least_members) continue;
        auto burst = fullest(voters, accounts, rate);
        p_alike.push_back(
            hypergeometric_tail(of_ballot[ballot], of_option[{ballot, option}], branch, static_cast<int>(accounts.size())));
        p_burst.push_back(burst.p);
        asked.push_back({.inviter = inviter,
                         .ballot = ballot,
                         .option = option,
                         .members = std::move(burst.members),
                         .p_alike = p_alike.back(),
                         .p_burst = p_burst.back()});
    }
    auto q_alike = adjusted(p_alike), q_burst = adjusted(p_burst);
    std::vector<VoteRing> rings;
    for (std::size_t n = 0; n < asked.size(); ++n) {
        asked[n].q_alike = q_alike[n];
        asked[n].q_burst = q_burst[n];
        if (q_alike[n] <= q && q_burst[n] <= q && std::ssize(asked[n].members) >= least_members)
            rings.push_back(std::move(asked[n]));
    }
    return rings;
}

}  // namespace favilla::integrity
