// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/attribution.h"

#include <random>

#include <doctest/doctest.h>

#include "analytics/figure_files.h"
#include "analytics/linear_system.h"

using namespace favilla::analytics;

namespace {

// What remains when a channel is lost, by going through all steps until nearly nobody is on the way: another way to the same number.
double conversions_without(const std::vector<Path>& paths, std::size_t channels, std::size_t lost)
{
    auto start = channels, goal = channels + 1, nowhere = channels + 2;
    std::vector<std::vector<double>> chance(channels + 3, std::vector<double>(channels + 3));
    for (const auto& path : paths) {
        auto at = start;
        for (auto channel : path.channels) {
            chance[at][channel] += path.conversions + path.nulls;
            at = channel;
        }
        chance[at][goal] += path.conversions;
        chance[at][nowhere] += path.nulls;
    }
    std::vector<double> here(channels + 3);
    here[start] = 1;
    for (int step = 0; step < 5000; ++step) {
        std::vector<double> next(channels + 3);
        next[goal] = here[goal];
        for (std::size_t i = 0; i <= channels; ++i) {
            if (i == lost) continue;
            double sum = 0;
            for (auto one : chance[i]) sum += one;
            for (std::size_t j = 0; j < next.size(); ++j)
                if (sum > 0) next[j] += here[i] * chance[i][j] / sum;
        }
        here = next;
    }
    return here[goal];
}

}  // namespace

TEST_CASE("the example that is worked out by hand")
{
    // a > b converts once in two; a once in two: start→a, a→b 1/2, a→goal 1/4, a→null 1/4, b→goal 1/2, b→null 1/2.
    const std::vector<Path> paths{{{0, 1}, 1, 1}, {{0}, 1, 1}};
    auto shares = attribute(paths, 2);
    CHECK(shares.conversions == 2);
    CHECK(shares.conversion_probability == doctest::Approx(0.5));
    CHECK(shares.channels[0].removal_effect == doctest::Approx(1.0));
    CHECK(shares.channels[1].removal_effect == doctest::Approx(0.5));
    CHECK(shares.channels[0].markov == doctest::Approx(4.0 / 3));
    CHECK(shares.channels[0].first == 2);
    CHECK(shares.channels[0].last == 1);
    CHECK(shares.channels[0].linear == 1.5);
}

TEST_CASE(
    "any paths: shares sum to the conversions, the chain's rate is the empirical one, and losing a channel loses what was said")
{
    std::mt19937 chance{7};
    auto below = [&](std::size_t n) { return chance() % n; };
    for (int round = 0; round < 20; ++round) {
        std::size_t channels = 1 + below(8);
        std::vector<Path> paths(1 + below(30));
        double people = 0, conversions = 0;
        for (auto& path : paths) {
            for (std::size_t i = 0, n = 1 + below(6); i < n; ++i) path.channels.push_back(below(channels));
            path.conversions = static_cast<double>(below(5));
            path.nulls = static_cast<double>(below(50));
            people += path.conversions + path.nulls;
            conversions += path.conversions;
        }
        if (conversions == 0) continue;
        auto shares = attribute(paths, channels);
        CHECK(std::abs(shares.conversion_probability - conversions / people) < 1e-9);
        double first = 0, last = 0, linear = 0, markov = 0;
        for (std::size_t i = 0; i < channels; ++i) {
            const auto& share = shares.channels[i];
            first += share.first;
            last += share.last;
            linear += share.linear;
            markov += share.markov;
            CHECK(share.removal_effect
                  == doctest::Approx(1 - conversions_without(paths, channels, i) * people / conversions).epsilon(1e-6));
        }
        CHECK(first == doctest::Approx(conversions));
        CHECK(last == doctest::Approx(conversions));
        CHECK(linear == doctest::Approx(conversions));
        CHECK(markov == doctest::Approx(conversions));
    }
}

TEST_CASE("nobody reached it: nothing is shared out")
{
    const std::vector<Path> paths{{{0, 0}, 0, 3}};
    auto shares = attribute(paths, 1);
    CHECK(shares.conversion_probability == 0);
    CHECK(shares.channels[0].markov == 0);
    CHECK(shares.channels[0].removal_effect == 0);
}

TEST_CASE("paths are read from a table, and a wrong cell is refused with its line")
{
    auto table =
        read_paths("path,total_conversions,total_conversion_value,total_null\nmail > search > mail,2,10.5,3\n search ,0,0,1\n")
            .value();
    CHECK(table.channels == std::vector<std::string>{"mail", "search"});
    CHECK(table.paths[0].channels == std::vector<std::size_t>{0, 1, 0});
    auto key = [](std::string_view rows) {
        return read_paths("path,total_conversions,total_conversion_value,total_null\n" + std::string{rows}).error().key;
    };
    CHECK(key("a > ,1,0,1\n") == "figures.empty_channel");
    CHECK(key(",1,0,1\n") == "figures.empty_channel");
    CHECK(key("a,-1,0,1\n") == "figures.negative");
    CHECK(key("a,1e300,0,1\n") == "figures.too_large");
    CHECK(key("a,1,x,1\n") == "csv.not_a_number");
    CHECK(key("a,0,0,0\n") == "figures.no_path");
    CHECK(read_paths("path,total_conversions\na,1\n").error().key == "figures.missing_column");
}

TEST_CASE("a matrix times its inverse is one; what has none is said to have none")
{
    SquareMatrix matrix(3);
    double cells[] = {0, 2, 1, 1, 0, 0, 3, 1, 4};
    for (std::size_t i = 0; i < 9; ++i) matrix(i / 3, i % 3) = cells[i];
    auto inverse = inverse_of(matrix).value();
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < 3; ++k) sum += matrix(i, k) * inverse(k, j);
            CHECK(sum == doctest::Approx(i == j ? 1 : 0));
        }
    CHECK_FALSE(inverse_of(SquareMatrix(2)));
}
