// SPDX-License-Identifier: AGPL-3.0-or-later
// How a page comes to owe an answer, and how that is settled. What is kept while people write is what one query finds from nothing.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "community/attention.h"
#include "community/attention_events.h"

namespace favilla::community {

namespace {

constexpr int topics_at_once = 200;
constexpr auto read_late = seconds(30);  // what comes while somebody types, or decides, has not been read

// Topics s that wait for who looks after their group (r): those of who does so themselves do not, nor do events, nor what was begun more than
// thirty days before they came. CROSS JOIN: the statuses are found first.
std::string topics_among(std::string_view which, std::string_view whose)
{
    return fmt::format(
        "statuses s CROSS JOIN group_statuses k JOIN conversations c ON c.id = s.conversation_id "
        "JOIN accounts g ON g.id = k.group_id JOIN group_roles r ON r.group_id = k.group_id {1} WHERE {0} AND k.status_id = s.id AND k.is_topic = 1 "
        "AND k.removed_at IS NULL AND k.state = 'taken' AND c.state = 'open' AND s.audience_id IS NULL "
        "AND g.suspended_at IS NULL AND g.deleted_at IS NULL AND s.created_at >= r.created_at - 2592000000 "
        "AND NOT EXISTS (SELECT 1 FROM group_roles o WHERE o.group_id = k.group_id AND o.account_id = s.account_id) "
        "AND NOT EXISTS (SELECT 1 FROM community_events e WHERE e.status_id = s.id)",
        which, whose);
}

// An answer is to what its author has read: the post that it answers and what was there before it, and what came since but for the last half
// minute, in which one types.
std::string was_read(std::string_view status, std::string_view answer, std::string_view answered)
{
    return fmt::format("({0} <= {1} OR {0} < {2} - {3})", status, answered, answer, first_id_at(Time{} + read_late));
}

// The debts among the statuses s that `which` chooses (with $1 and $2). Somebody outside answers a page's post, names it, or answers in a conversation
// that it opened, as long as that post stands; or begins a topic in a group that the page or somebody of its team looks after;
// no team's answer to them came after it there, no team's favourite, no word that it needs none. What they said to others, and a topic, is settled by
// any answer of somebody else.
std::string insertion(std::string_view which)
{
    return fmt::format(
        "INSERT INTO ledger_owed (page_id, status_id, author_id, conversation_id, direct, created_at) "
        "SELECT p.id, s.id, s.account_id, s.conversation_id, q.direct, s.created_at FROM (SELECT t.status_id, t.page_id, max(t.direct) AS direct "
        "FROM (SELECT s.id AS status_id, s.in_reply_to_account_id AS page_id, 1 AS direct FROM statuses s JOIN statuses o ON o.id = s.in_reply_to_id "
        "WHERE {0} AND o.deleted_at IS NULL "
        "UNION ALL SELECT s.id, m.account_id, 1 FROM statuses s JOIN mentions m ON m.status_id = s.id WHERE {0} "
        "UNION ALL SELECT s.id, o.account_id, 0 FROM statuses s JOIN conversations c ON c.id = s.conversation_id JOIN statuses o ON o.id = c.root_id "
        "WHERE {0} AND s.in_reply_to_id IS NOT NULL AND o.deleted_at IS NULL "
        "UNION ALL SELECT s.id, r.account_id, 0 FROM {4} UNION ALL SELECT s.id, v.page_id, 0 FROM {5}) t GROUP BY t.status_id, t.page_id) q "
        "JOIN statuses s ON s.id = q.status_id JOIN accounts a ON a.id = s.account_id "
        "JOIN accounts p ON p.id = q.page_id WHERE p.kind = 'page' AND p.domain_id IS NOT NULL AND a.kind = 'person' AND s.deleted_at IS NULL "
        "AND s.boost_of_id IS NULL AND NOT {1} "
        "AND (s.visibility <= 1 OR EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = p.id)) "
        "AND NOT EXISTS (SELECT 1 FROM ledger_settled x WHERE x.page_id = p.id AND x.status_id = s.id) "
        "AND NOT EXISTS (SELECT 1 FROM favourites f WHERE f.status_id = s.id AND {2}) "
        "AND NOT EXISTS (SELECT 1 FROM statuses r WHERE r.conversation_id = s.conversation_id AND r.id > s.id AND {6} "
        "AND r.in_reply_to_account_id = s.account_id AND r.deleted_at IS NULL AND {3}) "
        "AND (q.direct = 1 OR NOT EXISTS (SELECT 1 FROM statuses r WHERE r.in_reply_to_id = s.id AND r.account_id <> s.account_id "
        "AND r.deleted_at IS NULL)) ON CONFLICT DO NOTHING",
        which, of_team("s.account_id"), of_team("f.account_id"), of_team("r.account_id"), topics_among(which, ""),
        topics_among(which, "JOIN voices v ON v.account_id = r.account_id"), was_read("s.id", "r.id", "r.in_reply_to_id"));
}

// What is owed for the post $1: of whom it is and where it was said leads there.
constexpr std::string_view of_status =
    "(conversation_id, author_id) = (SELECT s.conversation_id, s.account_id FROM statuses s WHERE s.id = $1) AND status_id = $1";

// Also where it stands in another conversation by now.
constexpr std::string_view of_status_anywhere =
    "(author_id, created_at) = (SELECT s.account_id, s.created_at FROM statuses s WHERE s.id = $1) AND status_id = $1";

bool insert_of_one(db::Transaction& tx, StatusId id)  // whether a page owes more than before
{
    static const auto query = insertion("s.id = $1");
    return tx.run(query, id) > 0;
}

void tell(db::Transaction& tx, ConversationId conversation, StatusId at, std::optional<StatusId> added = {})
{
    jobs::publish(tx, AttentionChanged{conversation, time_of_id(at.value), added});
}

void tell_of(db::Transaction& tx, StatusId status, Time at)
{
    if (auto conversation = tx.value<ConversationId>("SELECT conversation_id FROM statuses WHERE id = $1", status))
        jobs::publish(tx, AttentionChanged{*conversation, at, {}});
}

// Whether anything was owed for it. A branch that became a conversation of its own, or came back, takes along what is owed: where it stood it waits no
// more.
bool delete_of_one(db::Transaction& tx, StatusId id, Time at)
{
    static const auto query = fmt::format("DELETE FROM ledger_owed WHERE {} RETURNING conversation_id", of_status_anywhere);
    auto gone = tx.rows(query, id);
    if (gone.empty()) return false;
    auto before = gone[0].get<ConversationId>(0);
    if (before != tx.value<ConversationId>("SELECT conversation_id FROM statuses WHERE id = $1", id))
        jobs::publish(tx, AttentionChanged{before, at, {}});
    return true;
}

std::vector<AccountId> who_owes(db::Reader& reader, StatusId id)
{
    static const auto query = fmt::format("SELECT page_id FROM ledger_owed WHERE {} ORDER BY page_id", of_status);
    std::vector<AccountId> pages;
    for (const auto& row : reader.rows(query, id)) pages.push_back(row.get<AccountId>(0));
    return pages;
}

void weigh_topic_at(db::Transaction& tx, StatusId id, Time at)
{
    auto before = who_owes(tx, id);
    delete_of_one(tx, id, at);
    insert_of_one(tx, id);
    if (who_owes(tx, id) != before) tell_of(tx, id, at);
}

}  // namespace

std::string of_team(std::string_view who)
{
    return fmt::format("({0} = p.id OR EXISTS (SELECT 1 FROM voices w WHERE w.page_id = p.id AND w.account_id = {0}) OR EXISTS "
                       "(SELECT 1 FROM users w WHERE w.account_id = {0} AND w.role <> 'user' AND w.domain_id = p.domain_id))",
                       who);
}

void note_debts_of_new(db::Transaction& tx, const NewInConversation& said)
{
    static const auto settle =
        fmt::format("DELETE FROM ledger_owed WHERE conversation_id = $1 AND author_id = $2 AND status_id < $3 AND {} AND EXISTS "
                    "(SELECT 1 FROM accounts p WHERE p.id = ledger_owed.page_id AND {})",
                    was_read("status_id", "$3", "$5"), of_team("$4"));
    static const auto settle_parent = fmt::format("DELETE FROM ledger_owed WHERE {} AND direct = 0", of_status);
    std::int64_t settled = 0;
    if (said.answered && said.answered != said.author) {
        settled = tx.run(settle, said.conversation, *said.answered, said.id, said.author, said.parent.value_or(StatusId{}));
        settled += tx.run(settle_parent, said.parent.value_or(StatusId{}));
    }
    bool added = insert_of_one(tx, said.id);
    if (settled > 0)
        tell(tx, said.conversation, said.id);
    else if (added)
        tell(tx, said.conversation, said.id, said.id);
}

void weigh_debts(db::Transaction& tx, StatusId id)
{
    bool gone = delete_of_one(tx, id, time_of_id(id.value));
    if (insert_of_one(tx, id) || gone) tell_of(tx, id, time_of_id(id.value));
}

void weigh_debts_in(db::Transaction& tx, ConversationId conversation, std::optional<AccountId> author)
{
    static const auto of_author = insertion("s.conversation_id = $1 AND s.account_id = $2");
    static const auto of_all = insertion("s.conversation_id = $1");
    std::int64_t changed = 0;
    if (author) {
        changed = tx.run("DELETE FROM ledger_owed WHERE conversation_id = $1 AND author_id = $2", conversation, *author);
        changed += tx.run(of_author, conversation, *author);
    } else {
        changed = tx.run("DELETE FROM ledger_owed WHERE conversation_id = $1", conversation);
        changed += tx.run(of_all, conversation);
    }
    if (changed > 0) tell(tx, conversation, tx.new_id<StatusId>(Time{}));
}

void settle_by_mark(db::Transaction& tx, StatusId id, AccountId by)
{
    static const auto settle = fmt::format(
        "DELETE FROM ledger_owed WHERE {} AND EXISTS (SELECT 1 FROM accounts p WHERE p.id = ledger_owed.page_id AND {})",
        of_status, of_team("$2"));
    // The next id after what the transaction made: its time is theirs.
    if (tx.run(settle, id, by) > 0) tell_of(tx, id, time_of_id(tx.new_id<StatusId>(Time{}).value));
}

void weigh_topic(db::Transaction& tx, StatusId id) { weigh_topic_at(tx, id, time_of_id(tx.new_id<StatusId>(Time{}).value)); }

void begin_weighing_topics(db::Transaction& tx, std::optional<AccountId> group, AccountId person)
{
    constexpr std::string_view begin =
        "INSERT INTO topics_remaining (group_id, after) SELECT account_id, 0 FROM groups WHERE account_id = $1 "
        "OR account_id IN (SELECT group_id FROM group_roles WHERE account_id = $2) ON CONFLICT (group_id) DO UPDATE SET after = 0";
    tx.run(begin, group, group ? std::nullopt : std::optional{person});
}

bool remains_to_weigh(db::Reader& reader) { return reader.row("SELECT 1 FROM topics_remaining").has_value(); }

bool weigh_remaining_topics(db::Transaction& tx, Time now)
{
    auto next = tx.row("SELECT group_id, after FROM topics_remaining ORDER BY group_id LIMIT 1");
    if (!next) return false;
    auto group = next->get<AccountId>(0);
    auto rows = tx.rows("SELECT status_id FROM group_statuses WHERE group_id = $1 AND status_id > $2 AND is_topic = 1 "
                        "AND removed_at IS NULL AND state = 'taken' ORDER BY status_id LIMIT $3",
                        group, next->get<StatusId>(1), topics_at_once);
    for (const auto& row : rows) weigh_topic_at(tx, row.get<StatusId>(0), now);
    if (rows.empty())
        tx.run("DELETE FROM topics_remaining WHERE group_id = $1", group);
    else
        tx.run("UPDATE topics_remaining SET after = $2 WHERE group_id = $1", group, rows[rows.size() - 1].get<StatusId>(0));
    return true;
}

void set_aside_conversation(db::Transaction& tx, const ConversationDebts& which, Time at)
{
    auto last = std::numeric_limits<std::int64_t>::max();
    if (which.seen) last = std::max(which.seen->value, first_id_at(at - read_late) - 1);
    auto owed =
        tx.rows("SELECT status_id, author_id FROM ledger_owed WHERE conversation_id = $1 AND page_id = $2 AND status_id <= $3",
                which.conversation, which.page, last);
    for (const auto& row : owed)
        tx.run("INSERT INTO ledger_settled (id, page_id, status_id, author_id, how, by_id, created_at) "
               "VALUES ($1, $2, $3, $4, 'needs_none', $5, $6)",
               tx.new_id<StatusId>(at), which.page, row.get<StatusId>(0), row.get<AccountId>(1), which.by, at);
    tx.run("DELETE FROM ledger_owed WHERE conversation_id = $1 AND page_id = $2 AND status_id <= $3", which.conversation,
           which.page, last);
    if (!owed.empty()) jobs::publish(tx, AttentionChanged{which.conversation, at, {}});
}

void bring_back_conversation(db::Transaction& tx, const ConversationDebts& which, Time settled_at)
{
    tx.run(
        "DELETE FROM ledger_settled WHERE page_id = $1 AND id >= $5 AND by_id = $2 AND created_at = $3 AND how = 'needs_none' AND EXISTS "
        "(SELECT 1 FROM statuses s WHERE s.id = ledger_settled.status_id AND s.conversation_id = $4)",
        which.page, which.by, settled_at, which.conversation, first_id_at(settled_at));
    weigh_debts_in(tx, which.conversation, std::nullopt);
}

void count_debts_of_page(db::Transaction& tx, AccountId page)
{
    tx.run("DELETE FROM ledger_owed WHERE page_id = $1", page);
    for (
        const auto& row : tx.rows(
            "SELECT m.status_id FROM mentions m WHERE m.account_id = $1 UNION "
            "SELECT r.id FROM statuses s JOIN statuses r ON r.in_reply_to_id = s.id WHERE s.account_id = $1 AND s.deleted_at IS NULL "
            "UNION SELECT r.id FROM statuses s JOIN conversations c ON c.root_id = s.id "
            "JOIN statuses r ON r.conversation_id = c.id WHERE s.account_id = $1 AND s.deleted_at IS NULL "
            "UNION SELECT t.status_id FROM group_roles r JOIN group_statuses t ON t.group_id = r.group_id WHERE t.is_topic = 1 "
            "AND t.removed_at IS NULL AND t.state = 'taken' "
            "AND (r.account_id = $1 OR r.account_id IN (SELECT v.account_id FROM voices v WHERE v.page_id = $1))",
            page))
        insert_of_one(tx, row.get<StatusId>(0));
}

}  // namespace favilla::community
