// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/integrity_reports.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <expected>
#include <fstream>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/json_writer.h"
#include "integrity/co_participation.h"
#include "integrity/judgement.h"
#include "integrity/share_file.h"
#include "integrity/stream.h"
#include "integrity/synchrony.h"
#include "server/whole_file.h"

namespace favilla::server {

namespace {

using namespace integrity;

void write_graph(JsonWriter& json, const GraphSize& graph)
{
    json.object([&] {
        json.field("nodes", graph.nodes);
        json.field("edges", graph.edges);
        json.field("components", graph.components);
        json.field("largest_component", graph.largest_component);
    });
}

std::string coordination_json(const PairCounts& counts, const CoordinationNetwork* network)
{
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.field("pairs", counts.pairs);
                   json.field("objects", counts.objects);
                   json.field("accounts", counts.accounts);
                   json.field("contents", counts.contents);
                   json.field("sum_time_delta", counts.sum_time_delta);
                   if (!network) return;
                   json.key("network").object([&] {
                       json.field("weight_sum", network->weight_sum);
                       json.field("weight_max", network->weight_max);
                       json.field("threshold", network->threshold);
                       json.key("full");
                       write_graph(json, network->full);
                       json.key("above_threshold");
                       write_graph(json, network->above);
                   });
               });
           })
         + "\n";
}

std::string edge_table(const CoordinationNetwork& network, const Names& accounts)
{
    std::string table = "account_id,account_id_y,weight,mean_time_delta,above_threshold\n";
    for (const auto& edge : network.edges)
        table += fmt::format("{},{},{},{},{}\n", csv_field(accounts[edge.account]), csv_field(accounts[edge.account_y]),
                             edge.weight, edge.mean_time_delta, static_cast<double>(edge.weight) > network.threshold ? 1 : 0);
    return table;
}

Result<void> write_file(const std::string& file, std::string_view text)
{
    std::ofstream out{file, std::ios::binary};
    out << text;
    out.close();
    if (!out)
        return refuse(ErrorCode::Unavailable, "coordination.not_written", {{"file", file}, {"reason", std::strerror(errno)}});
    return {};
}

std::string coordination_text(const CommandTools& tools, const CoordinationCommand& command, const PairCounts& counts)
{
    auto number = [&](std::int64_t value) { return tools.locale.number(tools.language, value); };
    return tools.locale.text(tools.language, "coordination.found",
                             {{"count", std::to_string(counts.pairs)},
                              {"pairs", number(counts.pairs)},
                              {"window", number(command.window)},
                              {"objects", number(counts.objects)},
                              {"accounts", number(counts.accounts)},
                              {"contents", number(counts.contents)}})
         + "\n" + tools.locale.text(tools.language, "coordination.caution") + "\n";
}

// The four tables of a folder.
struct Folder {
    std::string accounts, objects, actions, texts;
};

Result<Folder> read_folder(const std::string& path)
{
    Folder folder;
    TRY(folder.accounts, read_whole_file(path + "/accounts.csv"));
    TRY(folder.objects, read_whole_file(path + "/objects.csv"));
    TRY(folder.actions, read_whole_file(path + "/actions.csv"));
    TRY(folder.texts, read_whole_file(path + "/texts.csv"));
    return folder;
}

// C, and S at each of its windows, of every pair that could be found: what somebody who doubts a finding begins with.
std::string pair_table(const Community& community)
{
    std::string table = "test,window,account_a,account_b,together,expected,p,tests\n";
    auto add = [&](std::string_view name, std::int64_t window, const PairTest& test) {
        for (const auto& pair : test.pairs)
            table += fmt::format("{},{},{},{},{},{},{},{}\n", name, window, csv_field(community.accounts[pair.a]),
                                 csv_field(community.accounts[pair.b]), pair.together, pair.expected, pair.p, test.tests);
    };
    History history{community.actions, community.things, community.accounts.size()};
    add("C", 0, test_co_participation(history));
    for (auto window : synchrony_windows) add("S", window, test_synchrony(history, window));
    return table;
}

std::string judgement_json(const Community& community, const std::vector<Flagged>& flagged)
{
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.key("flagged").array(flagged, [&](const Flagged& one) {
                       json.object([&] {
                           json.field("account", community.accounts[one.account]);
                           json.field("group", one.group);
                           json.field("label", name_of(one.label));
                           json.key("signals").array(one.signals, [&](const SignalFigure& figure) {
                               json.object([&] {
                                   json.field("signal", name_of(figure.signal));
                                   json.field("p", figure.p);
                                   json.field("q", figure.q);
                               });
                           });
                       });
                   });
               });
           })
         + "\n";
}

std::string judgement_text(const CommandTools& tools, const Community& community, const std::vector<Flagged>& flagged)
{
    auto say = [&](std::string_view key, const TextParams& params = {}) {
        return tools.locale.text(tools.language, key, params);
    };
    auto number = [&](std::int64_t value) { return tools.locale.number(tools.language, value); };
    std::set<std::uint32_t> groups;
    for (const auto& one : flagged) groups.insert(one.group);
    std::string text = say("coordination.judged", {{"accounts", number(community.accounts.size())},
                                                   {"flagged", number(std::ssize(flagged))},
                                                   {"groups", number(std::ssize(groups))}})
                     + "\n";
    std::uint32_t group = 0;
    for (const auto& one : flagged) {
        if (one.group != group) text += "\n" + say("coordination.group", {{"number", number(group = one.group)}}) + "\n";
        text += "  " + community.accounts[one.account] + "  "
              + say(one.label == Label::Affiliated ? "coordination.affiliated" : "coordination.coordinated");
        for (const auto& figure : one.signals)
            text +=
                "; " + say("coordination.signal." + std::string{name_of(figure.signal)}) + fmt::format(" (q {:.2g})", figure.q);
        text += "\n";
    }
    return text + (flagged.empty() ? "" : "\n" + say("coordination.caution") + "\n");
}

std::vector<StreamAct> acts_in_order(const Community& community)
{
    std::vector<StreamAct> acts;
    auto add = [&](std::uint32_t account, std::uint32_t object, std::int64_t at) {
        acts.push_back({.account = account, .object = object, .at = at, .published_at = community.things[object].published_at});
    };
    for (const auto& action : community.actions) add(action.account, action.object, action.at);
    for (const auto& text : community.texts) add(text.account, text.object, text.at);
    std::ranges::sort(acts, {}, [](const StreamAct& act) { return std::tuple{act.at, act.account, act.object}; });
    return acts;
}

struct Streamed {
    std::int64_t acts = 0, meetings = 0, rushed = 0;
    std::size_t pairs = 0;
    double microseconds = 0;  // an act
    std::vector<CloseGroup> groups;
};

Streamed streamed(const Community& community, const Clock& clock)
{
    auto acts = acts_in_order(community);
    Stream stream;
    auto began = clock();
    for (const auto& act : acts) stream.take(act);
    auto spent = clock() - began;
    Streamed result{.acts = std::ssize(acts),
                    .meetings = stream.meetings(),
                    .rushed = stream.rushed(),
                    .pairs = stream.pairs(),
                    .groups = stream.groups(0)};
    if (result.acts > 0)
        result.microseconds = 1000.0 * static_cast<double>(spent.milliseconds) / static_cast<double>(result.acts);
    return result;
}

std::string stream_json(const Community& community, const Streamed& streamed)
{
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.field("acts", streamed.acts);
                   json.field("meetings", streamed.meetings);
                   json.field("rushed", streamed.rushed);
                   json.field("pairs", static_cast<std::int64_t>(streamed.pairs));
                   json.field("microseconds_an_act", streamed.microseconds);
                   json.key("groups").array(streamed.groups, [&](const CloseGroup& group) {
                       json.object([&] {
                           json.key("accounts").array(group.accounts, [&](std::int64_t account) {
                               json.value(community.accounts[static_cast<std::uint32_t>(account)]);
                           });
                           json.field("met", group.met);
                           json.field("near", group.near);
                           json.field("expected", group.expected);
                           json.field("p", group.p);
                           json.field("days", group.days);
                       });
                   });
               });
           })
         + "\n";
}

std::string stream_text(const CommandTools& tools, const Community& community, const Streamed& streamed)
{
    auto number = [&](std::int64_t value) { return tools.locale.number(tools.language, value); };
    auto text = tools.locale.text(tools.language, "coordination.streamed",
                                  {{"acts", number(streamed.acts)},
                                   {"meetings", number(streamed.meetings)},
                                   {"groups", number(std::ssize(streamed.groups))}})
              + "\n";
    for (const auto& group : streamed.groups) {
        text += "\n"
              + tools.locale.text(
                  tools.language, "coordination.near",
                  {{"near", fmt::format("{:.1f}", group.near)}, {"expected", fmt::format("{:.1f}", group.expected)}})
              + "\n";
        for (auto account : group.accounts) text += "  " + community.accounts[static_cast<std::uint32_t>(account)] + "\n";
    }
    return text + (streamed.groups.empty() ? "" : "\n" + tools.locale.text(tools.language, "coordination.caution") + "\n");
}

}  // namespace

CommandOutcome coordination(const CoordinationCommand& command, const CommandTools& tools)
{
    auto text = read_whole_file(command.file);
    if (!text) return refused(tools, text.error());
    auto shares = read_shares(*text);
    if (!shares) return wrong_file(command.file, tools, shares.error());
    auto pairs = coordinated_pairs(shares->shares, {.window = command.window, .min_participation = command.participation});
    auto counts = count_pairs(pairs);
    if (command.edges_file.empty())
        return {0, command.json ? coordination_json(counts, nullptr) : coordination_text(tools, command, counts), {}};
    auto network = coordination_network(pairs, command.edge_weight);
    if (auto written = write_file(command.edges_file, edge_table(network, shares->accounts)); !written)
        return refused(tools, written.error());
    return {0, command.json ? coordination_json(counts, &network) : coordination_text(tools, command, counts), {}};
}

namespace {

// Refused with the words for whoever typed the command.
std::expected<Community, CommandOutcome> community_in(const std::string& path, const CommandTools& tools)
{
    auto folder = read_folder(path);
    if (!folder) return std::unexpected{refused(tools, folder.error())};
    auto community = read_community({folder->accounts, folder->objects, folder->actions, folder->texts});
    if (community) return *std::move(community);
    auto file = community.error().params.back().second;
    return std::unexpected{wrong_file(path + "/" + file, tools, community.error())};
}

}  // namespace

CommandOutcome judge_community(const JudgeCommand& command, const CommandTools& tools)
{
    auto community = community_in(command.folder, tools);
    if (!community) return community.error();
    if (!command.pairs_file.empty())
        if (auto written = write_file(command.pairs_file, pair_table(*community)); !written)
            return refused(tools, written.error());
    auto flagged = judge(*community, command.q);
    return {0, command.json ? judgement_json(*community, flagged) : judgement_text(tools, *community, flagged), {}};
}

CommandOutcome stream_community(const StreamCommand& command, const CommandTools& tools)
{
    auto community = community_in(command.folder, tools);
    if (!community) return community.error();
    auto result = streamed(*community, tools.clock);
    return {0, command.json ? stream_json(*community, result) : stream_text(tools, *community, result), {}};
}

}  // namespace favilla::server
