// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/near_duplicates.h — the test T: texts by different people that are almost the same, by the Jaccard index of their sets of three
// words in a row (Broder 1997). Exact: a text is compared with every other that shares three words with it. It never labels alone:
// people who sign an open letter write the same words, too.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace favilla::integrity {

struct WrittenText {
    std::uint32_t account = 0;
    std::string_view words;
};

struct NearDuplicate {
    std::uint32_t a = 0, b = 0;  // places in the list, the smaller first
    double jaccard = 0;          // of the two sets, 0 to 1
};

inline constexpr std::size_t least_words = 5;  // shorter ones are alike by chance

// Pairs by different accounts whose index is no less than that, by their places.
std::vector<NearDuplicate> near_duplicates(std::span<const WrittenText>, double least_jaccard = 0.5);

}  // namespace favilla::integrity
