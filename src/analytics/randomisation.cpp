// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/randomisation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "analytics/generator.h"
#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

constexpr std::int64_t least_tosses = 40;
constexpr double level = 0.05;

struct Block {
    std::vector<double> outcomes;
    std::vector<double> treated;  // 1 or 0: as it happened
    std::size_t chosen = 0;       // how many got the effort
};

// A toss by two numbers: the difference of the outcomes' means under it, and the difference of the means of what really was
// treated. Had the effort a constant effect, the first less that effect times the second would be pure chance.
struct Toss {
    double outcomes = 0, overlap = 0;
};

std::vector<Block> split(std::span<const TossedSlot> slots, TossKind kind)
{
    std::map<int, Block> blocks;
    for (const auto& slot : slots) {
        auto& block = blocks[kind == TossKind::EachAlone ? 0 : slot.block];
        block.outcomes.push_back(slot.outcome);
        block.treated.push_back(slot.treated ? 1 : 0);
        block.chosen += slot.treated ? 1 : 0;
    }
    std::vector<Block> list;
    for (auto& [number, block] : blocks) list.push_back(std::move(block));
    return list;
}

// What one block adds to a toss; `picked` holds who would have got the effort.
Toss toss_block(const Block& block, const std::vector<char>& picked)
{
    double count = 0, in = 0, out = 0, overlap_in = 0, overlap_out = 0;
    for (std::size_t i = 0; i < picked.size(); ++i) {
        (picked[i] ? in : out) += block.outcomes[i];
        (picked[i] ? overlap_in : overlap_out) += block.treated[i];
        count += picked[i];
    }
    double others = static_cast<double>(picked.size()) - count;
    return {in / count - out / others, overlap_in / count - overlap_out / others};
}

std::int64_t choices(std::size_t of, std::size_t chosen)
{
    double count = 1;
    for (std::size_t i = 1; i <= chosen; ++i) count *= static_cast<double>(of - chosen + i) / static_cast<double>(i);
    return count > 1e15 ? std::int64_t{1'000'000'000'000'000} : static_cast<std::int64_t>(std::llround(count));
}

std::int64_t count_tosses(const std::vector<Block>& blocks, TossKind kind)
{
    if (kind == TossKind::EachAlone)  // all heads and all tails compare nothing
        return blocks[0].outcomes.size() > 50 ? 1LL << 50 : (1LL << blocks[0].outcomes.size()) - 2;
    std::int64_t count = 1;
    for (const auto& block : blocks) {
        auto here = choices(block.outcomes.size(), block.chosen);
        if (count > 1'000'000'000'000'000 / here) return 1'000'000'000'000'000;
        count *= here;
    }
    return count;
}

std::vector<Toss> all_alone(const Block& block)
{
    std::vector<Toss> tosses;
    const auto size = block.outcomes.size();
    std::vector<char> picked(size);
    for (std::uint64_t heads = 1; heads + 1 < 1ULL << size; ++heads) {
        for (std::size_t i = 0; i < size; ++i) picked[i] = heads >> i & 1;
        tosses.push_back(toss_block(block, picked));
    }
    return tosses;
}

// Every choice of as many in each block: the tosses of the blocks so far, each with every choice of the next.
std::vector<Toss> all_fixed(const std::vector<Block>& blocks)
{
    double treated = 0;
    for (const auto& block : blocks) treated += static_cast<double>(block.chosen);
    std::vector<Toss> tosses{{}};
    for (const auto& block : blocks) {
        double weight = static_cast<double>(block.chosen) / treated;
        std::vector<char> picked(block.outcomes.size());
        std::fill_n(picked.begin(), block.chosen, 1);
        std::vector<Toss> grown;
        do {
            auto here = toss_block(block, picked);
            for (const auto& toss : tosses)
                grown.push_back({toss.outcomes + weight * here.outcomes, toss.overlap + weight * here.overlap});
        } while (std::ranges::prev_permutation(picked).found);
        tosses = std::move(grown);
    }
    return tosses;
}

Toss toss_once(const std::vector<Block>& blocks, TossKind kind, Generator& generator)
{
    double treated = 0;
    for (const auto& block : blocks) treated += static_cast<double>(block.chosen);
    Toss sum;
    for (const auto& block : blocks) {
        const auto size = block.outcomes.size();
        std::vector<char> picked(size);
        if (kind == TossKind::EachAlone) {
            do
                for (auto& each : picked) each = static_cast<char>(generator.next() >> 63);
            while (std::ranges::count(picked, picked.front()) == static_cast<std::ptrdiff_t>(size));
        } else {
            std::fill_n(picked.begin(), block.chosen, 1);
            for (auto i = size; i > 1; --i) std::swap(picked[i - 1], picked[generator.below(i)]);
        }
        double weight = kind == TossKind::EachAlone ? 1 : static_cast<double>(block.chosen) / treated;
        auto here = toss_block(block, picked);
        sum.outcomes += weight * here.outcomes;
        sum.overlap += weight * here.overlap;
    }
    return sum;
}

// The share of tosses as far from a constant effect as the one that happened, or farther.
double share_beyond(const std::vector<Toss>& tosses, double difference, double effect)
{
    double seen = std::abs(difference - effect);
    double bound = seen - 1e-12 * (seen + std::abs(difference) + std::abs(effect));
    auto beyond =
        std::ranges::count_if(tosses, [&](const Toss& toss) { return std::abs(toss.outcomes - effect * toss.overlap) >= bound; });
    return static_cast<double>(beyond) / static_cast<double>(tosses.size());
}

// The farthest effect in one direction that is not turned down.
double bound_towards(const std::vector<Toss>& tosses, double difference, double step)
{
    double inside = 0, outside = step;
    for (int i = 0; i < 60 && share_beyond(tosses, difference, difference + outside) > level; ++i) {
        inside = outside;
        outside *= 2;
    }
    for (int i = 0; i < 40; ++i) {
        double middle = (inside + outside) / 2;
        (share_beyond(tosses, difference, difference + middle) > level ? inside : outside) = middle;
    }
    return difference + (inside + outside) / 2;
}

}  // namespace

Result<RandomisationTest> test_tossed_slots(std::span<const TossedSlot> slots, const RandomisationPlan& plan)
{
    if (std::ranges::any_of(slots, [](const auto& slot) { return !std::isfinite(slot.outcome); }))
        return refuse(ErrorCode::Invalid, "randomisation.not_finite");
    auto blocks = split(slots, plan.toss);
    bool comparable = !blocks.empty() && std::ranges::all_of(blocks, [](const Block& block) {
        return block.chosen > 0 && block.chosen < block.outcomes.size();
    });
    if (!comparable) return refuse(ErrorCode::Invalid, "randomisation.too_few");
    auto possible = count_tosses(blocks, plan.toss);
    if (possible < least_tosses) return refuse(ErrorCode::Invalid, "randomisation.too_few");

    double treated = 0;
    for (const auto& block : blocks) treated += static_cast<double>(block.chosen);
    RandomisationTest test{.exact = possible <= most_exact_tosses};
    for (const auto& block : blocks) {
        auto happened = toss_block(block, std::vector<char>(block.treated.begin(), block.treated.end()));
        test.difference += static_cast<double>(block.chosen) / treated * happened.outcomes;
    }
    std::vector<Toss> tosses;
    if (test.exact) {
        tosses = plan.toss == TossKind::EachAlone ? all_alone(blocks[0]) : all_fixed(blocks);
    } else {
        Generator generator{plan.seed};
        tosses.push_back({test.difference, 1});
        while (std::ssize(tosses) < sampled_tosses) tosses.push_back(toss_once(blocks, plan.toss, generator));
    }
    test.tosses = std::ssize(tosses);
    test.p = share_beyond(tosses, test.difference, 0);
    auto [low, high] = std::ranges::minmax(slots, {}, &TossedSlot::outcome);
    double reach = std::max(high.outcome - low.outcome, 1e-9);
    test.lower = bound_towards(tosses, test.difference, -reach / 16);
    test.upper = bound_towards(tosses, test.difference, reach / 16);
    return test;
}

}  // namespace favilla::analytics
