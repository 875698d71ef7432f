// SPDX-License-Identifier: AGPL-3.0-or-later
// The tests of integrity/ against what other software found on the same data (shared/data/coordination), where that is here.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <doctest/doctest.h>

#include "base/csv.h"
#include "integrity/co_participation.h"
#include "integrity/community_files.h"
#include "integrity/judgement.h"
#include "integrity/near_duplicates.h"
#include "integrity/share_file.h"
#include "integrity/stream.h"
#include "integrity/synchrony.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

std::optional<std::filesystem::path> reference_folder()
{
    auto places = std::vector<std::filesystem::path>{"../shared", "../../shared"};
    if (const auto* place = std::getenv("FAVILLA_SHARED")) places.insert(places.begin(), place);
    for (const auto& place : places)
        if (auto folder = place / "data/coordination"; std::filesystem::exists(folder / "russian_coord_tweets.csv"))
            return folder;
    MESSAGE("the reference data are not here: nothing was compared");
    return std::nullopt;
}

std::string contents(const std::filesystem::path& path)
{
    auto file = std::ifstream(path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Expected {
    CsvTable table;
    const std::string& text(const CsvRow& row, std::string_view column) const { return row.fields[table.find(column).value()]; }
    double number(const CsvRow& row, std::string_view column) const { return read_decimal(text(row, column)).value(); }
    std::int64_t whole(const CsvRow& row, std::string_view column) const { return std::llround(number(row, column)); }
};

Expected expected(const std::filesystem::path& path) { return {read_csv_table(contents(path)).value()}; }

Community synthetic(const std::filesystem::path& folder)
{
    auto accounts = contents(folder / "accounts.csv"), objects = contents(folder / "objects.csv");
    auto actions = contents(folder / "actions.csv"), texts = contents(folder / "texts.csv");
    return read_community({accounts, objects, actions, texts}).value();
}

History history_of(const Community& community) { return {community.actions, community.things, community.accounts.size()}; }

// What a reference file lists, by the names of the pair.
void compare(const Community& community, const PairTest& test, const Expected& reference, std::string_view together)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, const PairFinding*> found;
    for (const auto& pair : test.pairs) found[{pair.a, pair.b}] = &pair;
    auto at05 = accepted_at(test, 0.05), at01 = accepted_at(test, 0.01);
    std::int64_t listed05 = 0, listed01 = 0;
    for (const auto& row : reference.table.rows) {
        auto a = community.accounts.find(reference.text(row, "account_a")).value();
        auto b = community.accounts.find(reference.text(row, "account_b")).value();
        auto known = found.find({std::min(a, b), std::max(a, b)});
        REQUIRE(known != found.end());
        CHECK(known->second->together == reference.whole(row, together));
        CHECK(known->second->p == doctest::Approx(reference.number(row, "p_value")).epsilon(1e-9).scale(0));
        listed05 += reference.whole(row, "accepted_bh05");
        listed01 += reference.whole(row, "accepted_bh01");
    }
    CHECK(static_cast<std::int64_t>(at05) == listed05);
    CHECK(static_cast<std::int64_t>(at01) == listed01);
}

bool is_reciprocal(const Flagged& flagged)
{
    return std::ranges::any_of(flagged.signals, [](const auto& figure) { return figure.signal == Signal::Reciprocity; });
}

}  // namespace

TEST_CASE("the pairs and networks of the public sample are those that CooRTweet finds, in each of its settings")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto table = read_shares(contents(*folder / "russian_coord_tweets.csv")).value();
    auto settings = expected(*folder / "expected_russian_detect_groups.csv");
    auto networks = expected(*folder / "expected_russian_network.csv");
    REQUIRE(settings.table.rows.size() == 32);
    for (const auto& row : settings.table.rows) {
        CoordinationRule rule{.window = settings.whole(row, "time_window"),
                              .min_participation = static_cast<int>(settings.whole(row, "min_participation"))};
        CAPTURE(rule.window);
        CAPTURE(rule.min_participation);
        auto pairs = coordinated_pairs(table.shares, rule);
        CHECK(count_pairs(pairs)
              == PairCounts{settings.whole(row, "pairs"), settings.whole(row, "objects"), settings.whole(row, "accounts"),
                            settings.whole(row, "contents"), settings.whole(row, "sum_time_delta")});
        for (const auto& graph : networks.table.rows) {
            if (networks.whole(graph, "time_window") != rule.window
                || networks.whole(graph, "min_participation") != rule.min_participation)
                continue;
            auto network = coordination_network(pairs, networks.number(graph, "edge_weight"));
            CHECK(network.full
                  == GraphSize{networks.whole(graph, "full_nodes"), networks.whole(graph, "full_edges"),
                               networks.whole(graph, "full_components"), networks.whole(graph, "full_largest_component")});
            CHECK(network.weight_sum == networks.whole(graph, "full_weight_sum"));
            CHECK(network.weight_max == networks.whole(graph, "full_weight_max"));
            CHECK(network.threshold == doctest::Approx(networks.number(graph, "threshold")).epsilon(1e-12));
            CHECK(network.above
                  == GraphSize{networks.whole(graph, "sub_nodes"), networks.whole(graph, "sub_edges"),
                               networks.whole(graph, "sub_components"), networks.whole(graph, "sub_largest_component")});
        }
    }
}

TEST_CASE("each pair of the public sample is the one that CooRTweet lists")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto table = read_shares(contents(*folder / "russian_coord_tweets.csv")).value();
    using Line = std::vector<std::string>;
    std::multiset<Line> ours, theirs;
    for (const auto& pair : coordinated_pairs(table.shares, {.window = 60, .min_participation = 2}))
        ours.insert({table.objects[pair.object], table.accounts[pair.account], table.accounts[pair.account_y],
                     table.contents[pair.content], table.contents[pair.content_y], std::to_string(pair.time_delta)});
    for (const auto& row : expected(*folder / "expected_russian_tw60_mp2_pairs.csv").table.rows) theirs.insert(row.fields);
    CHECK(ours == theirs);
}

TEST_CASE("co-participation has the p-values of the reference, and accepts the same pairs")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto community = synthetic(*folder / "synthetic");
    auto test = test_co_participation(history_of(community));
    CHECK(test.tests == 1'592'220);
    compare(community, test, expected(*folder / "synthetic/expected_bicm_kind_week.csv"), "objects_shared");
}

TEST_CASE("synchrony has the p-values of the reference, and accepts the same pairs")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto community = synthetic(*folder / "synthetic");
    auto test = test_synchrony(history_of(community), 120);
    CHECK(test.tests == 283'596);
    compare(community, test, expected(*folder / "synthetic/expected_synchrony_W120.csv"), "episodes_hit");
}

TEST_CASE("texts that are almost the same are those of the reference, with its figures")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto community = synthetic(*folder / "synthetic");
    std::vector<WrittenText> texts;
    for (const auto& text : community.texts) texts.push_back({text.account, text.words});
    auto found = near_duplicates(texts, 0.2);
    auto reference = expected(*folder / "synthetic/expected_near_duplicates.csv");
    std::map<std::pair<std::int64_t, std::int64_t>, double> listed;
    for (const auto& row : reference.table.rows)
        listed[{reference.whole(row, "line_a") - 2, reference.whole(row, "line_b") - 2}] = reference.number(row, "jaccard_word3");
    CHECK(found.size() == listed.size());
    for (const auto& pair : found) {
        auto known = listed.find({pair.a, pair.b});
        REQUIRE(known != listed.end());
        CHECK(pair.jaccard == doctest::Approx(known->second).epsilon(1e-6));
    }
}

TEST_CASE("whole rings are found in the synthetic community, and nobody honest")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto community = synthetic(*folder / "synthetic");
    auto accounts = expected(*folder / "synthetic/accounts.csv");
    auto truth = [&](std::uint32_t account) { return accounts.text(accounts.table.rows[account], "truth_group"); };
    std::map<std::string, std::size_t> planted;
    for (std::uint32_t account = 0; account < community.accounts.size(); ++account) ++planted[truth(account)];
    for (double q : {0.01, 0.05}) {
        CAPTURE(q);
        std::map<std::string, std::size_t> found;
        for (const auto& flagged : judge(community, q)) {
            ++found[truth(flagged.account)];
            CHECK((flagged.label == Label::Affiliated) == (truth(flagged.account) == "G9_team_disclosed"));
            CHECK_FALSE(flagged.signals.empty());
            CHECK(is_reciprocal(flagged) == (truth(flagged.account) == "G7_reciprocity_ring"));
        }
        CHECK(found["organic"] == 0);
        for (const auto& [group, members] : planted) {
            CAPTURE(group);
            if (group == "organic") continue;
            CHECK(found[group] >= (group == "G4_camouflage" ? members - 1 : members));
        }
    }
}

TEST_CASE(
    "of the groups of the synthetic community the stream sees the one that acts within seconds, at the end of its fifth day, and nobody honest")
{
    auto folder = reference_folder();
    if (!folder) return;
    auto community = synthetic(*folder / "synthetic");
    auto accounts = expected(*folder / "synthetic/accounts.csv");
    std::vector<StreamAct> acts;
    auto add = [&](const auto& one) {
        acts.push_back({one.account, one.object, one.at, community.things[one.object].published_at});
    };
    for (const auto& one : community.actions) add(one);
    for (const auto& one : community.texts) add(one);
    std::ranges::sort(acts, {}, [](const StreamAct& one) { return std::tuple{one.at, one.account, one.object}; });
    Stream stream;
    std::set<std::int64_t> days_of_group, days_seen;
    std::int64_t looked = 0;
    for (const auto& one : acts) {
        auto day = one.at / 86'400;
        if (day != looked) {
            for (const auto& group : stream.groups(0)) {
                days_seen.insert(looked);
                CHECK(group.accounts.size() == 12);
                for (auto account : group.accounts)
                    CHECK(accounts.text(accounts.table.rows[static_cast<std::size_t>(account)], "truth_group")
                          == "G1_tight_bots");
            }
            looked = day;
        }
        stream.take(one);
        if (accounts.text(accounts.table.rows[static_cast<std::size_t>(one.account)], "truth_group") == "G1_tight_bots")
            days_of_group.insert(day);
    }
    REQUIRE_FALSE(days_seen.empty());
    CHECK(std::ranges::count_if(days_of_group, [&](auto day) { return day < *days_seen.begin(); }) == 4);
}
