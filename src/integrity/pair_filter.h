// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/pair_filter.h — whether a key was seen before, in a fixed room (Bloom 1970): never no for what was, seldom yes for what was not. Two
// generations take turns, so that it does not fill up: what is forgotten has to be seen twice more.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace favilla::integrity {

class PairFilter {
public:
    // `keys` a generation, a power of two; at as many it says yes to a few in a hundred that it never saw.
    explicit PairFilter(std::size_t keys) : keys_(keys), newer_(keys * bits_a_key / 64), older_(newer_.size()) {}

    bool holds(std::uint64_t key) const { return stands_in(newer_, key) || stands_in(older_, key); }

    void add(std::uint64_t key)
    {
        if (stands_in(newer_, key)) return;
        if (added_ == keys_) {
            std::swap(newer_, older_);
            newer_.assign(newer_.size(), 0);
            added_ = 0;
        }
        each_bit(newer_, key, [](std::uint64_t& word, std::uint64_t bit) {
            word |= bit;
            return true;
        });
        ++added_;
    }

private:
    static constexpr std::size_t bits_a_key = 8, hashes = 4;

    // As splitmix64 (Steele et al. 2014).
    static std::uint64_t mixed(std::uint64_t key)
    {
        key += 0x9e3779b97f4a7c15;
        key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9;
        key = (key ^ (key >> 27)) * 0x94d049bb133111eb;
        return key ^ (key >> 31);
    }

    // All of a key's bits lie in one line of the processor's memory. Until `step` says no; whether none did.
    template <class Words, class Step>
    static bool each_bit(Words& words, std::uint64_t key, Step step)
    {
        auto hash = mixed(key);
        auto line = (hash >> 36) % (words.size() / 8) * 8;
        for (std::size_t n = 0; n < hashes; ++n, hash >>= 9)
            if (!step(words[line + (hash >> 6 & 7)], std::uint64_t{1} << (hash & 63))) return false;
        return true;
    }

    static bool stands_in(const std::vector<std::uint64_t>& words, std::uint64_t key)
    {
        return each_bit(words, key, [](const std::uint64_t& word, std::uint64_t bit) { return (word & bit) != 0; });
    }

    std::size_t keys_, added_ = 0;
    std::vector<std::uint64_t> newer_, older_;
};

}  // namespace favilla::integrity
