// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/ledger_kinds.h"

#include <algorithm>

#include <fmt/format.h>

namespace favilla::community {

namespace {

// Each answers (object, at, amount). $1 is whose they are, $3 their hosted domain; {0} narrows to the object $4, {1} says that p is a page
// of that domain. What was said in private counts nowhere: whoever reads sums must not learn of it.
struct Facts {
    std::string_view sql;
    std::string_view object;  // the column that $4 is compared with
};

constexpr std::string_view is_page = "p.kind = 'page' AND p.domain_id = $3";

constexpr std::array<Facts, ledger_weights.size()> all_facts = {{
    // Answer
    {"SELECT s.id AS object, s.created_at AS at, 1 AS amount FROM statuses s WHERE s.account_id = $1 {0} AND s.deleted_at IS NULL "
     "AND s.boost_of_id IS NULL AND s.visibility <= 1 AND s.in_reply_to_id IS NOT NULL AND s.in_reply_to_account_id <> $1 AND "
     "(EXISTS (SELECT 1 FROM accounts p WHERE p.id = s.in_reply_to_account_id AND {1}) OR EXISTS (SELECT 1 FROM conversations c "
     "JOIN accounts p ON p.id = c.opener_id WHERE c.id = s.conversation_id AND {1}) OR EXISTS (SELECT 1 FROM mentions m "
     "JOIN accounts p ON p.id = m.account_id WHERE m.status_id = s.id AND {1}))",
     "s.id"},
    // Topic
    {"SELECT s.id AS object, s.created_at AS at, 1 AS amount FROM statuses s WHERE s.account_id = $1 {0} AND s.deleted_at IS NULL "
     "AND s.boost_of_id IS NULL AND s.visibility <= 1 AND s.in_reply_to_id IS NULL AND EXISTS (SELECT 1 FROM mentions m "
     "JOIN accounts p ON p.id = m.account_id WHERE m.status_id = s.id AND p.kind IN ('page', 'group') AND p.domain_id = $3) "
     "AND NOT EXISTS (SELECT 1 FROM ideas i WHERE i.status_id = s.id)",
     "s.id"},
    // Vote
    {"SELECT q.status_id AS object, min(v.created_at) AS at, 1 AS amount FROM poll_votes v JOIN polls q ON q.id = v.poll_id "
     "JOIN accounts p ON p.id = q.account_id WHERE v.account_id = $1 {0} AND {1} GROUP BY q.status_id",
     "q.status_id"},
    // IdeaVote
    {"SELECT v.idea_id AS object, v.created_at AS at, 1 AS amount FROM idea_votes v JOIN ideas i ON i.status_id = v.idea_id "
     "WHERE v.account_id = $1 {0} AND i.hidden = 0 AND i.domain_id = $3 AND i.proposer_id <> $1",
     "v.idea_id"},
    // Idea
    {"SELECT i.status_id AS object, i.created_at AS at, 1 AS amount FROM ideas i WHERE i.proposer_id = $1 {0} AND i.hidden = 0 "
     "AND i.domain_id = $3",
     "i.status_id"},
    // Invitation
    {"SELECT n.account_id AS object, n.joined_at AS at, 1 AS amount FROM invited n JOIN accounts a ON a.id = n.account_id "
     "WHERE n.inviter_id = $1 {0} AND a.domain_id = $3 AND a.admitted_at IS NOT NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
     "n.account_id"},
    // Event
    {"SELECT t.event_id AS object, t.ends_at AS at, (t.lasted + 3599999) / 3600000 AS amount FROM event_attendances t "
     "JOIN community_events e ON e.id = t.event_id JOIN accounts p ON p.id = coalesce(e.group_id, e.account_id) "
     "WHERE t.account_id = $1 {0} AND p.kind IN ('page', 'group') AND p.domain_id = $3",
     "t.event_id"},
    // Boost
    {"SELECT s.id AS object, b.created_at AS at, 1 AS amount FROM statuses b JOIN statuses s ON s.id = b.boost_of_id "
     "JOIN accounts p ON p.id = s.account_id WHERE b.account_id = $1 AND b.id >= 281474976710656 AND b.deleted_at IS NULL {0} AND s.deleted_at IS NULL AND {1}",
     "b.boost_of_id"},
    // Like
    {"SELECT s.id AS object, f.created_at AS at, 1 AS amount FROM favourites f JOIN statuses s ON s.id = f.status_id "
     "JOIN accounts p ON p.id = s.account_id WHERE f.account_id = $1 {0} AND s.deleted_at IS NULL AND s.visibility <= 1 AND {1} "
     "AND NOT EXISTS (SELECT 1 FROM ideas i WHERE i.status_id = s.id)",
     "f.status_id"},
    // Answered
    {"SELECT r.id AS object, r.created_at AS at, 1 AS amount FROM statuses s JOIN statuses r ON r.in_reply_to_id = s.id "
     "JOIN accounts p ON p.id = r.account_id WHERE s.account_id = $1 {0} AND s.deleted_at IS NULL AND r.deleted_at IS NULL "
     "AND r.visibility <= 1 AND {1}",
     "r.id"},
    // Thanked
    {"SELECT t.status_id AS object, min(t.created_at) AS at, 1 AS amount FROM ledger_settled t JOIN accounts p ON p.id = t.page_id WHERE t.author_id = $1 {0} "
     "AND t.how = 'thanked' AND {1} GROUP BY t.status_id",
     "t.status_id"},
    // Credited
    {"SELECT k.status_id AS object, k.created_at AS at, 1 AS amount FROM idea_marks k JOIN ideas i ON i.status_id = k.idea_id "
     "WHERE k.author_id = $1 {0} AND i.hidden = 0 AND i.domain_id = $3",
     "k.status_id"},
    // Shipped
    {"SELECT i.status_id AS object, max(c.created_at) AS at, 1 AS amount FROM ideas i JOIN idea_changes c ON c.idea_id = i.status_id "
     "WHERE i.proposer_id = $1 {0} AND i.hidden = 0 AND i.domain_id = $3 AND i.state = 'shipped' AND i.merged_into IS NULL "
     "AND c.kind = 'state' AND c.to_state = 'shipped' GROUP BY i.status_id",
     "i.status_id"},
    // Shared
    {"SELECT b.boost_of_id AS object, min(b.created_at) AS at, 1 AS amount FROM statuses s JOIN statuses b ON b.boost_of_id = s.id AND b.id >= 281474976710656 "
     "JOIN accounts p ON p.id = b.account_id WHERE s.account_id = $1 {0} AND s.deleted_at IS NULL AND {1} GROUP BY b.boost_of_id",
     "b.boost_of_id"},
    // Liked
    {"SELECT f.status_id AS object, min(f.created_at) AS at, 1 AS amount FROM statuses s JOIN favourites f ON f.status_id = s.id "
     "JOIN accounts p ON p.id = f.account_id WHERE s.account_id = $1 {0} AND s.deleted_at IS NULL AND s.visibility <= 1 AND {1} "
     "AND NOT EXISTS (SELECT 1 FROM ledger_settled t WHERE t.status_id = s.id AND t.how = 'thanked') GROUP BY f.status_id",
     "f.status_id"},
}};

enum class Reach { One, All };

std::string insertion(LedgerKind kind, Reach reach)
{
    const auto& facts = all_facts[static_cast<std::size_t>(kind)];
    auto narrowed = reach == Reach::One ? fmt::format("AND {} = $4", facts.object) : std::string{};
    return fmt::format(
        "INSERT INTO ledger_entries (account_id, kind, day, object_id, at, amount) "
        "SELECT $1, '{}', found.at / 86400000, found.object, found.at, found.amount FROM ({}) found WHERE found.at >= $2 ON CONFLICT DO NOTHING",
        weight_of(kind).name, fmt::format(fmt::runtime(facts.sql), narrowed, is_page));
}

// Made once: the texts are what statements are kept by.
const std::string& insertion_of(LedgerKind kind, Reach reach)
{
    static const auto texts = [] {
        std::array<std::array<std::string, 2>, ledger_weights.size()> made;
        for (const auto& weight : ledger_weights)
            for (auto far : {Reach::One, Reach::All})
                made[static_cast<std::size_t>(weight.kind)][static_cast<std::size_t>(far)] = insertion(weight.kind, far);
        return made;
    }();
    return texts[static_cast<std::size_t>(kind)][static_cast<std::size_t>(reach)];
}

}  // namespace

std::optional<LedgerKind> parse_ledger_kind(std::string_view name)
{
    auto found = std::ranges::find(ledger_weights, name, &LedgerWeight::name);
    return found == ledger_weights.end() ? std::nullopt : std::optional{found->kind};
}

bool is_of_team(db::Reader& reader, AccountId who)
{
    return reader
        .row(
            "SELECT 1 FROM voices WHERE account_id = $1 UNION ALL SELECT 1 FROM users WHERE account_id = $1 AND role <> 'user' LIMIT 1",
            who)
        .has_value();
}

std::optional<LedgerOwner> ledger_owner(db::Reader& reader, AccountId who)
{
    auto row = reader.row(
        "SELECT a.domain_id, coalesce(l.since, 0) FROM accounts a JOIN users u ON u.account_id = a.id "
        "LEFT JOIN ledger_people l ON l.account_id = a.id WHERE a.id = $1 AND a.kind = 'person' AND a.deleted_at IS NULL AND u.role = 'user' "
        "AND coalesce(l.kept, 1) = 1 AND NOT EXISTS (SELECT 1 FROM voices v WHERE v.account_id = a.id)",
        who);
    if (!row) return std::nullopt;
    return LedgerOwner{row->get<DomainId>(0), row->get<Time>(1)};
}

void look_at_standing(db::Transaction& tx, AccountId who, Time at)
{
    tx.run("INSERT INTO ledger_people (account_id, look_at) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET look_at = $2 "
           "WHERE ledger_people.look_at IS NULL OR ledger_people.look_at > $2",
           who, at);
}

void count_entries(db::Transaction& tx, LedgerKind kind, AccountId who, std::int64_t object)
{
    auto owner = ledger_owner(tx, who);
    if (!owner) return;
    auto gone = tx.run("DELETE FROM ledger_entries WHERE object_id = $1 AND kind = $2 AND account_id = $3", object,
                       weight_of(kind).name, who);
    auto come = tx.run(insertion_of(kind, Reach::One), who, owner->since, owner->domain, object);
    if (gone != come) look_at_standing(tx, who, Time{});
}

void count_all_entries(db::Transaction& tx, AccountId who)
{
    tx.run("DELETE FROM ledger_entries WHERE account_id = $1", who);
    auto owner = ledger_owner(tx, who);
    if (!owner) return;
    std::int64_t come = 0;
    for (const auto& weight : ledger_weights)
        come += tx.run(insertion_of(weight.kind, Reach::All), who, owner->since, owner->domain);
    if (come > 0) look_at_standing(tx, who, Time{});
}

void drop_entries(db::Transaction& tx, std::int64_t object)
{
    for (const auto& row : tx.rows("SELECT DISTINCT account_id FROM ledger_entries WHERE object_id = $1", object))
        look_at_standing(tx, row.get<AccountId>(0), Time{});
    tx.run("DELETE FROM ledger_entries WHERE object_id = $1", object);
}

}  // namespace favilla::community
