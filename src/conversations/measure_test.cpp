// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/measure.h"

#include <doctest/doctest.h>

using namespace favilla::conversations;

namespace {

std::vector<TreeNode> path_of(std::size_t nodes)
{
    auto tree = std::vector<TreeNode>(nodes);
    for (std::size_t i = 1; i < nodes; ++i) tree[i] = {.parent = i - 1, .author = static_cast<std::int64_t>(i)};
    return tree;
}

}  // namespace

TEST_CASE("a star has virality 2(n−1)/n and a path (n+1)/3")
{
    auto star = std::vector<TreeNode>(10, TreeNode{.parent = 0, .author = 1});
    star[0].parent = no_parent;
    CHECK(measures_of(count_tree(star).value()).structural_virality == doctest::Approx(2.0 * 9 / 10));
    CHECK(measures_of(count_tree(path_of(10)).value()).structural_virality == doctest::Approx(11.0 / 3));
}

TEST_CASE("a chain of 100,000 messages is measured")
{
    constexpr std::int64_t n = 100'000;
    auto state = count_tree(path_of(n)).value();
    CHECK(state.wiener_index == (n * n * n - n) / 6);
    CHECK(state.max_depth == n - 1);
}

TEST_CASE("the longest measured chain does not overflow")
{
    constexpr auto n = static_cast<__int128>(max_measured_nodes);
    static_assert((n * n * n - n) / 6 <= INT64_MAX);
    constexpr auto bound = static_cast<__int128>(3'810'778);
    static_assert((bound * bound * bound - bound) / 6 <= INT64_MAX);
    static_assert(((bound + 1) * (bound + 1) * (bound + 1) - (bound + 1)) / 6 > INT64_MAX);
    CHECK_FALSE(count_tree(path_of(max_measured_nodes + 1)));
}

TEST_CASE("an opening message alone has figures, and none is divided by nothing")
{
    const TreeNode root[] = {{.author = 1}};
    CHECK(count_tree(root) == opened_conversation());
    auto figures = measures_of(opened_conversation());
    CHECK(figures.comments == 0);
    CHECK(figures.mean_comment_depth == 0);
    CHECK(figures.structural_virality == 0);
    CHECK(figures.effective_authors == 0);
    CHECK(figures.reciprocity == 0);
}

TEST_CASE("who answers the one who answered them is interactive; answers to oneself are one-way and no edge")
{
    // 1 opens; 2 answers 1; 1 answers 2; 1 answers itself; 3 answers 1.
    const TreeNode tree[] = {{.author = 1}, {0, 2}, {1, 1}, {2, 1}, {0, 3}};
    auto state = count_tree(tree).value();
    CHECK(state.one_way == 2);
    CHECK(state.reactive == 2);
    CHECK(state.interactive == 1);
    CHECK(state.reply_edges == 3);
    CHECK(state.mutual_edges == 2);
    CHECK(state.authors == 3);
    CHECK(measures_of(state).effective_authors == doctest::Approx(16.0 / 6));
}

TEST_CASE("a parent may come after its answers")
{
    const TreeNode tree[] = {{2, 3}, {.author = 1}, {1, 2}};
    CHECK(count_tree(tree).value().max_depth == 2);
}

TEST_CASE("what is not one tree has no figures")
{
    const TreeNode two_roots[] = {{.author = 1}, {.author = 2}};
    const TreeNode cycle[] = {{.author = 1}, {2, 1}, {1, 1}};
    const TreeNode no_root[] = {{0, 1}};
    const TreeNode beyond[] = {{.author = 1}, {9, 1}};
    CHECK_FALSE(count_tree({}));
    CHECK_FALSE(count_tree(two_roots));
    CHECK_FALSE(count_tree(cycle));
    CHECK_FALSE(count_tree(no_root));
    CHECK_FALSE(count_tree(beyond));
}
