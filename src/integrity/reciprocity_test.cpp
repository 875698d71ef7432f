// SPDX-License-Identifier: AGPL-3.0-or-later
// Mutual support against chance: a case that can be computed by hand, and whether p claims no more than it holds where nobody returns
// anything on purpose.
#include "integrity/reciprocity.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

// The distance by which small p are more frequent than they claim (Kolmogorov-Smirnov, one-sided).
double excess_of(std::vector<double> p)
{
    std::ranges::sort(p);
    double most = 0;
    for (std::size_t n = 0; n < p.size(); ++n)
        most = std::max(most, static_cast<double>(n + 1) / static_cast<double>(p.size()) - p[n]);
    return most;
}
double allowed_at_one_percent(std::size_t number) { return 1.52 / std::sqrt(static_cast<double>(number)); }

}  // namespace

TEST_CASE("where all support as many, the chance of a pair is that of two draws")
{
    // Four who all support each other, and 36 in a circle who support the three after them.
    std::vector<Support> support;
    for (std::uint32_t a = 0; a < 4; ++a)
        for (std::uint32_t b = 0; b < 4; ++b) support.push_back({a, b});
    for (std::uint32_t n = 0; n < 36; ++n)
        for (std::uint32_t step = 1; step <= 3; ++step) support.push_back({4 + n, 4 + (n + step) % 36});
    support.push_back(support[1]);
    SupportModel model{support, 40};
    std::uint32_t four[] = {0, 1, 2, 3}, circle[] = {4, 5, 6, 7};
    auto found = model.test(four);
    double pair = 3.0 / 40 * 3.0 / 40;
    CHECK(found.mutual == 6);
    CHECK(found.expected == doctest::Approx(6 * pair).epsilon(1e-9));
    CHECK(found.p == doctest::Approx(std::pow(pair, 6)).epsilon(1e-8).scale(0));
    CHECK(found.members == std::vector<std::uint32_t>{0, 1, 2, 3});
    auto none = model.test(circle);
    CHECK(none.mutual == 0);
    CHECK(none.p == 1);
    CHECK(none.members.empty());
}

TEST_CASE("who supports one other and is supported back is in no ring")
{
    SupportModel model{{{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 2}, {2, 0}, {2, 3}, {3, 2}, {4, 5}, {5, 6}}, 7};
    std::uint32_t members[] = {0, 1, 2, 3};
    auto found = model.test(members);
    CHECK(found.mutual == 4);
    CHECK(found.members == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("where nobody returns anything on purpose, small p are no more frequent than they claim")
{
    constexpr std::uint32_t accounts = 120, group = 8;
    std::mt19937_64 random{11};
    auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    std::vector<double> p;
    for (int graph = 0; graph < 100; ++graph) {
        std::vector<double> gives(accounts), takes(accounts);
        for (auto& one : gives) one = 0.2 + 1.2 * uniform();
        for (auto& one : takes) one = 0.2 + 1.2 * uniform();
        std::vector<Support> support;
        for (std::uint32_t by = 0; by < accounts; ++by)
            for (std::uint32_t of = 0; of < accounts; ++of)
                if (double product = gives[by] * takes[of]; uniform() < product / (1 + product)) support.push_back({by, of});
        SupportModel model{support, accounts};
        for (std::uint32_t first = 0; first + group <= accounts; first += group) {
            std::uint32_t members[group];
            for (std::uint32_t n = 0; n < group; ++n) members[n] = first + n;
            p.push_back(model.test(members).p);
        }
    }
    CHECK(excess_of(p) <= allowed_at_one_percent(p.size()));
    // And they are no empty claim.
    CHECK(std::ranges::count_if(p, [](double one) { return one <= 0.1; }) > std::ssize(p) / 50);
}

TEST_CASE("in communities where nobody plots, groups of any people show no more than chance")
{
    std::vector<double> p;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        auto community = test::honest_community(seed);
        std::vector<Support> support;
        for (const auto& action : community.actions)
            if (auto author = community.authors[action.object]; author < community.accounts.size())
                support.push_back({action.account, author});
        SupportModel model{support, community.accounts.size()};
        for (std::uint32_t first = 0; first + 8 <= community.accounts.size(); first += 8) {
            std::vector<std::uint32_t> members;
            for (std::uint32_t n = 0; n < 8; ++n) members.push_back(first + n);
            p.push_back(model.test(members).p);
        }
    }
    CHECK(excess_of(p) <= allowed_at_one_percent(p.size()));
}
