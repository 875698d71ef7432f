// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/ballots.h — the tests I and A, for polls and ideas: did those whom one member brought in vote alike beyond chance
// (hypergeometric), and were their accounts made in a burst (Poisson scan against the server's own rate)? A class that joined over a term and
// votes as it likes shows neither; friends who agree show one alone. A ring is what shows both.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace favilla::integrity {

struct Voter {
    std::int64_t created_at = 0;           // of the account, seconds UTC
    std::optional<std::uint32_t> inviter;  // another account
};

struct Vote {
    std::uint32_t account = 0, ballot = 0, option = 0;
};

struct VoteRing {
    std::uint32_t inviter = 0, ballot = 0, option = 0;
    std::vector<std::uint32_t> members;  // those of the burst who voted so, sorted
    double p_alike = 1, p_burst = 1;
    double q_alike = 1, q_burst = 1;  // among all inviters, ballots and options that were looked at
};

// `voters` by account. Those whose both q are no more than that, by inviter.
std::vector<VoteRing> vote_rings(std::span<const Voter>, std::span<const Vote>, double q);

}  // namespace favilla::integrity
