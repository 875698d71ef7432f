// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether anybody honest is called anything: on communities made for it (tests/support/simulated_community.h), and what is said of those
// in which a ring was planted.
#include "integrity/judgement.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <doctest/doctest.h>

#include "integrity/co_participation.h"
#include "integrity/synchrony.h"
#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

std::uint64_t seeds() { return std::getenv("FAVILLA_SLOW") ? 2 : 20; }

History history_of(const Community& community) { return {community.actions, community.things, community.accounts.size()}; }

std::string reason_of(const Community& community, const Flagged& flagged)
{
    auto text = community.accounts[flagged.account] + " in group " + std::to_string(flagged.group);
    for (const auto& figure : flagged.signals)
        text += " " + std::string{name_of(figure.signal)} + " q " + std::to_string(figure.q);
    return text;
}

}  // namespace

TEST_CASE("in communities where nobody plots, nobody is found")
{
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
        CAPTURE(seed);
        auto community = test::honest_community(seed);
        REQUIRE(community.actions.size() > 5000);
        for (const auto& flagged : judge(community, 0.05)) FAIL_CHECK(reason_of(community, flagged));
    }
}

TEST_CASE("where nobody plots, small p are no more frequent than they claim")
{
    for (std::uint64_t seed = 1; seed <= std::min<std::uint64_t>(seeds(), 6); ++seed) {
        CAPTURE(seed);
        auto history = history_of(test::honest_community(seed));
        for (const auto& test : {test_synchrony(history, 30), test_synchrony(history, 120)}) {
            for (double level : {1e-4, 1e-3, 1e-2}) {
                auto below = std::ranges::count_if(test.pairs, [&](const PairFinding& pair) { return pair.p <= level; });
                CHECK(static_cast<double>(below)
                      <= level * static_cast<double>(test.tests) + 3 * std::sqrt(level * static_cast<double>(test.tests)) + 3);
            }
        }
    }
}

TEST_CASE("a ring among them is found whole, and nobody else")
{
    for (std::uint64_t seed = 1; seed <= std::min<std::uint64_t>(seeds(), 5); ++seed) {
        CAPTURE(seed);
        auto community = test::community_with_ring(seed, 8, 16);
        std::set<std::uint32_t> found, groups;
        for (const auto& flagged : judge(community, 0.01)) {
            found.insert(flagged.account);
            groups.insert(flagged.group);
            CHECK(flagged.label == Label::Coordinated);
        }
        CHECK(found == std::set<std::uint32_t>{592, 593, 594, 595, 596, 597, 598, 599});
        CHECK(groups.size() == 1);
    }
}

TEST_CASE("a ring whose members support each other is said to, which draws nobody into it")
{
    auto says = [](Signal signal) {
        return [signal](const Flagged& flagged) {
            return std::ranges::any_of(flagged.signals, [&](const auto& figure) { return figure.signal == signal; });
        };
    };
    // Eight who like the same forty posts of members, hours apart: found by C.
    auto community = test::honest_community(3);
    std::vector<std::uint32_t> liked;
    for (std::uint32_t n = 0; n < 40; ++n) {
        liked.push_back(test::CommunitySize{}.page_posts + n * 10);
        for (std::uint32_t member = 592; member < 600; ++member)
            community.actions.push_back(
                {member, liked.back(),
                 community.things[liked.back()].published_at + 1000 + (member * 7919 + n * 104'729) % 80'000});
    }
    auto others = judge(community, 0.01);
    REQUIRE(std::ranges::any_of(others, says(Signal::CoParticipation)));
    CHECK(std::ranges::none_of(others, says(Signal::Reciprocity)));
    // The same posts, had they been their own.
    for (std::uint32_t n = 0; n < 40; ++n) community.authors[liked[n]] = 592 + n % 8;
    auto own = judge(community, 0.01);
    REQUIRE(own.size() >= 6);
    CHECK(std::ranges::all_of(own, says(Signal::Reciprocity)));
    CHECK(std::ranges::equal(others, own, {}, &Flagged::account, &Flagged::account));
}

TEST_CASE("a level is read from the same tests as any other")
{
    auto community = test::community_with_ring(4, 8, 16);
    auto tested = test_pairs(community);
    for (double q : {0.01, 0.05}) {
        auto once = judge(community, q), shared = judge(community, tested, q);
        REQUIRE_FALSE(once.empty());
        CHECK(std::ranges::equal(once, shared, [](const Flagged& one, const Flagged& other) {
            return one.account == other.account && one.group == other.group && one.label == other.label
                && std::ranges::equal(one.signals, other.signals, [](const SignalFigure& a, const SignalFigure& b) {
                       return a.signal == b.signal && a.p == b.p && a.q == b.q;
                   });
        }));
    }
}

TEST_CASE("who says that they belong together is affiliated, which accuses nobody")
{
    auto community = test::community_with_ring(3, 8, 16);
    for (std::uint32_t account = 592; account < 600; ++account) community.members[account].is_disclosed = account % 2 == 0;
    for (const auto& flagged : judge(community, 0.01)) CHECK((flagged.label == Label::Affiliated) == (flagged.account % 2 == 0));
}

TEST_CASE("framing: whoever is followed about by others is not one of them")
{
    auto community = test::honest_community(2);
    auto history = history_of(community);
    std::uint32_t she = 0;
    for (std::uint32_t account = 0; account < 500; ++account)
        if (auto acts = history.of_account(account).size(); acts >= 40 && acts <= 80) she = account;
    // Eight accounts like whatever she liked, five to thirty seconds later.
    auto mine = history.of_account(she);
    std::vector<Action> after;
    std::int64_t pause = 0;
    for (const auto& act : mine)
        for (std::uint32_t bot = 592; bot < 600; ++bot)
            if ((act.other + bot) % 5 != 0) after.push_back({bot, act.other, act.at + 5 + (pause++ * 7) % 25});
    REQUIRE(after.size() > 60);
    community.actions.insert(community.actions.end(), after.begin(), after.end());
    std::set<std::uint32_t> found;
    for (const auto& flagged : judge(community, 0.01)) found.insert(flagged.account);
    CHECK_FALSE(found.contains(she));
    CHECK(found == std::set<std::uint32_t>{592, 593, 594, 595, 596, 597, 598, 599});
}

TEST_CASE("an order of the lines changes nothing")
{
    auto community = test::community_with_ring(4, 8, 16);
    auto once = judge(community, 0.05);
    std::ranges::reverse(community.actions);
    auto again = judge(community, 0.05);
    REQUIRE(once.size() == again.size());
    for (std::size_t n = 0; n < once.size(); ++n) {
        CHECK(once[n].account == again[n].account);
        REQUIRE(once[n].signals.size() == again[n].signals.size());
        for (std::size_t signal = 0; signal < once[n].signals.size(); ++signal)
            CHECK(once[n].signals[signal].p == again[n].signals[signal].p);
    }
}
