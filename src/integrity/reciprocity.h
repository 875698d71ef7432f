// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/reciprocity.h — the test R: do the members of a group support each other's posts both ways more often than chance would, given
// how many people each of them supports and is supported by (directed configuration model)? Friends do so, too: it never makes a
// group, and is only said of one that C found.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "integrity/graph.h"

namespace favilla::integrity {

struct Support {  // once or often: it counts as one
    std::uint32_t by = 0, of = 0;
    friend auto operator<=>(const Support&, const Support&) = default;
};

struct Reciprocity {
    int mutual = 0;  // pairs of members who support each other
    double expected = 0;
    double p = 1;                        // P(as many or more)
    std::vector<std::uint32_t> members;  // each of them with two of the others or more; sorted
};

class SupportModel {
public:
    // Of accounts for each other, in any order; what somebody does for themselves does not count.
    SupportModel(std::vector<Support>, std::uint32_t accounts);
    Reciprocity test(std::span<const std::uint32_t> members) const;

private:
    bool supports(std::uint32_t by, std::uint32_t of) const;
    double chance(std::uint32_t by, std::uint32_t of) const;

    std::vector<Support> support_;       // sorted, each once
    std::vector<double> gives_, takes_;  // fitness, by account
};

}  // namespace favilla::integrity
