// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/sorting.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "community/ideas.h"
#include "community/ledger.h"
#include "integrity/action_log.h"
#include "integrity/evidence.h"
#include "integrity/findings.h"
#include "social/poll_parts.h"
#include "social/status_ties.h"

namespace favilla::integrity {

namespace {

using social::ActCode;
using social::ActCodes;
using social::ActKind;

constexpr double far_at = 0.001;
constexpr std::int64_t sorted_at_once = 50;

// What tests compare: a post, or an option of a poll.
using Ground = std::tuple<bool, std::int64_t, std::int64_t>;

struct DoneAct {
    AccountId account;
    Ground ground;
    std::int64_t object = 0;
    ActKind kind = ActKind::All;
};

struct Case {
    DomainId domain;
    bool is_live = false;  // found by the last run, or people went on from it
    bool is_noticed = false;
    Time since;
    std::map<AccountId, ActCode> codes;  // of what they did inside
    std::vector<AccountId> together;     // whoever counts as one of them
};

bool counts_as_member(std::string_view standing) { return standing != "cleared" && standing != "lifted"; }

ActCode code_of(std::string_view standing, bool is_noticed, std::string_view signals)
{
    if (standing == "labelled") {
        auto is_far = std::ranges::any_of(read_signals(signals), [](const SignalFigure& one) { return one.q <= far_at; });
        return is_far ? ActCode::LabelledFar : ActCode::Labelled;
    }
    // A tie is the whole account's, while it holds; the badge of a finding stays with what it was about.
    if (standing == "affiliated") return is_noticed ? ActCode::Affiliated : ActCode::Plain;
    return counts_as_member(standing) ? ActCode::Watched : ActCode::Plain;
}

std::optional<Case> find_sorted_case(db::Reader& reader, FindingId id)
{
    auto row = reader.row("SELECT f.domain_id, f.state, f.found_at, f.seen_day, (SELECT max(r.day) FROM integrity_runs r WHERE "
                          "r.domain_id = f.domain_id) FROM integrity_findings f WHERE f.id = $1",
                          id);
    if (!row) return std::nullopt;
    auto state = row->get<std::string>(1);
    Case one{.domain = row->get<DomainId>(0),
             .is_live = state != "dismissed",
             .is_noticed = state == "noticed",
             .since = row->get<Time>(2) - judged_over,
             .codes = {},
             .together = {}};
    if (state == "found" && row->get<std::int64_t>(3) < row->get<std::optional<std::int64_t>>(4).value_or(0)) one.is_live = false;
    for (const auto& member : reader.rows(
             "SELECT account_id, standing, signals FROM integrity_members WHERE finding_id = $1 ORDER BY account_id", id)) {
        auto standing = member.get<std::string_view>(1);
        if (counts_as_member(standing)) one.together.push_back(member.get<AccountId>(0));
        one.codes[member.get<AccountId>(0)] = code_of(standing, one.is_noticed, member.get<std::string_view>(2));
    }
    return one;
}

// What they did in public to posts of others of the organisation, as the judgement takes it; answers also that are gone by now.
std::vector<DoneAct> acts_of(db::Reader& reader, const Case& one)
{
    std::vector<DoneAct> acts;
    auto who = db::list_of(one.together);
    for (
        const auto& row : reader.rows(
            "SELECT f.account_id, f.status_id FROM favourites f JOIN statuses s ON s.id = f.status_id WHERE f.account_id IN LIST($1) "
            "AND f.created_at >= $2 AND s.domain_id = $3 AND s.visibility <= 1 AND s.account_id <> f.account_id",
            who, one.since, one.domain)) {
        auto post = row.get<std::int64_t>(1);
        acts.push_back({row.get<AccountId>(0), {false, post, 0}, post, ActKind::Favourite});
    }
    for (
        const auto& row : reader.rows(
            "SELECT b.account_id, b.boost_of_id FROM statuses b JOIN statuses s ON s.id = b.boost_of_id WHERE b.account_id IN LIST($1) "
            "AND b.id >= 281474976710656 AND b.deleted_at IS NULL AND b.created_at >= $2 AND b.visibility <= 1 AND s.domain_id = $3 AND s.visibility <= 1 "
            "AND s.account_id <> b.account_id",
            who, one.since, one.domain)) {
        auto post = row.get<std::int64_t>(1);
        acts.push_back({row.get<AccountId>(0), {false, post, 0}, post, ActKind::Boost});
    }
    for (auto gone : {"a.deleted_at IS NULL", "a.deleted_at IS NOT NULL"})
        for (const auto& row : reader.rows(
                 fmt::format(
                     "SELECT a.account_id, a.id, a.in_reply_to_id FROM statuses a JOIN statuses s ON s.id = a.in_reply_to_id "
                     "WHERE a.account_id IN LIST($1) AND {} AND a.created_at >= $2 AND a.visibility <= 1 AND s.domain_id = $3 "
                     "AND s.visibility <= 1 AND s.account_id <> a.account_id",
                     gone),
                 who, one.since, one.domain))
            acts.push_back(
                {row.get<AccountId>(0), {false, row.get<std::int64_t>(2), 0}, row.get<std::int64_t>(1), ActKind::Answer});
    for (
        const auto& row : reader.rows(
            "SELECT v.account_id, v.poll_id, v.position FROM poll_votes v JOIN polls q ON q.id = v.poll_id JOIN statuses s ON "
            "s.id = q.status_id WHERE v.account_id IN LIST($1) AND v.created_at >= $2 AND s.domain_id = $3 AND s.visibility <= 1 "
            "AND s.account_id <> v.account_id",
            who, one.since, one.domain)) {
        auto poll = row.get<std::int64_t>(1);
        acts.push_back({row.get<AccountId>(0), {true, poll, row.get<std::int64_t>(2)}, poll, ActKind::Vote});
    }
    return acts;
}

void raise(ActCodes& codes, std::pair<std::int64_t, ActKind> what, ActCode code)
{
    auto& known = codes[what];
    known = std::max(known, code);
}

std::map<AccountId, ActCodes> sorted_case(db::Reader& reader, FindingId id)
{
    std::map<AccountId, ActCodes> sorted;
    auto one = find_sorted_case(reader, id);
    if (!one || !one->is_live) return sorted;
    auto acts = acts_of(reader, *one);
    std::map<Ground, std::set<AccountId>> comings;
    for (const auto& act : acts) comings[act.ground].insert(act.account);
    std::map<AccountId, std::pair<std::int64_t, std::int64_t>> shares;  // inside, of so many
    for (const auto& act : acts) {
        bool is_inside = comings.at(act.ground).size() >= 2;
        auto& share = shares[act.account];
        share.first += is_inside;
        ++share.second;
        auto code = one->codes.at(act.account);
        if (is_inside && code != ActCode::Plain) raise(sorted[act.account], {act.object, act.kind}, code);
    }
    for (auto& [account, codes] : sorted) {
        auto [inside, all] = shares.at(account);
        auto code = one->codes.at(account);
        if (code != ActCode::Affiliated && 2 * inside > all) codes = {{{0, ActKind::All}, code}};
    }
    return sorted;
}

// Findings are looked at once, whoever is in several.
class Sorter {
public:
    explicit Sorter(db::Reader& reader) : reader_(reader) {}

    ActCodes codes_of(AccountId account)
    {
        ActCodes codes;
        // To a page of ours: what people of other servers are tied to elsewhere concerns what they do there.
        if (reader_.row("SELECT 1 FROM disclosures d JOIN accounts p ON p.id = d.page_id WHERE d.account_id = $1 AND "
                        "d.ended_at IS NULL AND p.domain_id IS NOT NULL LIMIT 1",
                        account))
            raise(codes, {0, ActKind::All}, ActCode::Affiliated);
        for (auto post : social::tied_statuses_of(reader_, account))
            raise(codes, {post.value, ActKind::Answer}, ActCode::Affiliated);
        for (const auto& row :
             reader_.rows("SELECT finding_id FROM integrity_members WHERE account_id = $1 ORDER BY finding_id", account)) {
            auto id = row.get<FindingId>(0);
            auto known = cases_.find(id);
            if (known == cases_.end()) known = cases_.emplace(id, sorted_case(reader_, id)).first;
            if (auto own = known->second.find(account); own != known->second.end())
                for (const auto& [what, code] : own->second) raise(codes, what, code);
        }
        return codes;
    }

private:
    db::Reader& reader_;
    std::map<FindingId, std::map<AccountId, ActCodes>> cases_;
};

std::vector<AccountId> members_of(db::Reader& reader, FindingId id)
{
    std::vector<AccountId> members;
    for (const auto& row : reader.rows("SELECT account_id FROM integrity_members WHERE finding_id = $1 ORDER BY account_id", id))
        members.push_back(row.get<AccountId>(0));
    return members;
}

std::set<AccountId> everybody(db::Reader& reader)
{
    std::set<AccountId> all;
    for (auto sql :
         {"SELECT DISTINCT account_id FROM integrity_members", "SELECT account_id FROM disclosures WHERE ended_at IS NULL"})
        for (const auto& row : reader.rows(sql)) all.insert(row.get<AccountId>(0));
    for (auto account : social::accounts_with_codes(reader)) all.insert(account);
    for (auto account : social::authors_of_tied_statuses(reader)) all.insert(account);
    return all;
}

// Whoever is in a finding with one of them.
std::set<AccountId> concerned_by(db::Reader& reader, const std::vector<AccountId>& accounts)
{
    std::set<AccountId> all(accounts.begin(), accounts.end());
    for (const auto& row : reader.rows("SELECT DISTINCT o.account_id FROM integrity_members m JOIN integrity_members o ON "
                                       "o.finding_id = m.finding_id WHERE m.account_id IN LIST($1)",
                                       db::list_of(accounts)))
        all.insert(row.get<AccountId>(0));
    return all;
}

void keep(db::Transaction& tx, Sorter& sorter, AccountId account)
{
    if (social::keep_codes(tx, account, sorter.codes_of(account))) community::count_otherwise(tx, account);
}

}  // namespace

ActCodes codes_of(db::Reader& reader, AccountId account) { return Sorter{reader}.codes_of(account); }

void sort_account(db::Transaction& tx, AccountId account)
{
    Sorter sorter{tx};
    keep(tx, sorter, account);
}

void sort_finding(db::Transaction& tx, FindingId id)
{
    Sorter sorter{tx};
    for (auto account : members_of(tx, id)) keep(tx, sorter, account);
}

void sort_everybody(db::Transaction& tx)
{
    Sorter sorter{tx};
    for (auto account : everybody(tx)) keep(tx, sorter, account);
    community::recount_all_votes(tx);
    social::recount_all_polls(tx);
    for (auto account : social::unsorted_accounts(tx)) social::forget_unsorted(tx, account);
}

// Those of one finding side by side: what they did together is then read for few of the pieces.
void await_sorting(db::Transaction& tx)
{
    std::vector<AccountId> order;
    for (const auto& row :
         tx.rows("SELECT account_id FROM integrity_members GROUP BY account_id ORDER BY min(finding_id), account_id"))
        order.push_back(row.get<AccountId>(0));
    auto others = everybody(tx);
    for (auto account : order) others.erase(account);
    order.insert(order.end(), others.begin(), others.end());
    tx.run("DELETE FROM integrity_waiting");
    std::int64_t place = 0;
    for (auto account : order) tx.run("INSERT INTO integrity_waiting (place, account_id) VALUES ($1, $2)", ++place, account);
}

bool has_waiting(db::Reader& reader) { return reader.row("SELECT 1 FROM integrity_waiting LIMIT 1").has_value(); }

void sort_some_waiting(db::Transaction& tx)
{
    Sorter sorter{tx};
    for (const auto& row : tx.rows("SELECT place, account_id FROM integrity_waiting ORDER BY place LIMIT $1", sorted_at_once)) {
        keep(tx, sorter, row.get<AccountId>(1));
        tx.run("DELETE FROM integrity_waiting WHERE place = $1", row.get<std::int64_t>(0));
    }
}

void note_act(db::Transaction& tx, AccountId account)
{
    if (tx.row("SELECT 1 FROM integrity_members WHERE account_id = $1 LIMIT 1", account)) social::note_unsorted(tx, account);
}

void note_posted(db::Transaction& tx, StatusId status)
{
    auto author =
        tx.value<AccountId>("SELECT s.account_id FROM statuses s JOIN integrity_members m ON m.account_id = s.account_id "
                            "WHERE s.id = $1 LIMIT 1",
                            status);
    if (author) social::note_unsorted(tx, *author);
}

void note_all_findings(db::Transaction& tx)
{
    for (const auto& row :
         tx.rows("SELECT min(m.account_id) FROM integrity_findings f JOIN integrity_members m ON m.finding_id = f.id "
                 "WHERE f.state <> 'dismissed' GROUP BY f.id"))
        social::note_unsorted(tx, row.get<AccountId>(0));
}

bool has_unsorted(db::Reader& reader) { return !social::unsorted_accounts(reader).empty(); }

void sort_unsorted(db::Transaction& tx)
{
    Sorter sorter{tx};
    for (auto account : concerned_by(tx, social::unsorted_accounts(tx))) keep(tx, sorter, account);
    for (auto account : social::unsorted_accounts(tx)) social::forget_unsorted(tx, account);
}

std::vector<std::string> find_problems(db::Reader& reader)
{
    auto waiting = concerned_by(reader, social::unsorted_accounts(reader));
    for (const auto& row : reader.rows("SELECT account_id FROM integrity_waiting")) waiting.insert(row.get<AccountId>(0));
    std::vector<std::string> problems;
    Sorter sorter{reader};
    for (auto account : everybody(reader))
        if (!waiting.contains(account) && social::kept_codes(reader, account) != sorter.codes_of(account))
            problems.push_back(
                fmt::format("account {}: the kept parts of its acts differ from those of its findings", account.value));
    return problems;
}

}  // namespace favilla::integrity
