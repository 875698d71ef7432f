// SPDX-License-Identifier: AGPL-3.0-or-later
// The stream between two nights: what it sees, what it lets pass, and that nobody makes it grow.
#include "integrity/stream.h"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include <doctest/doctest.h>

#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

constexpr std::int64_t begin = 1'767'225'600, hour = 3600, day = 24 * hour;

// Objects are an hour apart, numbered from 1.
std::int64_t published(std::int64_t object) { return begin + object * hour; }

StreamAct act(std::int64_t account, std::int64_t object, std::int64_t after)
{
    return {.account = account, .object = object, .at = published(object) + after, .published_at = published(object)};
}

// Of what people do: thirty come to each object, whenever they like within three hours.
std::vector<StreamAct> usual_acts(std::int64_t objects, unsigned seed = 1)
{
    std::mt19937 chance{seed};
    std::vector<StreamAct> acts;
    for (std::int64_t object = 1; object <= objects; ++object)
        for (int n = 0; n < 30; ++n) acts.push_back(act(1000 + chance() % 100, object, 700 + chance() % 10'000));
    return acts;
}

void take_all(Stream& stream, std::vector<StreamAct> acts)
{
    std::ranges::sort(acts, {}, [](const StreamAct& one) { return std::tuple{one.at, one.account, one.object}; });
    for (const auto& one : acts) stream.take(one);
}

std::vector<StreamAct> acts_of(const Community& community)
{
    std::vector<StreamAct> acts;
    auto add = [&](const auto& one) {
        acts.push_back({one.account, one.object, one.at, community.things[one.object].published_at});
    };
    for (const auto& one : community.actions) add(one);
    for (const auto& one : community.texts) add(one);
    return acts;
}

using Accounts = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("three who come to four posts of one day within seconds are worth a look, and two are not")
{
    for (std::int64_t members : {2, 3}) {
        Stream stream;
        auto acts = usual_acts(40);
        for (std::int64_t object : {14, 16, 18, 20})
            for (std::int64_t n = 0; n < members; ++n) acts.push_back(act(1 + n, object, 2000 + 5 * n));
        take_all(stream, acts);
        auto groups = stream.groups(0);
        REQUIRE(groups.size() == (members == 3 ? 1 : 0));
        if (members == 2) continue;
        CHECK(groups[0].accounts == Accounts{1, 2, 3});
        CHECK(groups[0].near == doctest::Approx(4).epsilon(0.03));
        CHECK(groups[0].expected < 1);
        CHECK(groups[0].p < 0.01);
        CHECK(groups[0].days == 1);
        CHECK(groups[0].last_at == published(20) + 2010);
        CHECK(std::ranges::is_sorted(groups[0].objects, std::greater{}));
        CHECK(stream.groups(published(20) + 3000).empty());
    }
}

TEST_CASE("in communities where nobody plots nothing is worth a look, on no day")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto acts = acts_of(test::honest_community(seed));
        std::ranges::sort(acts, {}, [](const StreamAct& one) { return std::tuple{one.at, one.account, one.object}; });
        Stream stream;
        std::int64_t looked = 0;
        for (const auto& one : acts) {
            stream.take(one);
            if (one.at / day == looked) continue;
            looked = one.at / day;
            CHECK(stream.groups(0).empty());
        }
    }
}

TEST_CASE("a ring in such a community is seen, and nobody with it; the same acts give the same groups")
{
    auto community = test::community_with_ring(3, 8, 16);
    std::vector<std::string> told;
    for (int n = 0; n < 2; ++n) {
        Stream stream;
        take_all(stream, acts_of(community));
        auto groups = stream.groups(0);
        REQUIRE(groups.size() == 1);
        Accounts ring;
        for (auto member = community.accounts.size() - 8; member < community.accounts.size(); ++member) ring.push_back(member);
        CHECK(groups[0].accounts == ring);
        told.push_back(std::to_string(groups[0].near) + " " + std::to_string(groups[0].expected) + " "
                       + std::to_string(groups[0].p));
    }
    CHECK(told[0] == told[1]);
}

TEST_CASE("who is told at once comes at once: the first ten minutes say nothing")
{
    Stream stream;
    auto acts = usual_acts(40);
    for (std::int64_t object = 1; object <= 40; ++object)
        for (std::int64_t n = 1; n <= 6; ++n) acts.push_back(act(n, object, 3 * n));
    take_all(stream, acts);
    CHECK(stream.groups(0).empty());
}

TEST_CASE("probing: somebody whom others follow about within seconds is not among those who are worth a look")
{
    Stream stream;
    auto acts = usual_acts(40);
    for (std::int64_t object = 1; object <= 12; ++object) {
        acts.push_back(act(1, object, 2000));
        for (std::int64_t n = 2; n <= 5; ++n) acts.push_back(act(n, object, 2004 + 2 * ((n + object) % 4)));
    }
    take_all(stream, acts);
    auto groups = stream.groups(0);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].accounts == Accounts{2, 3, 4, 5});
}

TEST_CASE("probing: doing it again on the same post, and more of what others do, changes nothing")
{
    Stream stream;
    std::vector<StreamAct> acts;
    for (int times = 0; times < 50; ++times)
        for (std::int64_t n = 1; n <= 3; ++n) acts.push_back(act(n, 1, 700 + 60 * times + n));
    take_all(stream, acts);
    CHECK(stream.meetings() == 3);
    CHECK(stream.groups(0).empty());

    Stream camouflaged;
    auto more = usual_acts(60);
    std::mt19937 chance{5};
    for (std::int64_t object = 1; object <= 60; ++object)
        for (std::int64_t n = 1; n <= 4; ++n) {
            if (object % 5 == 0)
                more.push_back(act(n, object, 2000 + 4 * ((n + object) % 4)));
            else if (chance() % 2 == 0)
                more.push_back(act(n, object, 700 + chance() % 10'000));
        }
    take_all(camouflaged, more);
    auto groups = camouflaged.groups(0);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].accounts == Accounts{1, 2, 3, 4});
}

TEST_CASE("acts that one server tells of at once, and not of when they were done, do not meet each other")
{
    for (std::int64_t server : {0, 7}) {
        Stream stream;
        auto acts = usual_acts(40);
        for (std::int64_t object = 20; object < 26; ++object)
            for (std::int64_t n = 1; n <= 4; ++n) {
                acts.push_back(act(n, object, 2000 + n));
                acts.back().told_by = server;
            }
        take_all(stream, acts);
        CHECK(stream.groups(0).size() == (server == 0 ? 1 : 0));
    }
}

TEST_CASE("flooding: in a rush of more than two hundred within ten minutes nobody meets any more")
{
    Stream stream;
    for (std::int64_t n = 0; n < 5000; ++n) stream.take(act(n, 1, 700 + n / 100));
    CHECK(stream.meetings() == 200 * 199 / 2);
    CHECK(stream.rushed() == (5000 - 200) * 200);
    for (std::int64_t object = 2; object <= 20; ++object)
        for (std::int64_t n = 0; n < 400; ++n) stream.take(act(n + 400 * object, object, 700 + n / 10));
    CHECK(stream.groups(0).empty());
    CHECK(stream.pairs()
          < static_cast<std::size_t>(stream.meetings() / 100));  // nobody met twice, but for what the filter mistakes
}

TEST_CASE("flooding: an account is followed with two hundred others at most, the oldest dropped")
{
    Stream stream;
    std::int64_t object = 0;
    auto meet_twice = [&](std::int64_t other) {
        for (int times = 0; times < 2; ++times) {
            ++object;
            stream.take(act(1, object, 900));
            stream.take(act(other, object, 905));
        }
    };
    for (std::int64_t other = 100; other < 500; ++other) {
        meet_twice(other);
        CHECK(stream.edges_of(1) <= 200);
    }
    CHECK(stream.edges_of(1) == 200);
    CHECK(stream.pairs() == 200);
    for (std::int64_t other : {100, 299}) CHECK(stream.edges_of(other) == 0);
    for (std::int64_t other : {300, 499}) CHECK(stream.edges_of(other) == 1);
}

TEST_CASE("flooding: what is remembered has an end, and the oldest goes first")
{
    StreamLimits limits{.actors = 20, .edges = 10, .pairs = 300, .objects = 50, .accounts = 200};
    Stream stream{limits};
    std::mt19937 chance{3};
    for (int n = 0; n < 60'000; ++n) {
        auto object = 1 + n / 40;
        stream.take(act(chance() % 2000, object, 700 + n % 40 * 10));
        if (n % 500 != 0) continue;
        CHECK(stream.pairs() <= limits.pairs);
        CHECK(stream.objects() <= limits.objects);
        CHECK(stream.accounts() <= limits.accounts);
    }
    // Those who are there now are seen as if nothing had been.
    for (std::int64_t object = 2000; object < 2008; ++object)
        for (std::int64_t member = 1; member <= 3; ++member)
            stream.take(act(5000 + member, object, 3000 + 4 * ((member + object) % 3)));
    auto groups = stream.groups(0);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].accounts == Accounts{5001, 5002, 5003});
}

TEST_CASE("what lies back thirty days counts half, and after years it is counted on without a jump")
{
    Stream stream;
    auto ring = [&](std::int64_t from) {
        for (std::int64_t object = from; object < from + 12; ++object)
            for (std::int64_t n = 1; n <= 3; ++n) stream.take(act(n, object, 2000 + 4 * ((n + object) % 3)));
    };
    ring(1);
    auto before = stream.groups(0)[0].near;
    stream.take(act(9, 30 * 24, 700));
    CHECK(stream.groups(0)[0].near == doctest::Approx(before / 2).epsilon(0.02));
    stream.take(act(9, 3000 * 24, 700));
    CHECK(stream.groups(0).empty());
    ring(3000 * 24 + 1);
    CHECK(stream.groups(0)[0].near == doctest::Approx(12).epsilon(0.02));
}

TEST_CASE("a pair is followed from its second meeting on")
{
    Stream stream;
    stream.take(act(1, 1, 900));
    stream.take(act(2, 1, 905));
    CHECK(stream.pairs() == 0);
    stream.take(act(2, 2, 900));
    stream.take(act(1, 2, 905));
    CHECK(stream.pairs() == 1);

    PairFilter filter{std::size_t{1} << 12};
    int wrong = 0;
    for (std::uint64_t key = 0; key < 4096; ++key) filter.add(key);
    for (std::uint64_t key = 0; key < 4096; ++key) CHECK(filter.holds(key));
    for (std::uint64_t key = 1'000'000; key < 1'100'000; ++key) wrong += filter.holds(key) ? 1 : 0;
    CHECK(wrong < 6000);
    for (std::uint64_t key = 4096; key < 4 * 4096; ++key) filter.add(key);
    int kept = 0;
    for (std::uint64_t key = 0; key < 4096; ++key) kept += filter.holds(key) ? 1 : 0;
    CHECK(kept < 1000);  // it turned over
}
