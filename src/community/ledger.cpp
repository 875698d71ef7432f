// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/ledger.h"

#include <algorithm>
#include <limits>

#include "community/attention.h"
#include "community/ideas.h"
#include "social/accounts.h"
#include "social/act_parts.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 3> state_names = {"kept", "off", "team"};
constexpr int changes_shown = 100;
constexpr int people_at_once = 50;  // in a transaction that counts from nothing

void empty_ledger(db::Transaction& tx, AccountId who)
{
    tx.run("DELETE FROM ledger_entries WHERE account_id = $1", who);
    tx.run("DELETE FROM ledger_changes WHERE account_id = $1", who);
}

void begin(db::Transaction& tx, AccountId who, bool kept, Time since)
{
    empty_ledger(tx, who);
    tx.run("INSERT INTO ledger_people (account_id, kept, since) VALUES ($1, $2, $3) ON CONFLICT (account_id) DO UPDATE SET "
           "kept = $2, since = $3, standing = 'none', standing_since = NULL, look_at = NULL",
           who, kept, since);
}

// Of what they gave, the acts that are labelled; all of it, where all that they do is left out.
constexpr std::string_view left_out_acts =
    "SELECT e.kind, e.day, CAST(sum(e.amount) AS BIGINT) FROM ledger_entries e WHERE e.account_id = $1 AND EXISTS "
    "(SELECT 1 FROM act_parts p WHERE p.account_id = e.account_id AND p.code >= 2 AND p.kind = CASE e.kind "
    "WHEN 'answer' THEN 3 WHEN 'topic' THEN 3 WHEN 'like' THEN 1 WHEN 'idea_vote' THEN 1 WHEN 'boost' THEN 2 WHEN 'vote' THEN 4 "
    "ELSE -1 END AND p.object_id = CASE WHEN e.kind = 'vote' THEN (SELECT s.poll_id FROM statuses s WHERE s.id = e.object_id) "
    "ELSE e.object_id END) GROUP BY e.kind, e.day";

void leave_out(db::Reader& reader, AccountId who, std::vector<LedgerDay>& days)
{
    static const auto everything = "SELECT " + social::act_code("$1");
    auto code = static_cast<social::ActCode>(reader.value<int>(everything, who).value_or(0));
    bool all = social::part_of(code) != social::ActPart::Authentic;
    for (auto& day : days)
        if (all && weight_of(day.kind).side == LedgerSide::Gave) day.left_out = day.amount;
    if (all || !reader.row("SELECT 1 FROM act_parts WHERE account_id = $1 AND code >= 2 LIMIT 1", who)) return;
    for (const auto& row : reader.rows(left_out_acts, who)) {
        auto kind = parse_ledger_kind(row.get<std::string_view>(0));
        for (auto& day : days)
            if (kind == day.kind && row.get<std::int64_t>(1) == day.day) day.left_out = row.get<std::int64_t>(2);
    }
}

}  // namespace

std::string_view name_of(LedgerState state) { return state_names[static_cast<std::size_t>(state)]; }

std::vector<LedgerDay> ledger_days(db::Reader& reader, AccountId who)
{
    std::vector<LedgerDay> found;
    for (const auto& row :
         reader.rows("SELECT kind, day, count(*), CAST(sum(amount) AS BIGINT) FROM ledger_entries WHERE account_id = $1 "
                     "GROUP BY kind, day ORDER BY kind, day",
                     who))
        if (auto kind = parse_ledger_kind(row.get<std::string_view>(0)))
            found.push_back({*kind, row.get<std::int64_t>(1), row.get<std::int64_t>(2), row.get<std::int64_t>(3)});
    leave_out(reader, who, found);
    return found;
}

void count_otherwise(db::Transaction& tx, AccountId who)
{
    recount_votes_of(tx, who);
    if (ledger_owner(tx, who)) look_at_standing(tx, who, Time{});
}

std::optional<LedgerPerson> find_ledger(db::Reader& reader, AccountId who)
{
    auto row = reader.row("SELECT coalesce(l.kept, 1), coalesce(l.since, 0), coalesce(l.standing, 'none'), l.standing_since "
                          "FROM accounts a JOIN users u ON u.account_id = a.id LEFT JOIN ledger_people l ON l.account_id = a.id "
                          "WHERE a.id = $1 AND a.kind = 'person'",
                          who);
    if (!row) return std::nullopt;
    LedgerPerson person;
    if (is_of_team(reader, who))
        person.state = LedgerState::Team;
    else if (!row->get<bool>(0))
        person.state = LedgerState::Off;
    if (auto since = row->get<Time>(1); since > Time{}) person.since = since;
    if (person.state != LedgerState::Kept) return person;
    person.standing = parse_standing(row->get<std::string_view>(2)).value_or(Standing::None);
    person.standing_since = row->get<std::optional<Time>>(3);
    return person;
}

std::vector<StandingChange> standing_changes(db::Reader& reader, AccountId who)
{
    std::vector<StandingChange> found;
    for (const auto& row : reader.rows("SELECT id, was, became, points, created_at FROM ledger_changes WHERE account_id = $1 "
                                       "ORDER BY id DESC LIMIT $2",
                                       who, changes_shown))
        found.push_back({row.get<std::int64_t>(0), parse_standing(row.get<std::string_view>(1)).value_or(Standing::None),
                         parse_standing(row.get<std::string_view>(2)).value_or(Standing::None), row.get<double>(3),
                         row.get<Time>(4)});
    return found;
}

std::vector<LedgerEntry> ledger_entries(db::Reader& reader, AccountId who, const std::optional<LedgerEntry>& after, int limit)
{
    auto at = after ? after->at : Time{std::numeric_limits<std::int64_t>::max()};
    std::vector<LedgerEntry> found;
    // Two of one moment and one object (a boost that is a like as well) are told apart by their kind.
    for (
        const auto& row : reader.rows(
            "SELECT kind, object_id, at, amount FROM ledger_entries WHERE account_id = $1 AND at <= $2 AND (at < $2 OR object_id < $3 "
            "OR (object_id = $3 AND kind < $4)) ORDER BY at DESC, object_id DESC, kind DESC LIMIT $5",
            who, at, after ? after->object : std::numeric_limits<std::int64_t>::max(),
            after ? weight_of(after->kind).name : std::string_view{"~"}, limit))
        if (auto kind = parse_ledger_kind(row.get<std::string_view>(0)))
            found.push_back({*kind, row.get<std::int64_t>(1), row.get<Time>(2), row.get<std::int64_t>(3)});
    return found;
}

void delete_ledger(db::Transaction& tx, AccountId who, Time now)
{
    auto kept = tx.value<bool>("SELECT kept FROM ledger_people WHERE account_id = $1", who).value_or(true);
    begin(tx, who, kept, now);
}

void keep_ledger(db::Transaction& tx, AccountId who, bool kept, Time now)
{
    auto before = tx.value<bool>("SELECT kept FROM ledger_people WHERE account_id = $1", who).value_or(true);
    if (before != kept) begin(tx, who, kept, now);
}

void begin_ledger_anew(db::Transaction& tx, AccountId who, Time now)
{
    auto account = social::find_account(tx, who);
    if (account && account->domain && account->kind == social::AccountKind::Person) delete_ledger(tx, who, now);
}

void forget_ledger_of_deleted(db::Transaction& tx, AccountId who)
{
    auto account = social::find_account(tx, who);
    if (!account || !account->deleted_at) return;
    empty_ledger(tx, who);
    tx.run("DELETE FROM ledger_people WHERE account_id = $1", who);
    tx.run("DELETE FROM ledger_settled WHERE author_id = $1", who);
    tx.run("DELETE FROM event_attendances WHERE account_id = $1", who);
}

bool count_remaining(db::Transaction& tx)
{
    auto below = tx.value<std::int64_t>("SELECT below FROM ledger_remaining");
    if (!below) return false;
    auto rows = tx.rows("SELECT id, kind FROM accounts WHERE id < $1 AND domain_id IS NOT NULL ORDER BY id DESC LIMIT $2", *below,
                        people_at_once);
    tx.run("DELETE FROM ledger_remaining");
    if (rows.empty()) return false;
    for (const auto& row : rows) {
        count_all_entries(tx, row.get<AccountId>(0));
        if (row.get<std::string_view>(1) == "page") count_debts_of_page(tx, row.get<AccountId>(0));
    }
    tx.run("INSERT INTO ledger_remaining (below) VALUES ($1)", rows[rows.size() - 1].get<std::int64_t>(0));
    return true;
}

bool remains_to_count(db::Reader& reader) { return reader.row("SELECT 1 FROM ledger_remaining").has_value(); }

void begin_recounting(db::Transaction& tx)
{
    tx.run("DELETE FROM ledger_remaining");
    if (auto newest = tx.value<std::int64_t>("SELECT max(id) FROM accounts"))
        tx.run("INSERT INTO ledger_remaining (below) VALUES ($1)", *newest + 1);
}

}  // namespace favilla::community
