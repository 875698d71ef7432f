// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/keeping.h"

#include <map>
#include <string>

#include <fmt/format.h>

#include "community/attention.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "desk/waits.h"
#include "desk/webhooks.h"
#include "social/accounts.h"
#include "social/visibility.h"

namespace favilla::desk {

namespace {

constexpr int kept_at_once = 200;  // conversations

// A post that waits, as an item tells of it.
struct Waits {
    AccountId page;
    StatusId status;
    AccountId author;
    Time since;
    std::string standing;
};

constexpr std::string_view waits_query =
    "SELECT o.page_id, o.status_id, o.author_id, o.created_at, coalesce(l.standing, '') FROM ledger_owed o "
    "LEFT JOIN ledger_people l ON l.account_id = o.author_id WHERE ";

Waits read_waits(const db::Row& row)
{
    return {row.get<AccountId>(0), row.get<StatusId>(1), row.get<AccountId>(2), row.get<Time>(3), row.get<std::string>(4)};
}

// All that waits for one page in one conversation.
struct Heap {
    Waits last;
    std::int64_t count = 0;
    Time since;
    Due due;
};

void put_on(Heap& heap, const Waits& waits, const DueTimes& times)
{
    auto due = times.of(waits.since, waits.standing);
    if (heap.count == 0 || due.at < heap.due.at) heap.due = due;
    heap.since = heap.count == 0 ? waits.since : std::min(heap.since, waits.since);
    if (heap.count == 0 || heap.last.status < waits.status) heap.last = waits;
    ++heap.count;
}

std::string_view kind_of(db::Reader& reader, const Waits& waits)
{
    auto row = reader.row(
        "SELECT s.visibility, e.id, i.status_id, s.in_reply_to_account_id, t.group_id, CASE WHEN EXISTS (SELECT 1 FROM mentions m "
        "WHERE m.status_id = s.id AND m.account_id = $2) THEN 1 ELSE 0 END FROM statuses s JOIN conversations c ON c.id = s.conversation_id "
        "LEFT JOIN community_events e ON e.status_id = c.root_id LEFT JOIN ideas i ON i.status_id = c.root_id "
        "LEFT JOIN group_statuses t ON t.status_id = s.id AND t.is_topic = 1 WHERE s.id = $1",
        waits.status, waits.page);
    if (!row) return name_of(ItemKind::Answer);
    if (row->get<std::int64_t>(0) == static_cast<std::int64_t>(social::Visibility::Direct)) return name_of(ItemKind::Message);
    if (!row->is_null(1)) return name_of(ItemKind::Event);
    if (!row->is_null(2)) return name_of(ItemKind::Idea);
    bool answers_it = row->get<std::optional<AccountId>>(3) == waits.page;
    if (row->get<bool>(5) && !answers_it) return name_of(ItemKind::Mention);
    return name_of(row->is_null(4) || answers_it ? ItemKind::Answer : ItemKind::Topic);
}

struct Kept {
    ItemId id;
    bool open = false;
};
std::map<AccountId, Kept> items_of(db::Reader& reader, ConversationId conversation)
{
    std::map<AccountId, Kept> found;
    for (const auto& row : reader.rows("SELECT page_id, id, closed_at FROM desk_items WHERE conversation_id = $1", conversation))
        found[row.get<AccountId>(0)] = {row.get<ItemId>(1), row.is_null(2)};
    return found;
}

void tell(db::Transaction& tx, ItemId item, AccountId page) { jobs::publish(tx, DeskChanged{item, page}); }

void lay_down(db::Transaction& tx, ConversationId conversation, const Heap& heap)
{
    auto id = tx.new_id<ItemId>(time_of_id(heap.last.status.value));
    tx.run(
        "INSERT INTO desk_items (id, page_id, conversation_id, kind, status_id, author_id, waiting, since, due_at, due_by, state, turn, waits_since) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, $8)",
        id, heap.last.page, conversation, kind_of(tx, heap.last), heap.last.status, heap.last.author, heap.count, heap.since,
        heap.due.at, heap.due.by_standing ? "standing" : "target");
    tell(tx, id, heap.last.page);
    tell_hooks(tx, id, HookEvent::Came);
}

// What was closed waits again; what slept wakes when something new came; who has it keeps it.
void change(db::Transaction& tx, const Kept& kept, const Heap& heap)
{
    tx.run("UPDATE desk_items SET kind = $2, snoozed_until = CASE WHEN status_id = $3 THEN snoozed_until ELSE NULL END, "
           "state = CASE WHEN state = 'taken' OR (state = 'snoozed' AND status_id = $3) THEN state ELSE 'waiting' END, "
           "status_id = $3, author_id = $4, waiting = $5, since = $6, due_at = $7, due_by = $8, closed_at = NULL WHERE id = $1",
           kept.id, kind_of(tx, heap.last), heap.last.status, heap.last.author, heap.count, heap.since, heap.due.at,
           heap.due.by_standing ? "standing" : "target");
    begin_wait(tx, kept.id, heap.since);
    tell(tx, kept.id, heap.last.page);
    if (!kept.open) tell_hooks(tx, kept.id, HookEvent::Came);
}

void close(db::Transaction& tx, ItemId id, AccountId page, Time at)
{
    tx.run(
        "UPDATE desk_items SET state = 'done', waiting = 0, holder_id = NULL, held_until = NULL, snoozed_until = NULL, closed_at = $2 "
        "WHERE id = $1",
        id, at);
    end_wait(tx, id, at);
    tell(tx, id, page);
    tell_hooks(tx, id, HookEvent::Settled);
}

// One more post in a conversation that waits already is counted, not everything anew. False when the item is not such a one.
bool count_one_more(db::Transaction& tx, ItemId item, const Waits& waits, const Due& due)
{
    auto counted =
        tx.run("UPDATE desk_items SET kind = $2, status_id = $3, author_id = $4, waiting = waiting + 1, "
               "due_by = CASE WHEN $5 < due_at THEN $6 ELSE due_by END, due_at = CASE WHEN $5 < due_at THEN $5 ELSE due_at END, "
               "state = CASE WHEN state = 'snoozed' THEN 'waiting' ELSE state END, snoozed_until = NULL "
               "WHERE id = $1 AND closed_at IS NULL AND status_id < $3",
               item, kind_of(tx, waits), waits.status, waits.author, due.at, due.by_standing ? "standing" : "target");
    if (counted > 0) tell(tx, item, waits.page);
    return counted > 0;
}

// A post that waits, where all else in its conversation stands as it did. False when it is not as simple as that.
bool add_one(db::Transaction& tx, ConversationId conversation, const Waits& waits, std::optional<ItemId> item)
{
    auto due = DueTimes{tx, waits.page}.of(waits.since, waits.standing);
    if (item) return count_one_more(tx, *item, waits, due);
    lay_down(tx, conversation, {.last = waits, .count = 1, .since = waits.since, .due = due});
    return true;
}

// What stands there and is owed no more.
void close_settled(db::Transaction& tx, AccountId page)
{
    for (
        const auto& row : tx.rows(
            "SELECT i.id, i.since FROM desk_items i WHERE i.page_id = $1 AND i.closed_at IS NULL AND i.kind NOT IN ('report', 'email') AND NOT EXISTS "
            "(SELECT 1 FROM ledger_owed o WHERE o.conversation_id = i.conversation_id AND o.page_id = i.page_id)",
            page))
        close(tx, row.get<ItemId>(0), page, row.get<Time>(1));
}

// From nothing, for one page or for all that have something to do with the conversation.
void keep_from_nothing(db::Transaction& tx, ConversationId conversation, Time at)
{
    static const auto query = std::string{waits_query} + "o.conversation_id = $1 ORDER BY o.status_id";
    std::map<AccountId, Heap> heaps;
    std::map<AccountId, DueTimes> times;
    for (const auto& row : tx.rows(query, conversation)) {
        auto waits = read_waits(row);
        if (!times.contains(waits.page)) times.emplace(waits.page, DueTimes{tx, waits.page});
        put_on(heaps[waits.page], waits, times.at(waits.page));
    }
    auto kept = items_of(tx, conversation);
    for (const auto& [page, heap] : heaps) {
        if (auto found = kept.find(page); found != kept.end())
            change(tx, found->second, heap);
        else
            lay_down(tx, conversation, heap);
    }
    for (const auto& [page, item] : kept)
        if (item.open && !heaps.contains(page)) close(tx, item.id, page, at);
}

}  // namespace

void keep_conversation(db::Transaction& tx, const community::AttentionChanged& event)
{
    constexpr std::string_view query =
        "SELECT o.page_id, o.status_id, o.author_id, o.created_at, coalesce(l.standing, ''), i.id FROM statuses s "
        "JOIN ledger_owed o ON o.conversation_id = s.conversation_id AND o.author_id = s.account_id AND o.status_id = s.id "
        "LEFT JOIN ledger_people l ON l.account_id = o.author_id "
        "LEFT JOIN desk_items i ON i.conversation_id = o.conversation_id AND i.page_id = o.page_id WHERE s.id = $1";
    if (!event.added) return keep_from_nothing(tx, event.conversation, event.at);
    for (const auto& row : tx.rows(query, *event.added))
        if (!add_one(tx, event.conversation, read_waits(row), row.get<std::optional<ItemId>>(5)))
            return keep_from_nothing(tx, event.conversation, event.at);
}

void keep_turn(db::Transaction& tx, StatusId id)
{
    static const auto ours =
        fmt::format("SELECT i.id, i.page_id, i.state, i.holder_id, i.held_until, i.snoozed_until, i.turn FROM desk_items i "
                    "JOIN accounts p ON p.id = i.page_id WHERE i.conversation_id = $1 AND {}",
                    community::of_team("$2"));
    auto said =
        tx.row("SELECT conversation_id, account_id, coalesce(person_id, account_id), created_at FROM statuses WHERE id = $1 "
               "AND conversation_id IS NOT NULL AND in_reply_to_id IS NOT NULL",
               id);
    if (!said) return;
    auto person = said->get<AccountId>(2);
    auto at = said->get<Time>(3);
    for (const auto& row : tx.rows(ours, said->get<ConversationId>(0), said->get<AccountId>(1))) {
        auto item = row.get<ItemId>(0);
        auto turn = row.get<std::int64_t>(6) + 1;
        tx.run("UPDATE desk_items SET turn = $2, answered_by = $3, answered_at = $4 WHERE id = $1", item, turn, person, at);
        tx.run(
            "INSERT INTO desk_acts (id, item_id, account_id, act, text, status_id, turn, was_state, was_holder, was_held, was_snoozed, created_at) "
            "VALUES ($1, $2, $3, 'answer', '', $4, $5, $6, $7, $8, $9, $10)",
            tx.new_id<ItemId>(at), item, person, id, turn, row.get<std::string_view>(2), row.get<std::optional<std::int64_t>>(3),
            row.get<std::optional<std::int64_t>>(4), row.get<std::optional<std::int64_t>>(5), at);
        stop_desk_timer(tx, person, item, at);
        tell(tx, item, row.get<AccountId>(1));
        tell_hooks(tx, item, HookEvent::Answered);
    }
}

void free_held(db::Transaction& tx, AccountId page, AccountId person)
{
    tx.run("DELETE FROM desk_absences WHERE page_id = $1 AND account_id = $2 AND handed_at IS NULL", page, person);
    choose_sharing(tx, page, person, false);
    for (const auto& row : tx.rows("UPDATE desk_items SET state = 'waiting', holder_id = NULL, held_until = NULL "
                                   "WHERE holder_id = $1 AND page_id = $2 AND state = 'taken' RETURNING id",
                                   person, page))
        tell(tx, row.get<ItemId>(0), page);
}

void forget_desk_of_deleted(db::Transaction& tx, AccountId who)
{
    auto account = social::find_account(tx, who);
    if (!account || !account->deleted_at) return;
    tx.run("UPDATE desk_acts SET text = '' WHERE item_id IN (SELECT id FROM desk_items WHERE author_id = $1)", who);
    tx.run("DELETE FROM desk_views WHERE account_id = $1", who);
    forget_webhooks_of(tx, who);
    // What was spent was spent; what it was for goes.
    tx.run("UPDATE desk_hours SET note = '' WHERE account_id = $1", who);
    tx.run("DELETE FROM desk_timers WHERE account_id = $1", who);
    tx.run("DELETE FROM desk_absences WHERE account_id = $1", who);
    tx.run("DELETE FROM desk_shared WHERE account_id = $1", who);
    tx.run("DELETE FROM rhythm_letters WHERE account_id = $1", who);
}

bool keep_remaining(db::Transaction& tx)
{
    auto page = tx.row("SELECT page_id, after FROM desk_remaining ORDER BY page_id LIMIT 1");
    if (!page) return false;
    auto rows = tx.rows(
        "SELECT status_id, conversation_id FROM ledger_owed WHERE page_id = $1 AND status_id > $2 ORDER BY status_id LIMIT $3",
        page->get<AccountId>(0), page->get<std::int64_t>(1), kept_at_once);
    std::map<ConversationId, StatusId> all;
    for (const auto& row : rows) all[row.get<ConversationId>(1)] = row.get<StatusId>(0);
    for (const auto& [conversation, status] : all) keep_from_nothing(tx, conversation, time_of_id(status.value));
    if (rows.empty()) {
        close_settled(tx, page->get<AccountId>(0));
        tx.run("DELETE FROM desk_remaining WHERE page_id = $1", page->get<AccountId>(0));
    } else {
        tx.run("UPDATE desk_remaining SET after = $2 WHERE page_id = $1", page->get<AccountId>(0),
               rows[rows.size() - 1].get<StatusId>(0));
    }
    return true;
}

void begin_keeping_anew(db::Transaction& tx)
{
    tx.run(
        "INSERT INTO desk_remaining (page_id, after) SELECT account_id, 0 FROM pages WHERE true ON CONFLICT (page_id) DO UPDATE SET after = 0");
}

bool remains_to_keep(db::Reader& reader) { return reader.row("SELECT 1 FROM desk_remaining").has_value(); }

}  // namespace favilla::desk
