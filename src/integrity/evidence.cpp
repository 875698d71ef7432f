// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/evidence.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "base/json_writer.h"
#include "integrity/co_participation.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t day = 86'400, week = 604'800;

std::int64_t week_of(std::int64_t at) { return at - at % week; }

// Acts and answers alike: on each object, when each member first came to it.
using Comings = std::map<std::uint32_t, std::map<std::uint32_t, std::int64_t>>;

Comings comings_of(const Community& community, const std::vector<std::uint32_t>& members)
{
    Comings comings;
    auto come = [&](std::uint32_t object, std::uint32_t account, std::int64_t at) {
        if (!std::ranges::binary_search(members, account)) return;
        auto [first, is_new] = comings[object].try_emplace(account, at);
        if (!is_new) first->second = std::min(first->second, at);
    };
    for (const auto& action : community.actions) come(action.object, action.account, action.at);
    for (const auto& text : community.texts) come(text.object, text.account, text.at);
    std::erase_if(comings, [](const auto& one) { return one.second.size() < 2; });
    return comings;
}

void note_nearness(Evidence& evidence, const PairTest& synchrony, const std::vector<std::uint32_t>& members)
{
    int pairs = 0;
    for (const auto& pair : synchrony.pairs) {
        if (!std::ranges::binary_search(members, pair.a) || !std::ranges::binary_search(members, pair.b)) continue;
        ++pairs;
        evidence.near_days += pair.together;
        evidence.near_expected += pair.expected;
    }
    if (pairs == 0) return;
    evidence.near_days /= pairs;
    evidence.near_expected /= pairs;
}

// What everybody did on what was published in one week.
History history_of_week(const Community& community, std::int64_t begins)
{
    std::vector<Action> acts;
    auto add = [&](const Action& act) {
        if (week_of(community.things[act.object].published_at) == begins) acts.push_back(act);
    };
    for (const auto& action : community.actions) add(action);
    for (const auto& text : community.texts) add({text.account, text.object, text.at});
    return {acts, community.things, community.accounts.size()};
}

EvidenceWeek week_from(const Community& community, std::int64_t begins, int posts, const std::vector<std::uint32_t>& members)
{
    EvidenceWeek found{.begins = begins, .posts = posts};
    auto pairs = retest_without(history_of_week(community, begins), members, eligible_from);
    for (const auto& pair : pairs) {
        found.observed += pair.together / static_cast<double>(pairs.size());
        found.expected += pair.expected / static_cast<double>(pairs.size());
    }
    return found;
}

EvidencePost post_from(const JudgedPost& post, const Object& object, const std::map<std::uint32_t, std::int64_t>& came,
                       const std::vector<AccountId>& accounts)
{
    EvidencePost shown{.status = post.status,
                       .kind = post.kind,
                       .published_at = object.published_at,
                       .together = static_cast<int>(came.size()),
                       .acts = {}};
    if (post.kind == "poll") return shown;
    for (auto [account, at] : came) shown.acts.push_back({accounts[account], at});
    std::ranges::sort(shown.acts, {}, [](const EvidenceAct& act) { return std::pair{act.at, act.account}; });
    return shown;
}

Signal signal_named(std::string_view name)
{
    for (auto signal : {Signal::CoParticipation, Signal::Synchrony, Signal::Replies, Signal::Bursts, Signal::Invitation,
                        Signal::Reciprocity, Signal::Sequences, Signal::Network})
        if (name_of(signal) == name) return signal;
    return Signal::AccountBurst;
}

void put_signals(JsonWriter& json, const std::vector<SignalFigure>& signals)
{
    json.array(signals, [&](const SignalFigure& figure) {
        json.object([&] {
            json.field("signal", name_of(figure.signal));
            json.field("p", figure.p);
            json.field("q", figure.q);
        });
    });
}

template <class Value>
double real(const Value& value, std::string_view key)
{
    const auto* member = find_member(value, key);
    return member && member->is_number() ? member->template to_number<double>() : 0;
}

template <class List>
std::vector<SignalFigure> signals_in(const List* list)
{
    std::vector<SignalFigure> signals;
    if (!list) return signals;
    for (const auto& one : *list)
        signals.push_back({signal_named(find_string(one, "signal").value_or("")), real(one, "p"), real(one, "q")});
    return signals;
}

template <class Value>
EvidencePost post_in(const Value& value)
{
    EvidencePost post{.status = StatusId{find_integer(value, "status").value_or(0)},
                      .kind = std::string{find_string(value, "kind").value_or("")},
                      .published_at = find_integer(value, "published_at").value_or(0),
                      .together = static_cast<int>(find_integer(value, "together").value_or(0)),
                      .acts = {}};
    if (const auto* acts = find_array(value, "acts"))
        for (const auto& act : *acts)
            post.acts.push_back({AccountId{find_integer(act, "account").value_or(0)}, find_integer(act, "at").value_or(0)});
    return post;
}

}  // namespace

Evidence evidence_of(const Community& community, const std::vector<JudgedPost>& posts, const std::vector<AccountId>& accounts,
                     const PairTest& synchrony, const std::vector<std::uint32_t>& members)
{
    Evidence evidence;
    note_nearness(evidence, synchrony, members);
    std::set<std::int64_t> days;
    std::map<std::int64_t, int> weeks;
    for (const auto& [object, came] : comings_of(community, members)) {
        const auto& thing = community.things[object];
        ++evidence.posts;
        ++weeks[week_of(thing.published_at)];
        for (auto [account, at] : came) days.insert(at / day);
        evidence.shown.push_back(post_from(posts[object], thing, came, accounts));
    }
    evidence.days = static_cast<int>(days.size());
    for (auto [begins, number] : weeks) {
        evidence.weeks.push_back(week_from(community, begins, number, members));
        evidence.observed += evidence.weeks.back().observed;
        evidence.expected += evidence.weeks.back().expected;
    }
    std::ranges::sort(evidence.shown, {},
                      [](const EvidencePost& post) { return std::tuple{-post.together, post.published_at, post.status}; });
    if (evidence.shown.size() > most_posts_shown) evidence.shown.resize(most_posts_shown);
    return evidence;
}

std::string write_signals(const std::vector<SignalFigure>& signals)
{
    return write_json([&](JsonWriter& json) { put_signals(json, signals); });
}

std::vector<SignalFigure> read_signals(std::string_view text)
{
    auto parsed = parse_json(text);
    return parsed && parsed->is_array() ? signals_in(&parsed->get_array()) : std::vector<SignalFigure>{};
}

std::string write_evidence(const Evidence& evidence)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("observed", evidence.observed);
            json.field("expected", evidence.expected);
            json.field("near_days", evidence.near_days);
            json.field("near_expected", evidence.near_expected);
            json.field("posts", evidence.posts);
            json.field("days", evidence.days);
            json.key("signals");
            put_signals(json, evidence.signals);
            json.key("weeks").array(evidence.weeks, [&](const EvidenceWeek& one) {
                json.object([&] {
                    json.field("begins", one.begins);
                    json.field("posts", one.posts);
                    json.field("observed", one.observed);
                    json.field("expected", one.expected);
                });
            });
            json.key("shown").array(evidence.shown, [&](const EvidencePost& post) {
                json.object([&] {
                    json.field("status", post.status.value);
                    json.field("kind", post.kind);
                    json.field("published_at", post.published_at);
                    json.field("together", post.together);
                    json.key("acts").array(post.acts, [&](const EvidenceAct& act) {
                        json.object([&] {
                            json.field("account", act.account.value);
                            json.field("at", act.at);
                        });
                    });
                });
            });
        });
    });
}

Evidence read_evidence(std::string_view text)
{
    Evidence evidence;
    auto parsed = parse_json(text);
    if (!parsed) return evidence;
    evidence.observed = real(*parsed, "observed");
    evidence.expected = real(*parsed, "expected");
    evidence.near_days = real(*parsed, "near_days");
    evidence.near_expected = real(*parsed, "near_expected");
    evidence.posts = static_cast<int>(find_integer(*parsed, "posts").value_or(0));
    evidence.days = static_cast<int>(find_integer(*parsed, "days").value_or(0));
    evidence.signals = signals_in(find_array(*parsed, "signals"));
    if (const auto* weeks = find_array(*parsed, "weeks"))
        for (const auto& one : *weeks)
            evidence.weeks.push_back({.begins = find_integer(one, "begins").value_or(0),
                                      .posts = static_cast<int>(find_integer(one, "posts").value_or(0)),
                                      .observed = real(one, "observed"),
                                      .expected = real(one, "expected")});
    if (const auto* shown = find_array(*parsed, "shown"))
        for (const auto& one : *shown) evidence.shown.push_back(post_in(one));
    return evidence;
}

Evidence without_account(Evidence evidence, AccountId account)
{
    for (auto& post : evidence.shown) std::erase_if(post.acts, [&](const EvidenceAct& act) { return act.account == account; });
    return evidence;
}

}  // namespace favilla::integrity
