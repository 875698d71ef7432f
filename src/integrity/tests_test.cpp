// SPDX-License-Identifier: AGPL-3.0-or-later
// The tests of coordination on small tables whose answers can be worked out by hand.
#include <cmath>

#include <doctest/doctest.h>

#include "integrity/ballots.h"
#include "integrity/bursts.h"
#include "integrity/co_participation.h"
#include "integrity/near_duplicates.h"
#include "integrity/synchrony.h"
#include "integrity/tails.h"

using namespace favilla::integrity;

TEST_CASE("tails are right where they are large, and keep their digits where they are tiny")
{
    CHECK(poisson_tail(2, 0) == 1);
    CHECK(poisson_tail(0, 1) == 0);
    CHECK(poisson_tail(2, 1) == doctest::Approx(1 - std::exp(-2.0)).epsilon(1e-12));
    CHECK(poisson_tail(0.1, 3) == doctest::Approx(1.5465307026e-4).epsilon(1e-9));
    CHECK(poisson_tail(1e-6, 5) / (1e-30 / 120) == doctest::Approx(1 - 5e-6 / 6).epsilon(1e-9));
    std::vector<double> coins{0.5, 0.5, 0.5};
    CHECK(poisson_binomial_tail(coins, 2) == doctest::Approx(0.5));
    CHECK(poisson_binomial_tail(coins, 4) == 0);
    std::vector<double> rare(4, 1e-5);
    CHECK(poisson_binomial_tail(rare, 4) == doctest::Approx(1e-20).epsilon(1e-9));
    CHECK(hypergeometric_tail(10, 5, 3, 3) == doctest::Approx(10.0 / 120));
    CHECK(hypergeometric_tail(10, 5, 3, 0) == doctest::Approx(1));
}

TEST_CASE("a false discovery rate accepts up to the last that is small enough for its rank")
{
    PairTest test{.pairs = {{0, 1, 3, 0, 0.001}, {0, 2, 3, 0, 0.012}, {0, 3, 3, 0, 0.013}, {0, 4, 3, 0, 0.9}}, .tests = 10};
    CHECK(accepted_at(test, 0.05) == 3);
    CHECK(accepted_at(test, 0.01) == 1);
    auto q = q_values(test);
    CHECK(q[0] == doctest::Approx(0.01));
    CHECK(q[1] == doctest::Approx(0.13 / 3));
    CHECK(q[2] == doctest::Approx(0.13 / 3));
}

namespace {

// Accounts 0 to 3 act on the same few of many objects; forty others on whatever comes.
struct Small {
    std::vector<Action> actions;
    std::vector<Object> objects;
    std::uint32_t state = 1;
    std::uint32_t next() { return (state = state * 1664525 + 1013904223) >> 8; }  // Numerical Recipes

    explicit Small(std::int64_t apart)
    {
        for (std::uint32_t n = 0; n < 120; ++n) objects.push_back({0, std::int64_t(n) * 4000});
        for (std::uint32_t n = 0; n < 8; ++n)
            for (std::uint32_t who = 0; who < 4; ++who)
                actions.push_back({who, n * 15, objects[n * 15].published_at + 7200 + std::int64_t(who) * apart + n * 977});
        for (std::uint32_t who = 4; who < 44; ++who)
            for (std::uint32_t n = 0; n < 8; ++n) {
                auto object = next() % 120;
                actions.push_back({who, object, objects[object].published_at + 600 + std::int64_t(next() % 80000)});
            }
    }
    History history() const { return {actions, objects, 44}; }
};

bool is_ring(const PairFinding& pair) { return pair.a < 4 && pair.b < 4; }

}  // namespace

TEST_CASE("who shares more than their activity and the popularity of it explain stands first")
{
    auto test = test_co_participation(Small{1000}.history());
    CHECK(test.tests == 44 * 43 / 2);
    REQUIRE(test.pairs.size() >= 6);
    for (std::size_t n = 0; n < 6; ++n) {
        CHECK(is_ring(test.pairs[n]));
        CHECK(test.pairs[n].together == 8);
        CHECK(test.pairs[n].p < 1e-4);
    }
    CHECK(accepted_at(test, 0.01) == 6);
}

TEST_CASE("who comes within seconds, day after day, is synchronous; who shares as much hours apart is not")
{
    auto near = test_synchrony(Small{5}.history());
    REQUIRE(near.pairs.size() >= 6);
    CHECK(accepted_at(near, 0.01) == 6);
    for (std::size_t n = 0; n < 6; ++n) CHECK(is_ring(near.pairs[n]));
    CHECK(accepted_at(test_synchrony(Small{5000}.history()), 0.05) == 0);
}

TEST_CASE("only the first act of an account on an object counts")
{
    std::vector<Action> actions{{0, 0, 50}, {0, 0, 10}, {0, 0, 90}};
    History history{actions, std::vector<Object>{{0, 0}}, 1};
    REQUIRE(history.of_account(0).size() == 1);
    CHECK(history.of_account(0)[0].at == 10);
    CHECK(history.eligible() == 0);
}

TEST_CASE("a burst is a crowd that nothing before and after explains, and not what follows publication")
{
    std::vector<Action> actions;
    std::uint32_t next = 0;
    for (std::int64_t n = 0; n < 40; ++n) actions.push_back({next++, 0, n * 2000});
    for (std::int64_t n = 0; n < 10; ++n) actions.push_back({next++, 0, 30 + n});         // a push
    for (std::int64_t n = 0; n < 7; ++n) actions.push_back({next++, 0, 41'000 + n * 9});  // nobody knows why
    History history{actions, std::vector<Object>{{0, 0}}, next};
    auto bursts = unprompted_bursts(history);
    REQUIRE(bursts.size() == 1);
    CHECK(bursts[0].accounts == std::vector<std::uint32_t>{50, 51, 52, 53, 54, 55, 56});
}

TEST_CASE("texts are alike by the three-word runs they share, whatever the case and the signs between")
{
    std::vector<WrittenText> texts{{0, "The lamp lasts for days, and the team answers!"},
                                   {1, "the LAMP lasts for days and the team answers"},
                                   {2, "Perché la lampada dura giorni"},
                                   {3, "perché la lampada dura settimane"},
                                   {4, "too short a text"},
                                   {5, "too short a text"},
                                   {0, "The lamp lasts for days, and the team answers!"}};
    auto found = near_duplicates(texts, 0.5);
    REQUIRE(found.size() == 3);
    CHECK(found[0].jaccard == 1);
    CHECK((found[1].a == 1 && found[1].b == 6));
    CHECK((found[2].a == 2 && found[2].jaccard == doctest::Approx(0.5)));
}

TEST_CASE("a ring of votes is who was brought in by one, in a burst, and votes alike; one of the two alone is none")
{
    std::vector<Voter> voters;
    std::vector<Vote> votes;
    auto add = [&](std::int64_t created_at, std::optional<std::uint32_t> inviter, std::uint32_t option) {
        votes.push_back({static_cast<std::uint32_t>(voters.size()), 0, option});
        voters.push_back({created_at, inviter});
    };
    constexpr std::int64_t month = 30 * 86'400;
    for (std::int64_t n = 0; n < 200; ++n) add(n * month / 10, {}, static_cast<std::uint32_t>(n % 2));
    for (std::int64_t n = 0; n < 14; ++n) add(20 * month + n * 60, 1, 1);  // a burst, alike
    for (std::int64_t n = 0; n < 14; ++n) add(n * month, 2, 1);            // alike, over a year
    for (std::int64_t n = 0; n < 14; ++n)
        add(10 * month + n * 60, 3, static_cast<std::uint32_t>(n % 2));  // a class that joined at once
    auto rings = vote_rings(voters, votes, 0.01);
    REQUIRE(rings.size() == 1);
    CHECK(rings[0].inviter == 1);
    CHECK(rings[0].option == 1);
    CHECK(rings[0].members.size() == 14);
    CHECK(rings[0].members.front() == 200);
    CHECK(vote_rings({}, {}, 0.01).empty());
}
