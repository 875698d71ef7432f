// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/distinct.h — how many different keys came. Four or eight bytes a key and no string, so that what is remembered of a log of
// many gigabytes stays small; beyond `most` keys new ones are no longer told apart, and it says so.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace favilla::analytics {

template <class Key>
class Distinct {
public:
    explicit Distinct(std::size_t most = 8'000'000) : most_(most) {}

    // True when it was not there.
    bool insert(Key key)
    {
        if (key == Key{}) {
            bool is_new = !has_zero_;
            has_zero_ = true;
            return is_new;
        }
        if (slots_.empty()) slots_.resize(64);
        auto& slot = find(key);
        if (slot == key) return false;
        if (count_ >= most_) {
            full_ = true;
            return false;
        }
        slot = key;
        // Half of the slots stay empty, so that a search ends soon.
        if (++count_ * 2 > slots_.size()) grow();
        return true;
    }

    std::size_t size() const { return count_ + (has_zero_ ? 1 : 0); }
    bool is_full() const { return full_; }

private:
    Key& find(Key key)
    {
        auto mask = slots_.size() - 1;
        // Fibonacci hashing: similar keys go apart.
        auto at = static_cast<std::size_t>((static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ULL) >> 24U) & mask;
        while (slots_[at] != Key{} && slots_[at] != key) at = (at + 1) & mask;
        return slots_[at];
    }
    void grow()
    {
        std::vector<Key> old(slots_.size() * 2);
        old.swap(slots_);
        for (auto key : old)
            if (key != Key{}) find(key) = key;
    }

    std::size_t most_;
    std::vector<Key> slots_;
    std::size_t count_ = 0;
    bool has_zero_ = false, full_ = false;
};

}  // namespace favilla::analytics
