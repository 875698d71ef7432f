// SPDX-License-Identifier: AGPL-3.0-or-later
// Members of a group behind one network against chance: a case computed by hand, what is not gone by, and whether p claims no more than it
// holds where networks mean nothing.
#include "integrity/same_network.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include "integrity/judgement.h"
#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

std::vector<Member> people(std::size_t number) { return std::vector<Member>(number); }

}  // namespace

TEST_CASE("three of a group of four behind a network of five among twenty")
{
    auto members = people(20);
    for (std::size_t n = 0; n < 20; ++n) members[n].networks = {{0, n < 5 ? 1 : 100 + static_cast<std::int64_t>(n)}};
    Networks networks{members};
    std::uint32_t group[] = {0, 1, 2, 19}, apart[] = {0, 17, 18, 19};
    auto found = networks.test(group);
    // (C(5,3) C(15,1) + C(5,4)) / C(20,4)
    CHECK(found.p == doctest::Approx((10.0 * 15 + 5) / 4845).epsilon(1e-9));
    CHECK(found.members == std::vector<std::uint32_t>{0, 1, 2});
    auto none = networks.test(apart);
    CHECK(none.p == 1);
    CHECK(none.members.empty());
}

TEST_CASE("a network of more than thirty accounts says nothing, nor one from which everybody comes")
{
    for (std::size_t inside : {30, 31}) {
        auto members = people(1000);
        for (std::size_t n = 0; n < members.size(); ++n)
            members[n].networks = {{0, n < inside ? 1 : 100 + static_cast<std::int64_t>(n)}};
        std::uint32_t group[] = {0, 1, 2, 3};
        CHECK((Networks{members}.test(group).p < 1e-5) == (inside == 30));
    }
    auto all = people(20);
    for (auto& member : all) member.networks = {{0, 1}};
    std::uint32_t group[] = {0, 1, 2};
    CHECK(Networks{all}.test(group).p == doctest::Approx(1));
}

TEST_CASE("tags compare within their period alone, and what was looked at several times counts so often")
{
    auto members = people(50);
    for (std::size_t n = 0; n < 50; ++n) members[n].networks = {{n % 2 == 0 ? 0 : 7, 1}};
    std::uint32_t apart[] = {0, 1};
    CHECK(Networks{members}.test(apart).members.empty());

    auto once = people(50), twice = people(50);
    for (std::size_t n = 0; n < 50; ++n) {
        auto tag = n < 3 ? 1 : 100 + static_cast<std::int64_t>(n);
        once[n].networks = {{0, tag}};
        twice[n].networks = {{0, tag}, {7, tag}};
    }
    std::uint32_t three[] = {0, 1, 2};
    CHECK(Networks{twice}.test(three).p == doctest::Approx(2 * Networks{once}.test(three).p));
}

TEST_CASE("where networks mean nothing, small p are no more frequent than they claim")
{
    std::mt19937_64 random{20'261'130};
    auto members = people(400);
    for (auto& member : members) member.networks = {{0, static_cast<std::int64_t>(random() % 40)}};
    Networks networks{members};
    constexpr int draws = 2000;
    std::vector<double> p;
    for (int n = 0; n < draws; ++n) {
        std::vector<std::uint32_t> all(400), group;
        for (std::uint32_t account = 0; account < 400; ++account) all[account] = account;
        std::ranges::sample(all, std::back_inserter(group), 8, random);
        p.push_back(networks.test(group).p);
    }
    for (double level : {0.01, 0.05, 0.2}) {
        auto below = static_cast<double>(std::ranges::count_if(p, [&](double one) { return one <= level; })) / draws;
        CHECK(below <= level + 3 * std::sqrt(level * (1 - level) / draws));
    }
}

TEST_CASE("people behind one network are no group for it, and of a group that was found it is said")
{
    auto says_network = [](const Flagged& one) {
        return std::ranges::any_of(one.signals, [](const SignalFigure& figure) { return figure.signal == Signal::Network; });
    };
    auto honest = test::honest_community(3);
    for (std::uint32_t n = 100; n < 600; ++n) honest.members[n].networks = {{0, n < 125 ? 1 : n}};
    CHECK(judge(honest, 0.05).empty());

    auto ring = test::community_with_ring(3, 8, 16);
    auto first = static_cast<std::uint32_t>(ring.members.size()) - 8;
    for (std::uint32_t n = 0; n < ring.members.size(); ++n) ring.members[n].networks = {{0, n < first ? n + 10 : 1}};
    auto flagged = judge(ring, 0.01);
    REQUIRE(flagged.size() == 8);
    CHECK(std::ranges::all_of(flagged, says_network));
    for (std::uint32_t n = 0; n < ring.members.size(); ++n) ring.members[n].networks = {{0, n % 100}};
    flagged = judge(ring, 0.01);
    CHECK(flagged.size() == 8);
    CHECK(std::ranges::none_of(flagged, says_network));
}
