// SPDX-License-Identifier: AGPL-3.0-or-later
// social/filter_matching.h — which filters a text meets. Words are compared folded (Unicode case folding, NFKC), in time
// linear in the text for each keyword, whatever was typed: a keyword is never a pattern.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "social/filters.h"

namespace favilla::social {

struct FilterMatch {
    FilterId filter;
    std::vector<std::string> keywords;  // as the reader typed them
    bool status = false;                // the very status was named
};

// A keyword made ready to be looked for in many texts.
class KeywordSearch {
public:
    explicit KeywordSearch(const FilterKeyword&);
    // A whole word has no letter, digit or "_" beside it where it begins or ends with one itself.
    bool matches(std::string_view folded_text) const;

private:
    bool stands_alone(std::string_view text, std::size_t start) const;

    std::string word_;               // folded
    std::vector<std::size_t> back_;  // Knuth, Morris, Pratt: how much of the word still fits after a mismatch
    bool alone_before_ = false, alone_behind_ = false;
};

// The filters of one reader, made ready. Those with neither keywords nor statuses meet nothing.
class FilterSearch {
public:
    explicit FilterSearch(std::span<const Filter>);
    std::vector<FilterMatch> matches(StatusId, std::string_view folded_text) const;
    bool has_keywords() const;

private:
    struct Ready {
        const Filter* filter;
        std::vector<KeywordSearch> keywords;
    };
    std::vector<Ready> ready_;
};

}  // namespace favilla::social
