// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/sequences.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/status_text.h"
#include "base/text.h"
#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t day = 86'400;

template <class Table, class Key>
double number_of(const Table& table, const Key& key)
{
    auto known = table.find(key);
    return known == table.end() ? 0 : known->second;
}

}  // namespace

// Of everybody else: who uses each item, and how often which sequence is written, in all and on each day.
struct SequenceModel::Usual {
    using Items = std::vector<std::string>;
    std::map<std::string, std::set<std::uint32_t>, std::less<>> users;
    std::map<Items, double> written;
    std::map<std::pair<std::int64_t, Items>, double> written_on;
    std::map<std::int64_t, double> all_on;
    double uses = 0, all = 0;
};

void SequenceWriter::add(std::uint32_t account, std::int64_t at, std::string_view words)
{
    if (words.find('#') == std::string_view::npos && words.find("://") == std::string_view::npos) return;
    auto& items = items_[{account, at / day}];
    for (const auto& entity : find_entities(words)) {
        if (items.size() >= most_items) return;
        if (entity.kind == TextEntity::Kind::Hashtag) items.push_back("#" + fold(entity.name));
        if (entity.kind == TextEntity::Kind::Link) items.emplace_back(entity.name);
    }
}

std::vector<Sequence> SequenceWriter::finish()
{
    std::vector<Sequence> sequences;
    for (auto& [key, items] : items_)
        if (items.size() >= least_items) sequences.push_back({key.first, key.second, std::move(items)});
    items_.clear();
    return sequences;
}

SequenceModel::SequenceModel(std::span<const Sequence> sequences) : sequences_(sequences.begin(), sequences.end()) {}

std::span<const Sequence> SequenceModel::of(std::uint32_t account) const
{
    auto found = std::ranges::equal_range(sequences_, account, {}, &Sequence::account);
    return {found.begin(), found.end()};
}

// The largest: that each item in its place is this one, by how many use it; and that the whole is, by how often it is written, in all and on
// that day. One more counts as written so, and one as not: what nobody else wrote is rare, and not impossible.
double SequenceModel::chance(const Sequence& one, const Sequence& other, const Usual& usual) const
{
    auto of_items = [&](const std::vector<std::string>& items) {
        double product = 1;
        for (const auto& item : items) {
            auto known = usual.users.find(item);
            double users = known == usual.users.end() ? 0 : static_cast<double>(known->second.size());
            product *= (users + 1) / (usual.uses + 2);
        }
        return product;
    };
    auto of_whole = [&](const Sequence& sequence) {
        double share = (number_of(usual.written, sequence.items) + 1) / (usual.all + 2);
        double that_day = number_of(usual.written_on, std::pair{sequence.day, sequence.items}) + 2 * share;
        return std::max(share, that_day / (number_of(usual.all_on, sequence.day) + 2));
    };
    return std::max({of_items(one.items), of_items(other.items), of_whole(one), of_whole(other)});
}

std::vector<SequencePair> SequenceModel::test(std::span<const std::uint32_t> members) const
{
    Usual usual;
    for (const auto& sequence : sequences_) {
        if (std::ranges::binary_search(members, sequence.account)) continue;
        ++usual.all;
        ++usual.all_on[sequence.day];
        ++usual.written[sequence.items];
        ++usual.written_on[{sequence.day, sequence.items}];
        for (const auto& item : sequence.items) usual.users[item].insert(sequence.account);
    }
    for (const auto& [item, users] : usual.users) usual.uses += static_cast<double>(users.size());
    std::vector<SequencePair> pairs;
    for (std::size_t one = 0; one < members.size(); ++one) {
        for (std::size_t other = one + 1; other < members.size(); ++other) {
            SequencePair pair{.a = members[one], .b = members[other]};
            auto theirs = of(pair.b);
            std::vector<double> chances;
            for (const auto& mine : of(pair.a)) {
                auto same_day = std::ranges::lower_bound(theirs, mine.day, {}, &Sequence::day);
                if (same_day == theirs.end() || same_day->day != mine.day) continue;
                chances.push_back(chance(mine, *same_day, usual));
                pair.expected += chances.back();
                pair.together += mine.items == same_day->items ? 1 : 0;
            }
            if (chances.empty()) continue;
            pair.p = poisson_binomial_tail(chances, pair.together);
            pairs.push_back(pair);
        }
    }
    return pairs;
}

}  // namespace favilla::integrity
