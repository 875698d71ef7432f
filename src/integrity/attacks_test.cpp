// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody would try who knows how the night judges, each by its name; probing and flooding of what is seen between two nights stand in
// stream_test.cpp, framing in judgement_test.cpp.
#include <algorithm>
#include <cstdint>
#include <set>

#include <doctest/doctest.h>

#include "integrity/judgement.h"
#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

constexpr std::uint32_t first_of_ring = 592, end_of_ring = 600;
constexpr std::int64_t day = 86'400;

std::set<std::uint32_t> found_in(const Community& community)
{
    std::set<std::uint32_t> found;
    for (const auto& flagged : judge(community, 0.01)) found.insert(flagged.account);
    return found;
}

std::set<std::uint32_t> ring()
{
    std::set<std::uint32_t> all;
    for (auto account = first_of_ring; account < end_of_ring; ++account) all.insert(account);
    return all;
}

// Sixteen posts of the page, on which these accounts act within a minute of each other, hours after each was published.
void come_together(Community& community, std::uint32_t first, std::uint32_t end)
{
    for (std::uint32_t post = 2; post < test::CommunitySize{}.page_posts; post += 5)
        for (auto account = first; account < end; ++account)
            community.actions.push_back(
                {account, post,
                 community.things[post].published_at + 20'000 + (post * 7919) % 30'000 + (account * 13 + post) % 60});
}

}  // namespace

TEST_CASE("padding: what everybody likes does not hide those who come together")
{
    auto community = test::community_with_ring(5, 8, 16);
    std::uint64_t step = 0;
    for (auto account = first_of_ring; account < end_of_ring; ++account)
        for (int n = 0; n < 25; ++n, ++step) {
            auto post = static_cast<std::uint32_t>(step * 104'729 % community.things.size());
            auto after = static_cast<std::int64_t>(step * 15'485'863 % (2 * day));
            community.actions.push_back({account, post, community.things[post].published_at + 60 + after});
        }
    CHECK(found_in(community) == ring());
}

TEST_CASE("slow drip: who likes the same hours apart is found by what, and not by when")
{
    auto community = test::honest_community(6);
    for (std::uint32_t n = 0; n < 40; ++n)
        for (auto account = first_of_ring; account < end_of_ring; ++account) {
            auto post = test::CommunitySize{}.page_posts + n * 10;
            community.actions.push_back(
                {account, post, community.things[post].published_at + 1000 + (account * 7919 + n * 104'729) % 80'000});
        }
    auto flagged = judge(community, 0.01);
    CHECK(flagged.size() >= 6);
    for (const auto& one : flagged) {
        CHECK(one.account >= first_of_ring);
        auto says = [&](Signal signal) {
            return std::ranges::find(one.signals, signal, &SignalFigure::signal) != one.signals.end();
        };
        CHECK(says(Signal::CoParticipation));
        CHECK_FALSE(says(Signal::Synchrony));
    }
}

TEST_CASE("one-off mass: a crowd that comes once is no group, however many it is")
{
    auto community = test::honest_community(7);
    std::uint32_t post = 3;
    for (std::uint32_t account = 400; account < 600; ++account)
        community.actions.push_back({account, post, community.things[post].published_at + 30'000 + account % 50});
    CHECK(found_in(community).empty());
}

TEST_CASE("account renting: what the owners do themselves does not hide those who are paid to come")
{
    auto community = test::honest_community(8);
    come_together(community, 100, 108);
    auto found = found_in(community);
    CHECK(found.size() >= 6);
    CHECK(std::ranges::all_of(found, [](auto account) { return account >= 100 && account < 108; }));
}
