// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/judgement.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "integrity/ballots.h"
#include "integrity/bursts.h"
#include "integrity/co_participation.h"
#include "integrity/graph.h"
#include "integrity/near_duplicates.h"
#include "integrity/reciprocity.h"
#include "integrity/same_network.h"
#include "integrity/synchrony.h"

namespace favilla::integrity {

namespace {

constexpr std::size_t least_group = 3;
constexpr int least_days = 2, least_texts = 2, least_burst_days = 3;
constexpr double leads = 0.9;  // of their acts on what they share with those who follow
constexpr std::int64_t day = 86'400;
constexpr std::string_view poll_option = "poll_option";

struct Tie {
    Edge edge;
    SignalFigure figure;
};

Edge edge_of(const PairFinding& pair) { return {pair.a, pair.b}; }

std::vector<Tie> accepted_ties(const PairTest& test, Signal signal, double q)
{
    auto levels = q_values(test);
    std::vector<Tie> ties;
    for (std::size_t n = 0; n < accepted_at(test, q); ++n)
        ties.push_back({edge_of(test.pairs[n]), {signal, test.pairs[n].p, levels[n]}});
    return ties;
}

struct Together {
    std::int64_t shared = 0, a_first = 0;
    std::set<std::int64_t> days;
};

Together together(const History& history, Edge edge)
{
    Together found;
    for (const auto& both : shared_objects(history, edge.a, edge.b)) {
        ++found.shared;
        found.a_first += both.a_at < both.b_at;
        found.days.insert(std::min(both.a_at, both.b_at) / day);
    }
    return found;
}

// Those who come first nearly always are followed by the others, which is nothing they do. A group has to be left without them.
std::set<std::uint32_t> followed_accounts(const History& history, const std::vector<Tie>& ties)
{
    std::map<std::uint32_t, std::pair<std::int64_t, std::int64_t>> firsts;  // first, of so many
    for (const auto& tie : ties) {
        auto found = together(history, tie.edge);
        auto& a = firsts[tie.edge.a];
        auto& b = firsts[tie.edge.b];
        a.first += found.a_first;
        b.first += found.shared - found.a_first;
        a.second += found.shared;
        b.second += found.shared;
    }
    std::set<std::uint32_t> followed;
    for (const auto& [account, figures] : firsts)
        if (static_cast<double>(figures.first) >= leads * static_cast<double>(figures.second)) followed.insert(account);
    return followed;
}

// What they answered, as acts of their own kind: who is everywhere in a conversation is expected everywhere.
History replies_of(const Community& community)
{
    std::vector<Action> replies;
    for (const auto& text : community.texts) replies.push_back({text.account, text.object, text.at});
    return {replies, community.things, community.accounts.size()};
}

std::map<Edge, int> texts_alike(const Community& community)
{
    std::vector<WrittenText> texts;
    for (const auto& text : community.texts) texts.push_back({text.account, text.words});
    std::map<Edge, std::set<std::uint32_t>> objects;
    for (const auto& pair : near_duplicates(texts)) {
        auto a = texts[pair.a].account, b = texts[pair.b].account;
        objects[{std::min(a, b), std::max(a, b)}].insert(community.texts[pair.a].object);
    }
    std::map<Edge, int> number;
    for (const auto& [edge, where] : objects) number[edge] = static_cast<int>(where.size());
    return number;
}

// Groups that another sign points to: tested among themselves, going by what everybody else does.
std::vector<std::vector<std::uint32_t>> candidates(const std::vector<Edge>& pointed)
{
    auto groups = groups_of(pointed);
    std::erase_if(groups, [](const auto& members) { return members.size() < least_group; });
    return groups;
}

// People who wrote almost the same under several posts, which is no more than what points to them: that they answer the same posts
// at all is what is tested, given so many.
PairTest test_replies(const Community& community)
{
    std::vector<Edge> pointed;
    for (const auto& [edge, number] : texts_alike(community))
        if (number >= least_texts) pointed.push_back(edge);
    auto replies = replies_of(community);
    PairTest test;
    for (const auto& members : candidates(pointed))
        std::ranges::copy(retest_without(replies, members, least_texts), std::back_inserter(test.pairs));
    test.tests = std::ssize(test.pairs);
    order_by_p(test);
    return test;
}

// People who came together in several bursts, on different days. The tests are as many as those of synchrony.
PairTest test_meetings(const History& history, std::int64_t tests)
{
    auto bursts = unprompted_bursts(history);
    std::map<Edge, std::set<std::int64_t>> days;
    for (const auto& burst : bursts)
        for (std::size_t one = 0; one < burst.accounts.size(); ++one)
            for (std::size_t other = one + 1; other < burst.accounts.size(); ++other)
                days[{burst.accounts[one], burst.accounts[other]}].insert(burst.at / day);
    std::vector<Edge> pointed;
    for (const auto& [edge, on] : days)
        if (std::ssize(on) >= least_burst_days) pointed.push_back(edge);
    PairTest test{.pairs = {}, .tests = tests};
    for (const auto& members : candidates(pointed))
        std::ranges::copy(test_bursts(history, bursts, members), std::back_inserter(test.pairs));
    order_by_p(test);
    return test;
}

struct Group {
    std::vector<std::uint32_t> members;
    std::map<std::uint32_t, std::map<Signal, SignalFigure>> signals;
};

void note(Group& group, std::uint32_t account, const SignalFigure& figure)
{
    auto [known, is_new] = group.signals[account].try_emplace(figure.signal, figure);
    if (!is_new && figure.p < known->second.p) known->second = figure;
}

std::vector<Group> groups_by_pairs(const std::vector<Tie>& ties)
{
    std::vector<Edge> edges;
    for (const auto& tie : ties) edges.push_back(tie.edge);
    auto core = two_core(edges);
    std::vector<Group> groups;
    for (auto& members : groups_of(core)) {
        if (members.size() < least_group) continue;
        Group group{.members = std::move(members), .signals = {}};
        for (const auto& tie : ties) {
            bool inside =
                std::ranges::binary_search(group.members, tie.edge.a) && std::ranges::binary_search(group.members, tie.edge.b);
            if (!inside) continue;
            note(group, tie.edge.a, tie.figure);
            note(group, tie.edge.b, tie.figure);
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

// Acts on what other accounts wrote, answers too. A vote is for an option, not for whoever asks.
std::vector<Support> support_in(const Community& community)
{
    std::vector<Support> support;
    auto polls = community.kinds.find(poll_option);
    auto add = [&](std::uint32_t account, std::uint32_t object) {
        if (polls && community.things[object].kind == *polls) return;
        if (auto author = community.authors[object]; author < community.accounts.size()) support.push_back({account, author});
    };
    for (const auto& action : community.actions) add(action.account, action.object);
    for (const auto& text : community.texts) add(text.account, text.object);
    return support;
}

struct Asked {  // of a group that other signs found: what is only said of such
    Group* group;
    double p;
    std::vector<std::uint32_t> members;
};

void note_of_groups(std::vector<Asked> asked, Signal signal, double q)
{
    std::ranges::sort(asked, {}, [](const Asked& one) { return std::pair{one.p, one.group->members.front()}; });
    std::vector<double> p;
    for (const auto& one : asked) p.push_back(one.p);
    auto levels = q_values(p, std::ssize(p));
    for (std::size_t n = 0; n < asked.size() && levels[n] <= q; ++n)
        for (auto account : asked[n].members) note(*asked[n].group, account, {signal, p[n], levels[n]});
}

// Friends support each other: nobody is drawn into a group by it. The tests are as many as the groups that C holds together.
void note_reciprocity(std::vector<Group>& groups, const Community& community, double q)
{
    auto is_by_objects = [](const auto& one) { return one.second.contains(Signal::CoParticipation); };
    std::vector<Group*> held;
    for (auto& group : groups)
        if (std::ranges::any_of(group.signals, is_by_objects)) held.push_back(&group);
    if (held.empty()) return;
    SupportModel model{support_in(community), community.accounts.size()};
    std::vector<Asked> asked;
    for (auto* group : held) {
        auto found = model.test(group->members);
        asked.push_back({group, found.p, std::move(found.members)});
    }
    note_of_groups(std::move(asked), Signal::Reciprocity, q);
}

void note_networks(std::vector<Group>& groups, const Community& community, double q)
{
    if (groups.empty()) return;
    Networks networks{community.members};
    std::vector<Asked> asked;
    for (auto& group : groups) {
        auto found = networks.test(group.members);
        asked.push_back({&group, found.p, std::move(found.members)});
    }
    note_of_groups(std::move(asked), Signal::Network, q);
}

// Who takes part in a campaign copies its tags: nobody is drawn into a group by it. The tests are as many as the pairs that wrote so much
// on one day, of all groups.
void note_sequences(std::vector<Group>& groups, const Community& community, double q)
{
    if (groups.empty() || community.sequences.empty()) return;
    SequenceModel model{community.sequences};
    std::vector<Asked> asked;
    for (auto& group : groups)
        for (const auto& pair : model.test(group.members)) asked.push_back({&group, pair.p, {pair.a, pair.b}});
    note_of_groups(std::move(asked), Signal::Sequences, q);
}

// The options of a poll are objects "POLL:OPTION".
std::vector<Group> groups_by_votes(const Community& community, double q)
{
    auto kind = community.kinds.find(poll_option);
    if (!kind) return {};
    std::vector<Voter> voters;
    for (const auto& member : community.members) voters.push_back({member.created_at, member.inviter});
    Names ballots;
    std::vector<Vote> votes;
    for (const auto& action : community.actions) {
        if (community.things[action.object].kind != *kind) continue;
        const auto& name = community.objects[action.object];
        votes.push_back({action.account, ballots.number_of(name.substr(0, name.rfind(':'))), action.object});
    }
    std::vector<Group> groups;
    for (const auto& ring : vote_rings(voters, votes, q)) {
        Group group{.members = ring.members, .signals = {}};
        for (auto account : ring.members) {
            note(group, account, {Signal::Invitation, ring.p_alike, ring.q_alike});
            note(group, account, {Signal::AccountBurst, ring.p_burst, ring.q_burst});
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

std::string_view name_of(Signal signal)
{
    switch (signal) {
    case Signal::CoParticipation: return "C";
    case Signal::Synchrony: return "S";
    case Signal::Replies: return "T";
    case Signal::Bursts: return "B";
    case Signal::Invitation: return "I";
    case Signal::AccountBurst: return "A";
    case Signal::Reciprocity: return "R";
    case Signal::Sequences: return "H";
    case Signal::Network: break;
    }
    return "N";
}

std::string_view name_of(Label label) { return label == Label::Affiliated ? "affiliated" : "coordinated"; }

Tested test_pairs(const Community& community)
{
    History history{community.actions, community.things, community.accounts.size()};
    auto co_participation = test_co_participation(history);
    auto synchrony = test_synchrony(history);
    auto bursts = test_meetings(history, synchrony.tests);
    return {std::move(history), std::move(co_participation), std::move(synchrony), std::move(bursts), test_replies(community)};
}

std::vector<Flagged> judge(const Community& community, double q) { return judge(community, test_pairs(community), q); }

std::vector<Flagged> judge(const Community& community, const Tested& tested, double q)
{
    const auto& history = tested.history;
    auto ties = accepted_ties(tested.co_participation, Signal::CoParticipation, q);
    std::ranges::copy(accepted_ties(tested.synchrony, Signal::Synchrony, q), std::back_inserter(ties));
    std::ranges::copy(accepted_ties(tested.bursts, Signal::Bursts, q), std::back_inserter(ties));
    std::erase_if(ties, [&](const Tie& tie) { return std::ssize(together(history, tie.edge).days) < least_days; });
    auto followed = followed_accounts(history, ties);
    std::erase_if(ties, [&](const Tie& tie) { return followed.contains(tie.edge.a) || followed.contains(tie.edge.b); });
    std::ranges::copy(accepted_ties(tested.replies, Signal::Replies, q), std::back_inserter(ties));

    auto groups = groups_by_pairs(ties);
    note_reciprocity(groups, community, q);
    note_sequences(groups, community, q);
    std::ranges::move(groups_by_votes(community, q), std::back_inserter(groups));
    note_networks(groups, community, q);
    std::vector<Flagged> flagged;
    std::set<std::uint32_t> seen;
    std::uint32_t number = 0;
    for (const auto& group : groups) {
        ++number;
        for (auto account : group.members) {
            if (!seen.insert(account).second) continue;
            Flagged one{.account = account,
                        .group = number,
                        .label = community.members[account].is_disclosed ? Label::Affiliated : Label::Coordinated,
                        .signals = {}};
            for (const auto& [signal, figure] : group.signals.at(account)) one.signals.push_back(figure);
            flagged.push_back(std::move(one));
        }
    }
    return flagged;
}

}  // namespace favilla::integrity
