// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/near_duplicates.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/text.h"

namespace favilla::integrity {

namespace {

constexpr std::size_t in_a_row = 3;

// Runs of letters and digits, in lower case.
std::vector<std::string> tokens_of(std::string_view text)
{
    auto folded = fold(text);
    std::string_view rest = folded;
    std::vector<std::string> tokens(1);
    while (!rest.empty()) {
        auto next = decode_utf8(rest);
        if (next.character != U'_' && is_word_character(next.character))
            tokens.back() += rest.substr(0, next.length);
        else if (!tokens.back().empty())
            tokens.emplace_back();
        rest.remove_prefix(next.length);
    }
    if (tokens.back().empty()) tokens.pop_back();
    return tokens;
}

class Shingles {
public:
    // The numbers of a text's shingles, sorted, each once; none for a short text.
    std::vector<std::uint32_t> of(std::string_view text)
    {
        auto tokens = tokens_of(text);
        std::vector<std::uint32_t> found;
        if (tokens.size() < least_words) return found;
        for (std::size_t n = 0; n + in_a_row <= tokens.size(); ++n) {
            auto shingle = tokens[n] + " " + tokens[n + 1] + " " + tokens[n + 2];
            found.push_back(numbers_.try_emplace(std::move(shingle), static_cast<std::uint32_t>(numbers_.size())).first->second);
        }
        std::ranges::sort(found);
        found.erase(std::ranges::unique(found).begin(), found.end());
        return found;
    }
    std::size_t size() const { return numbers_.size(); }

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace

std::vector<NearDuplicate> near_duplicates(std::span<const WrittenText> texts, double least_jaccard)
{
    Shingles shingles;
    std::vector<std::vector<std::uint32_t>> sets;
    for (const auto& text : texts) sets.push_back(shingles.of(text.words));
    std::vector<std::vector<std::uint32_t>> holders(shingles.size());  // earlier texts with that shingle
    std::vector<std::uint32_t> common(texts.size()), met;
    std::vector<NearDuplicate> found;
    for (std::uint32_t b = 0; b < sets.size(); ++b) {
        for (auto shingle : sets[b]) {
            for (auto a : holders[shingle])
                if (common[a]++ == 0) met.push_back(a);
            holders[shingle].push_back(b);
        }
        for (auto a : met) {
            double shared = std::exchange(common[a], 0U);
            double jaccard = shared / (static_cast<double>(sets[a].size() + sets[b].size()) - shared);
            if (jaccard >= least_jaccard && texts[a].account != texts[b].account) found.push_back({a, b, jaccard});
        }
        met.clear();
    }
    std::ranges::sort(found, {}, [](const NearDuplicate& pair) { return std::pair{pair.a, pair.b}; });
    return found;
}

}  // namespace favilla::integrity
