// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/sequences.h — the test H: did two accounts use the same hashtags and links in the same order on a day, five or more of them, oftener
// than chance has it, given how frequent each of them and how frequent that very sequence is among everybody else (Pacheco et al. 2021,
// doi 10.1609/icwsm.v15i1.18075)? Who takes part in a campaign copies its tags, too: it makes no group, and is only said of members of
// one that other tests found (docs/decisions/0057-sequences.md).
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace favilla::integrity {

struct Sequence {  // of what an account wrote on a day
    std::uint32_t account = 0;
    std::int64_t day = 0;            // UTC, since 1970
    std::vector<std::string> items;  // hashtags, folded, and links as typed; in their order
};
inline constexpr std::size_t least_items = 5;   // on a day
inline constexpr std::size_t most_items = 100;  // of a day; what comes after is left out

// Puts together what is written, in the order in which it comes.
class SequenceWriter {
public:
    void add(std::uint32_t account, std::int64_t at, std::string_view words);
    std::vector<Sequence> finish();  // by account, then by day; of so many items

private:
    std::map<std::pair<std::uint32_t, std::int64_t>, std::vector<std::string>> items_;
};

struct SequencePair {
    std::uint32_t a = 0, b = 0;  // the smaller first
    int together = 0;            // days with the same sequence
    double expected = 0, p = 1;
};

class SequenceModel {
public:
    // By account, then by day.
    explicit SequenceModel(std::span<const Sequence>);
    // All pairs of members with a sequence on the same day. What everybody does is counted without the members, who are sorted.
    std::vector<SequencePair> test(std::span<const std::uint32_t> members) const;

private:
    struct Usual;
    std::span<const Sequence> of(std::uint32_t account) const;
    double chance(const Sequence& one, const Sequence& other, const Usual&) const;

    std::vector<Sequence> sequences_;
};

}  // namespace favilla::integrity
