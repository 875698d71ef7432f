// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/coordination.h"

#include <doctest/doctest.h>

#include "integrity/share_file.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

constexpr std::string_view head = "object_id,account_id,content_id,timestamp_share\n";

ShareTable table(std::string_view rows) { return read_shares(std::string{head} + std::string{rows}).value(); }

PairCounts counts(std::string_view rows, std::int64_t window, int participation)
{
    return count_pairs(coordinated_pairs(table(rows).shares, {window, participation}));
}

}  // namespace

TEST_CASE("two shares of one thing are a pair when they are no further apart than the window")
{
    CHECK(counts("o,a,1,100\no,b,2,110\n", 10, 1) == PairCounts{1, 1, 2, 2, 10});
    CHECK(counts("o,a,1,100\no,b,2,111\n", 10, 1) == PairCounts{});
    CHECK(counts("o,a,1,100\np,b,2,100\n", 10, 1) == PairCounts{});
    CHECK(counts("o,a,1,100\no,a,2,101\n", 10, 1) == PairCounts{});
    CHECK(counts("o,a,1,100\no,b,1,101\n", 10, 1) == PairCounts{});
    CHECK(counts("o,a,o,100\no,b,2,101\n", 10, 1) == PairCounts{});
}

TEST_CASE("the older share of a pair stands first, whatever line it stands on")
{
    auto shares = table("o,late,2,105\no,early,1,100\n");
    auto pairs = coordinated_pairs(shares.shares, {10, 1});
    REQUIRE(pairs.size() == 1);
    CHECK(shares.accounts[pairs[0].account] == "early");
    CHECK(shares.contents[pairs[0].content_y] == "2");
    CHECK(pairs[0].time_delta == 5);
}

TEST_CASE("who took part too seldom is left out, and a pair needs one side that did not")
{
    // c shares twice, but only once within the window of anybody.
    std::string_view rows = "o,a,1,100\no,b,2,100\np,a,3,200\np,b,4,200\nq,a,5,300\nq,c,6,300\nr,c,7,900\n";
    CHECK(counts(rows, 10, 1).pairs == 3);
    CHECK(counts(rows, 10, 2) == PairCounts{3, 3, 3, 6, 0});
    CHECK(counts(rows, 10, 3) == PairCounts{});
    CHECK(counts("o,a,1,100\no,b,2,100\n", 10, 2) == PairCounts{});
}

TEST_CASE("edges weigh their pairs, and the threshold is a quantile of the weights")
{
    auto shares = table("o,a,1,100\no,b,2,104\np,a,3,200\np,b,4,202\nq,c,5,300\nq,d,6,300\n");
    auto network = coordination_network(coordinated_pairs(shares.shares, {10, 1}), 0.5);
    REQUIRE(network.edges.size() == 2);
    CHECK(network.edges[0].weight == 2);
    CHECK(network.edges[0].mean_time_delta == 3);
    CHECK(network.threshold == 1.5);
    CHECK(network.full == GraphSize{4, 2, 2, 2});
    CHECK(network.above == GraphSize{2, 1, 1, 2});
    CHECK(coordination_network({}, 0.5).full == GraphSize{});
}

TEST_CASE("a table that cannot be read says where and why")
{
    auto refused = [](std::string_view text) { return read_shares(text).error(); };
    CHECK(refused("object_id,account_id,content_id\no,a,1\n").key == "coordination.missing_column");
    CHECK(refused(std::string{head} + "o,,1,5\n").key == "coordination.empty_field");
    CHECK(refused(std::string{head} + "o,a,1,soon\n").key == "csv.not_a_number");
    auto error = refused(std::string{head} + "o,a,1,5\no,b,2,5.5\n");
    CHECK(error.key == "coordination.not_whole");
    CHECK(error.params[0] == std::pair<std::string, std::string>{"line", "3"});
    CHECK(error.params[1] == std::pair<std::string, std::string>{"column", "4"});
}
