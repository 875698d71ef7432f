// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/incremental.h"

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::conversations;

namespace {

// What the write path's tables hold, as plain containers.
struct Kept {
    ConversationState state = opened_conversation();
    std::vector<TreeNode> nodes;
    std::vector<std::int64_t> sizes;
    std::map<std::int64_t, std::int64_t> levels{{0, 1}};
    std::map<std::int64_t, std::int64_t> authors;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> pairs;
};

Kept opened_by(std::int64_t author)
{
    auto kept = Kept{};
    kept.nodes.push_back({.author = author});
    kept.sizes.push_back(1);
    return kept;
}

template <class Key>
std::int64_t count_in(const std::map<Key, std::int64_t>& counts, const Key& key)
{
    auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
}

void add(Kept& kept, std::size_t parent, std::int64_t author)
{
    auto path = std::vector<AncestorState>{};
    for (auto node = parent; node != no_parent; node = kept.nodes[node].parent)
        path.push_back({.author = kept.nodes[node].author, .subtree_size = kept.sizes[node]});
    auto depth = static_cast<std::int64_t>(path.size());
    auto answered = kept.nodes[parent].author;
    auto known = LeafCounts{.level = count_in(kept.levels, depth),
                            .author = count_in(kept.authors, author),
                            .pair = count_in(kept.pairs, {author, answered}),
                            .opposite_pair = count_in(kept.pairs, {answered, author})};
    auto deeper = std::vector<std::int64_t>{};
    auto needed = deeper_levels_needed(kept.state, depth, known.level);
    for (std::int64_t step = 1; step <= needed; ++step) deeper.push_back(count_in(kept.levels, depth + step));
    known.deeper_levels = deeper;

    auto growth = grow(kept.state, path, author, known);
    REQUIRE(growth);
    kept.state = growth->state;
    kept.levels[growth->level.depth] = growth->level.count;
    kept.authors[growth->author.account] = growth->author.count;
    if (growth->pair) kept.pairs[{growth->pair->from, growth->pair->to}] = growth->pair->count;
    for (auto node = parent; node != no_parent; node = kept.nodes[node].parent) ++kept.sizes[node];
    kept.nodes.push_back({.parent = parent, .author = author});
    kept.sizes.push_back(growth->node.subtree_size);
}

// The remainder keeps the sequence the same with every standard library.
std::size_t below(std::mt19937_64& random, std::size_t bound) { return random() % bound; }

using Shape = std::function<std::size_t(std::mt19937_64&, const Kept&)>;

void grow_and_compare(const Shape& choose_parent, std::size_t people, std::uint64_t seed, std::size_t messages)
{
    auto random = std::mt19937_64{seed};
    auto kept = opened_by(1);
    REQUIRE(count_tree(kept.nodes) == kept.state);
    for (std::size_t i = 0; i < messages; ++i) {
        add(kept, choose_parent(random, kept), 1 + static_cast<std::int64_t>(below(random, people)));
        auto from_nothing = count_tree(kept.nodes);
        CAPTURE(seed);
        CAPTURE(i);
        REQUIRE(from_nothing.has_value());
        REQUIRE(*from_nothing == kept.state);
    }
}

std::size_t uniform(std::mt19937_64& random, const Kept& kept) { return below(random, kept.nodes.size()); }
std::size_t star(std::mt19937_64&, const Kept&) { return 0; }
std::size_t path(std::mt19937_64&, const Kept& kept) { return kept.nodes.size() - 1; }
// An end of a random edge is chosen with probability proportional to its degree.
std::size_t preferential(std::mt19937_64& random, const Kept& kept)
{
    auto node = below(random, kept.nodes.size());
    if (node == 0 || below(random, 2) == 0) return node;
    return kept.nodes[node].parent;
}
std::size_t recent(std::mt19937_64& random, const Kept& kept)
{
    return kept.nodes.size() - 1 - below(random, std::min<std::size_t>(kept.nodes.size(), 4));
}
// A long chain first, then its levels fill from below or above: the h-index has to jump over levels already full.
std::size_t chain_then_wide(std::mt19937_64& random, const Kept& kept)
{
    if (kept.nodes.size() < 15) return kept.nodes.size() - 1;
    return kept.nodes.size() < 120 ? 2 + below(random, 12) : below(random, 3);
}

}  // namespace

TEST_CASE("after every message the figures kept are those computed from nothing, whatever the shape")
{
    const std::pair<const char*, Shape> shapes[] = {{"uniform", uniform}, {"star", star},
                                                    {"path", path},       {"preferential", preferential},
                                                    {"recent", recent},   {"chain", chain_then_wide}};
    for (const auto& [name, shape] : shapes) {
        CAPTURE(name);
        for (std::uint64_t seed = 1; seed <= 6; ++seed)
            for (std::size_t people : {1, 2, 5, 60}) grow_and_compare(shape, people, seed, 160);
    }
}

TEST_CASE("the h-index goes on over deeper levels that were already full")
{
    auto kept = opened_by(1);
    for (auto parent : {0, 1, 2, 2, 2, 3, 3, 3, 3}) add(kept, static_cast<std::size_t>(parent), 2);  // levels 1, 1, 3, 4
    CHECK(kept.state.h_index == 1);
    CHECK(deeper_levels_needed(kept.state, 2, 1) > 0);
    CHECK(deeper_levels_needed(kept.state, 1, 1) == 0);
    add(kept, 1, 2);
    CHECK(kept.state.h_index == count_tree(kept.nodes)->h_index);
    CHECK(kept.state.h_index >= 3);
}

TEST_CASE("a message without a path, or with a path of another conversation, is refused")
{
    auto state = opened_conversation();
    CHECK(grow(state, {}, 1, {}).error().key == "measure.not_a_path");
    const AncestorState too_big[] = {{.author = 1, .subtree_size = 7}};
    CHECK(grow(state, too_big, 1, {}).error().key == "measure.not_a_path");
    const AncestorState too_deep[] = {{.author = 1, .subtree_size = 1}, {.author = 1, .subtree_size = 1}};
    CHECK(grow(state, too_deep, 1, {}).error().key == "measure.not_a_path");
}

TEST_CASE("a conversation beyond what 64 bits measure is full")
{
    auto state = opened_conversation();
    state.nodes = max_measured_nodes;
    const AncestorState root[] = {{.author = 1, .subtree_size = max_measured_nodes}};
    CHECK(grow(state, root, 1, {}).error().key == "measure.conversation_full");
}
