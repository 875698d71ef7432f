// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/same_network.h — the sign N: do more members of a group share a network (social/net_tags.h) than chance would put there? Offices,
// families and schools share one, too: it makes no group, and is only said of one that was found without it.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "integrity/community_files.h"

namespace favilla::integrity {

struct SharedNetwork {
    double p = 1;  // P(as many or more of them there), times the networks there are to go by, not only those they share
    std::vector<std::uint32_t> members;  // who share the one that is least likely; sorted
};

class Networks {
public:
    explicit Networks(std::span<const Member>);
    // Hypergeometric: of all who came in that period, so many came from there, and so many are of the group. A network of more than thirty
    // accounts is none to go by.
    SharedNetwork test(std::span<const std::uint32_t> members) const;

private:
    std::span<const Member> members_;
    std::map<Network, int> accounts_;        // that came from there
    std::map<std::int64_t, int> by_period_;  // … from anywhere
    int tests_ = 0;                          // networks to go by
};

}  // namespace favilla::integrity
