// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/reply_graph.h"

#include <doctest/doctest.h>

using namespace favilla::strategy;

namespace {

// Zachary's karate club (1977): 34 people, 78 friendships, each both ways here.
constexpr ReplyPair friendships[] = {
    {2, 1},   {3, 1},   {3, 2},   {4, 1},   {4, 2},   {4, 3},   {5, 1},   {6, 1},   {7, 1},   {7, 5},   {7, 6},   {8, 1},
    {8, 2},   {8, 3},   {8, 4},   {9, 1},   {9, 3},   {10, 3},  {11, 1},  {11, 5},  {11, 6},  {12, 1},  {13, 1},  {13, 4},
    {14, 1},  {14, 2},  {14, 3},  {14, 4},  {17, 6},  {17, 7},  {18, 1},  {18, 2},  {20, 1},  {20, 2},  {22, 1},  {22, 2},
    {26, 24}, {26, 25}, {28, 3},  {28, 24}, {28, 25}, {29, 3},  {30, 24}, {30, 27}, {31, 2},  {31, 9},  {32, 1},  {32, 25},
    {32, 26}, {32, 29}, {33, 3},  {33, 9},  {33, 15}, {33, 16}, {33, 19}, {33, 21}, {33, 23}, {33, 24}, {33, 30}, {33, 31},
    {33, 32}, {34, 9},  {34, 10}, {34, 14}, {34, 15}, {34, 16}, {34, 19}, {34, 20}, {34, 21}, {34, 23}, {34, 24}, {34, 27},
    {34, 28}, {34, 29}, {34, 30}, {34, 31}, {34, 32}, {34, 33}};

}  // namespace

TEST_CASE("the karate club comes out as its literature says")
{
    std::vector<ReplyPair> pairs;
    for (auto [one, other] : friendships) pairs.insert(pairs.end(), {{one, other}, {other, one}});
    auto graph = read_graph(pairs);
    CHECK(graph.people == 34);
    CHECK(graph.edges == 156);
    CHECK(graph.reciprocity == 1);
    CHECK(graph.above_chance.value() == doctest::Approx(1));
    CHECK(graph.core == 4);
    CHECK(graph.core_people == 10);
    REQUIRE(graph.ranked.size() == 34);
    CHECK(graph.ranked[0].person == 34);
    CHECK(graph.ranked[0].rank == doctest::Approx(0.100918).epsilon(1e-4));
    CHECK(graph.ranked[1].person == 1);
    CHECK(graph.ranked[1].rank == doctest::Approx(0.096997).epsilon(1e-4));
    double sum = 0;
    for (const auto& one : graph.ranked) sum += one.rank;
    CHECK(sum == doctest::Approx(1));
}

TEST_CASE("answers that come back are weighed against those that would by chance")
{
    // Four people, five of twelve possible pairs, two of them mutual: r = 0.4, a = 5 / 12.
    auto graph = read_graph(std::vector<ReplyPair>{{1, 2}, {2, 1}, {1, 3}, {3, 4}, {4, 2}, {1, 2}, {3, 3}});
    CHECK(graph.edges == 5);
    CHECK(graph.reciprocity == doctest::Approx(0.4));
    CHECK(graph.above_chance.value() == doctest::Approx((0.4 - 5.0 / 12) / (1 - 5.0 / 12)));
    // Where all answer all there is nothing above chance to tell.
    CHECK(!read_graph(std::vector<ReplyPair>{{1, 2}, {2, 1}}).above_chance);
    auto empty = read_graph(std::vector<ReplyPair>{{7, 7}});
    CHECK(empty.people == 0);
    CHECK(empty.ranked.empty());
}

TEST_CASE("who answers nobody keeps no rank from the others")
{
    // A star: the three are answered by nobody, the middle answers nobody.
    auto graph = read_graph(std::vector<ReplyPair>{{1, 9}, {2, 9}, {3, 9}});
    // x = (0.15 + 0.85 y) / 4 of the three, y = 0.15 / 4 + 0.85 (3 x + y / 4) of the middle, 3 x + y = 1.
    CHECK(graph.ranked[0].person == 9);
    auto x = graph.ranked[1].rank, y = graph.ranked[0].rank;
    CHECK(x == doctest::Approx((0.15 + 0.85 * y) / 4).epsilon(1e-6));
    CHECK(3 * x + y == doctest::Approx(1));
    CHECK(graph.core == 1);
    CHECK(graph.core_people == 4);
}
