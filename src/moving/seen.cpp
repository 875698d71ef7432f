// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/seen.h"

#include <string>

#include <fmt/format.h>

namespace favilla::moving {

namespace {

// Of a post `s` of somebody else: whether anybody of the organisation may see it. Deleted ones have no words any more, and are nodes. What
// stands in a hidden group of others is sent to no other server, so it goes to none.
constexpr std::string_view may_be_seen =
    "((s.audience_id IS NULL AND (s.visibility <= 1 OR (s.visibility = 2 AND s.account_id IN followed) "
    "OR EXISTS (SELECT 1 FROM source.mentions m WHERE m.status_id = s.id AND m.account_id IN ours) "
    "OR EXISTS (SELECT 1 FROM source.quotes q WHERE q.status_id = s.id AND q.quoted_account_id IN ours AND q.state IN "
    "('pending', 'accepted')))) "
    "OR (s.audience_id <> s.account_id AND s.audience_id IN ours))";

// Posts of others that the organisation has to do with, each a query of ids.
constexpr std::string_view connected[] = {
    "SELECT id FROM source.statuses WHERE account_id IN followed",
    "SELECT id FROM source.statuses WHERE conversation_id IN own_conversations",
    "SELECT id FROM source.statuses WHERE boost_of_id IN own_statuses",
    "SELECT boost_of_id FROM source.statuses WHERE account_id IN ours",
    "SELECT status_id FROM source.mentions WHERE account_id IN ours",
    "SELECT status_id FROM source.quotes WHERE quoted_account_id IN ours",
    "SELECT quoted_id FROM source.quotes WHERE account_id IN ours",
    "SELECT status_id FROM source.favourites WHERE account_id IN ours",
    "SELECT status_id FROM source.bookmarks WHERE account_id IN ours",
    "SELECT p.status_id FROM source.poll_votes v JOIN source.polls p ON p.id = v.poll_id WHERE v.account_id IN ours",
    ("SELECT e.status_id FROM source.event_answers v JOIN source.community_events e ON e.id = v.event_id WHERE v.account_id IN "
     "ours"),
    ("SELECT e.status_id FROM source.event_invitations v JOIN source.community_events e ON e.id = v.event_id WHERE v.account_id "
     "IN ours"),
    "SELECT status_id FROM source.home_timeline WHERE account_id IN ours",
    "SELECT shows_id FROM source.home_timeline WHERE account_id IN ours",
    "SELECT t.status_id FROM source.list_timeline t JOIN source.lists l ON l.id = t.list_id WHERE l.account_id IN ours",
    "SELECT status_id FROM source.notifications WHERE account_id IN ours",
    "SELECT status_id FROM source.direct_messages WHERE account_id IN ours",
    ("SELECT x.status_id FROM source.report_statuses x JOIN source.reports r ON r.id = x.report_id WHERE r.domain_id IN "
     "kept_domains"),
    "SELECT h.status_id FROM source.listening_hits h JOIN source.listening_queries q ON q.id = h.query_id WHERE q.page_id IN ours",
    "SELECT status_id FROM source.desk_items WHERE page_id IN ours",
    "SELECT status_id FROM source.ledger_owed WHERE page_id IN ours",
    "SELECT status_id FROM source.ledger_settled WHERE page_id IN ours",
    "SELECT status_id FROM source.group_statuses WHERE group_id IN ours",
    "SELECT status_id FROM source.ideas WHERE domain_id IN kept_domains",
    "SELECT status_id FROM source.status_ties WHERE page_id IN ours",
};

void make_sets(db::Transaction& tx)
{
    for (auto statement : {
             "CREATE TEMP TABLE ours (id INTEGER PRIMARY KEY)",
             "CREATE TEMP TABLE followed (id INTEGER PRIMARY KEY)",
             "CREATE TEMP TABLE own_statuses (id INTEGER PRIMARY KEY)",
             "CREATE TEMP TABLE own_conversations (id INTEGER PRIMARY KEY)",
             "CREATE TEMP TABLE seen (id INTEGER PRIMARY KEY)",
             "CREATE TEMP TABLE kept_conversations (id INTEGER PRIMARY KEY, root INTEGER NOT NULL, opener INTEGER)",
             "INSERT INTO ours SELECT id FROM source.accounts WHERE domain_id IN kept_domains",
             "INSERT INTO followed SELECT DISTINCT target_id FROM source.follows WHERE account_id IN ours",
             "INSERT INTO own_statuses SELECT id FROM source.statuses WHERE account_id IN ours",
             ("INSERT INTO own_conversations SELECT DISTINCT conversation_id FROM source.statuses WHERE account_id IN ours AND "
              "conversation_id IS NOT NULL"),
             "INSERT INTO seen SELECT id FROM own_statuses",
         })
        tx.run(statement);
}

void add_connected(db::Transaction& tx)
{
    for (auto ids : connected)
        tx.run(fmt::format("INSERT OR IGNORE INTO seen SELECT s.id FROM source.statuses s WHERE s.id IN ({}) AND {}", ids,
                           may_be_seen));
}

// What these answer, boost and quote, and so on upwards.
void add_what_they_are_about(db::Transaction& tx)
{
    tx.run(fmt::format("INSERT OR IGNORE INTO seen WITH RECURSIVE up (id) AS (SELECT id FROM seen UNION SELECT s.id FROM up "
                       "JOIN source.statuses below ON below.id = up.id JOIN source.statuses s ON s.id IN (below.in_reply_to_id, "
                       "below.boost_of_id, (SELECT q.quoted_id FROM source.quotes q WHERE q.status_id = below.id)) WHERE {}) "
                       "SELECT id FROM up",
                       may_be_seen));
    // A boost of what nobody of them may see shows nothing.
    tx.run(
        "DELETE FROM seen WHERE id IN (SELECT s.id FROM source.statuses s WHERE s.boost_of_id IS NOT NULL AND s.boost_of_id NOT "
        "IN seen)");
    tx.run("DELETE FROM own_statuses WHERE id NOT IN seen");
}

// What answers a post that stays behind answers the nearest above it that goes, as in the measures of a conversation.
void attach_answers(db::Transaction& tx)
{
    tx.run("CREATE TEMP TABLE attached (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, author INTEGER NOT NULL)");
    tx.run("CREATE INDEX temp.attached_to ON attached (parent)");
    tx.run(
        "INSERT INTO attached WITH RECURSIVE up (id, at) AS (SELECT s.id, p.in_reply_to_id FROM source.statuses s JOIN "
        "source.statuses p ON p.id = s.in_reply_to_id WHERE s.id IN seen AND p.id NOT IN seen UNION ALL SELECT up.id, "
        "s.in_reply_to_id FROM up JOIN source.statuses s ON s.id = up.at WHERE up.at NOT IN seen) "
        "SELECT up.id, up.at, above.account_id FROM up JOIN source.statuses above ON above.id = up.at JOIN source.statuses s ON "
        "s.id = up.id WHERE up.at IN seen AND above.conversation_id = s.conversation_id");
}

// A conversation whose first post stays behind begins with the first that goes.
void choose_conversations(db::Transaction& tx)
{
    tx.run("INSERT INTO kept_conversations (id, root) SELECT c.id, CASE WHEN c.root_id IN seen THEN c.root_id ELSE min(s.id) END "
           "FROM source.statuses s JOIN source.conversations c ON c.id = s.conversation_id WHERE s.id IN seen GROUP BY c.id");
    tx.run("UPDATE kept_conversations SET opener = (SELECT CASE WHEN c.root_id = kept_conversations.root THEN c.opener_id ELSE "
           "s.account_id END FROM source.conversations c JOIN source.statuses s ON s.id = kept_conversations.root WHERE c.id = "
           "kept_conversations.id)");
}

}  // namespace

void choose_statuses(db::Transaction& tx)
{
    make_sets(tx);
    add_connected(tx);
    add_what_they_are_about(tx);
    attach_answers(tx);
    choose_conversations(tx);
}

}  // namespace favilla::moving
