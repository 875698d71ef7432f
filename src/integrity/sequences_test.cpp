// SPDX-License-Identifier: AGPL-3.0-or-later
// Signal H: the same hashtags and links in the same order on a day.
#include "integrity/sequences.h"

#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include "integrity/action_log.h"
#include "integrity/judgement.h"
#include "support/ring_scene.h"
#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

constexpr std::int64_t day = 86'400;
const std::string five = "#spark #letter #fire https://example.org/a #Fire";

Sequence sequence(std::uint32_t account, std::int64_t on, std::vector<std::string> items)
{
    return {account, on, std::move(items)};
}

// A hundred who write as they like, on ten days.
std::vector<Sequence> usual(std::uint32_t accounts = 100)
{
    std::mt19937 chance{4};
    std::vector<Sequence> sequences;
    for (std::uint32_t account = 0; account < accounts; ++account)
        for (std::int64_t on = 0; on < 10; ++on) {
            std::vector<std::string> items;
            for (int n = 0; n < 5; ++n) items.push_back("#tag" + std::to_string(chance() % 30));
            sequences.push_back(sequence(account, on, std::move(items)));
        }
    return sequences;
}

bool says_sequences(const Flagged& one)
{
    return std::ranges::any_of(one.signals, [](const SignalFigure& figure) { return figure.signal == Signal::Sequences; });
}

// What they write: the same five tags on four days, each in a post of their own.
void write_alike(Community& community, std::uint32_t first, std::uint32_t number)
{
    auto begin = community.actions.front().at / day;
    for (std::uint32_t account = first; account < first + number; ++account)
        for (std::int64_t on = 0; on < 4; ++on)
            community.sequences.push_back(sequence(account, begin + on, {"#a", "#b", "#c", "#d", "#e" + std::to_string(on)}));
}

}  // namespace

TEST_CASE("hashtags and links of a day stand in their order, five or more of them")
{
    SequenceWriter writer;
    writer.add(1, 10 * day + 100, "Look: #Spark, #letter!");
    writer.add(1, 10 * day + 200, "nothing here");
    writer.add(1, 10 * day + 300, "#fire https://example.org/a and #Fire.");
    writer.add(1, 11 * day, "#one #two #three #four");
    writer.add(0, 10 * day, five);
    auto sequences = writer.finish();
    REQUIRE(sequences.size() == 2);
    CHECK(sequences[0].account == 0);
    CHECK(sequences[1].day == 10);
    CHECK(sequences[1].items == std::vector<std::string>{"#spark", "#letter", "#fire", "https://example.org/a", "#fire"});
    CHECK(sequences[0].items == sequences[1].items);
    std::string many;
    for (int n = 0; n < 300; ++n) many += "#tag" + std::to_string(n) + " ";
    writer.add(2, 0, many);
    CHECK(writer.finish()[0].items.size() == most_items);
}

TEST_CASE("what nobody else writes counts for more than what a campaign writes, and another order is another sequence")
{
    auto sequences = usual();
    for (std::uint32_t account : {200U, 201U, 202U})
        for (std::int64_t on : {3, 5}) sequences.push_back(sequence(account, on, {"#v", "#w", "#x", "#y", "#z"}));
    sequences.push_back(sequence(203, 3, {"#w", "#v", "#x", "#y", "#z"}));
    std::ranges::sort(sequences, {}, [](const Sequence& one) { return std::pair{one.account, one.day}; });
    const std::vector<std::uint32_t> members{200, 201, 202, 203};
    auto pairs = SequenceModel{sequences}.test(members);
    REQUIRE(pairs.size() == 6);
    for (const auto& pair : pairs) {
        CHECK(pair.together == (pair.b == 203 ? 0 : 2));
        CHECK(pair.p == doctest::Approx(pair.b == 203 ? 1 : 1.0 / 1002 / 1002).epsilon(1e-6));
    }
    // Half of the others write the same: it says nothing.
    for (std::uint32_t account = 0; account < 50; ++account)
        sequences.push_back(sequence(1000 + account, 3, {"#v", "#w", "#x", "#y", "#z"}));
    for (std::uint32_t account = 0; account < 50; ++account)
        sequences.push_back(sequence(1100 + account, 5, {"#v", "#w", "#x", "#y", "#z"}));
    auto each_day = (50 + 2 * 101.0 / 1102) / (150 + 2);
    CHECK(SequenceModel{sequences}.test(members)[0].p == doctest::Approx(each_day * each_day).epsilon(1e-6));
}

TEST_CASE("H is said of a group that other tests found, of those who wrote alike, and of nobody else")
{
    auto community = test::community_with_ring(3, 8, 16);
    auto accounts = community.accounts.size();
    auto before = judge(community, 0.01);
    REQUIRE(before.size() == 8);
    for (auto one : usual(60)) {
        one.day += community.actions.front().at / day;
        community.sequences.push_back(std::move(one));
    }
    write_alike(community, 100, 5);           // no group: they only write alike
    write_alike(community, accounts - 5, 5);  // five of the eight
    auto after = judge(community, 0.01);
    REQUIRE(after.size() == before.size());
    for (std::size_t n = 0; n < after.size(); ++n) {
        CHECK(after[n].account == before[n].account);
        CHECK_FALSE(says_sequences(before[n]));
        CHECK(says_sequences(after[n]) == (after[n].account >= accounts - 5));
    }
}

TEST_CASE("in a campaign whose tags everybody copies H is said of nobody")
{
    auto community = test::community_with_ring(3, 8, 16);
    auto accounts = community.accounts.size();
    write_alike(community, 0, accounts);
    for (const auto& one : judge(community, 0.01)) CHECK_FALSE(says_sequences(one));
    auto honest = test::honest_community(2);
    write_alike(honest, 0, 40);
    CHECK(judge(honest, 0.05).empty());
}

TEST_CASE("what those in a ring write is read from their posts, and stands in the finding")
{
    test::RingScene scene;
    scene.plant();
    auto before = scene.house.now;
    auto write = [&](const std::string& who, std::int64_t days_ago, const std::string& words) {
        scene.house.now = before - days(days_ago);
        scene.house.post(who, words);
    };
    for (int n = 0; n < 30; ++n) write("reader" + std::to_string(n), n % 5, "#read" + std::to_string(n) + " #is #good #for #you");
    for (std::int64_t days_ago : {2, 4, 6})
        for (const auto& name : scene.ring) write(name, days_ago, five);
    scene.house.now = before;
    auto log = scene.house.read([&](db::Reader& reader) { return read_action_log(reader, scene.house.domain(), before); });
    CHECK(std::ranges::count_if(log.community.sequences, [](const Sequence& one) { return one.items.size() == 5; })
          == 30 + 3 * 6);
    scene.run();
    auto findings = scene.findings();
    REQUIRE(findings.size() == 1);
    auto says = [](const std::vector<SignalFigure>& signals) {
        return std::ranges::any_of(signals, [](const SignalFigure& figure) { return figure.signal == Signal::Sequences; });
    };
    CHECK(says(findings[0].evidence.signals));
    for (const auto& member : findings[0].members) CHECK(says(member.signals));
    auto read = read_evidence(write_evidence(findings[0].evidence));
    CHECK(says(read.signals));
}
