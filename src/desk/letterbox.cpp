// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/letterbox.h"

#include <algorithm>

#include "base/trimmed.h"
#include "community/attention.h"
#include "community/pages.h"
#include "desk/answering.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "desk/waits.h"

namespace favilla::desk {

namespace {

using distribution::MailThreadId;

std::optional<Item> item_of(db::Reader& reader, MailThreadId thread, Time now)
{
    auto id = reader.value<ItemId>("SELECT id FROM desk_items WHERE conversation_id = $1 AND kind = 'email'", thread);
    return id ? find_item(reader, *id, now) : std::nullopt;
}

void lay_down(db::Transaction& tx, const distribution::MailAnswerReceived& event, const Due& due)
{
    auto id = tx.new_id<ItemId>(event.at);
    tx.run(
        "INSERT INTO desk_items (id, page_id, conversation_id, kind, status_id, author_id, waiting, since, due_at, due_by, state, turn, waits_since) "
        "VALUES ($1, $2, $3, 'email', $4, $2, 1, $5, $6, 'target', 'waiting', 0, $5)",
        id, event.account, event.thread, event.message, event.at, due.at);
    jobs::publish(tx, DeskChanged{id, event.account});
}

// Whoever has it keeps it, what slept wakes, and what was closed waits again.
void add_to(db::Transaction& tx, const Item& item, const distribution::MailAnswerReceived& event, const Due& due)
{
    if (item.closed_at) {
        tx.run(
            "UPDATE desk_items SET status_id = $2, waiting = 1, since = $3, due_at = $4, state = 'waiting', closed_at = NULL WHERE id = $1",
            item.id, event.message, event.at, due.at);
        begin_wait(tx, item.id, event.at);
    } else {
        tx.run("UPDATE desk_items SET status_id = $2, waiting = waiting + 1, snoozed_until = NULL, "
               "state = CASE WHEN state = 'snoozed' THEN 'waiting' ELSE state END WHERE id = $1",
               item.id, event.message);
    }
    jobs::publish(tx, DeskChanged{item.id, item.page});
}

// Nothing waits there any more.
void close(db::Transaction& tx, ItemId id, Time now)
{
    tx.run(
        "UPDATE desk_items SET state = 'done', waiting = 0, holder_id = NULL, held_until = NULL, snoozed_until = NULL, closed_at = $2 "
        "WHERE id = $1",
        id, now);
}

void write_down(db::Transaction& tx, const Item& item, AccountId by, Time now)
{
    tx.run(
        "INSERT INTO desk_acts (id, item_id, account_id, act, text, turn, was_state, was_holder, was_held, was_snoozed, created_at) "
        "VALUES ($1, $2, $3, 'answer', '', $4, $5, $6, $7, $8, $9)",
        tx.new_id<ItemId>(now), item.id, by, item.turn + 1, name_of(item.state), item.holder, item.held_until, item.snoozed_until,
        now);
}

bool said_that(db::Reader& reader, const Item& item, const MailAnswer& answer)
{
    if (item.turn != answer.turn + 1 || item.answered_by != answer.by) return false;
    auto messages = distribution::messages_of(reader, thread_of(item));
    auto ours = std::ranges::find_if(messages.rbegin(), messages.rend(), [](const auto& one) { return one.person.has_value(); });
    return ours != messages.rend() && ours->person == answer.by && ours->text == trimmed(answer.text);
}

}  // namespace

void keep_mail(db::Transaction& tx, const distribution::MailAnswerReceived& event)
{
    auto item = item_of(tx, event.thread, event.at);
    if (item && item->status.value == event.message.value) return;
    auto due = DueTimes{tx, event.account}.of(event.at, {});
    if (!item) return lay_down(tx, event, due);
    add_to(tx, *item, event, due);
}

void tell_mail(db::Transaction& tx, const distribution::MailThreadChanged& event)
{
    if (auto item = item_of(tx, event.thread, Time{})) jobs::publish(tx, DeskChanged{item->id, item->page});
}

void forget_mail(db::Transaction& tx, const distribution::MailThreadForgotten& event)
{
    auto item = item_of(tx, event.thread, event.at);
    if (!item) return;
    tx.run("UPDATE desk_acts SET text = '' WHERE item_id = $1", item->id);
    if (!item->closed_at) {
        close(tx, item->id, event.at);
        end_wait(tx, item->id, event.at);
    }
    jobs::publish(tx, DeskChanged{item->id, item->page});
}

bool has_subscription(db::Reader& reader, const Item& item)
{
    if (item.kind != ItemKind::Email) return false;
    auto thread = distribution::find_mail_thread(reader, thread_of(item));
    return thread && thread->is_subscribed;
}

void end_subscription(db::Transaction& tx, const Item& item)
{
    if (auto thread = distribution::find_mail_thread(tx, thread_of(item))) distribution::unsubscribe(tx, thread->subscription);
}

void bring_back_mail(db::Transaction& tx, const Item& item)
{
    // What was forgotten meanwhile waits no more, whatever is undone.
    auto waiting = distribution::count_unanswered(tx, thread_of(item));
    if (waiting == 0) return;
    tx.run("UPDATE desk_items SET closed_at = NULL, waiting = $2 WHERE id = $1", item.id, waiting);
    begin_wait(tx, item.id, item.since);
}

Result<Item> answer_by_mail(db::Transaction& tx, const social::MailKey& key, const MailAnswer& answer, Time now)
{
    auto readable = community::pages_read_by(tx, answer.by);
    auto item = find_item(tx, answer.item, now);
    bool shown = item && item->kind == ItemKind::Email && std::ranges::find(readable, item->page) != readable.end();
    auto thread = shown ? distribution::find_mail_thread(tx, thread_of(*item)) : std::nullopt;
    if (!thread) return refuse(ErrorCode::NotFound, "desk.item_missing");
    if (!may_act(tx, item->page, answer.by)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    if (said_that(tx, *item, answer)) return *item;
    if (item->turn != answer.turn)
        return answered_before(tx, item->answered_by.value_or(item->page), item->answered_at.value_or(now), now);
    if (item->state == ItemState::Taken && item->holder != answer.by)
        return refuse(ErrorCode::Conflict, "desk.taken", {{"name", shown_name(tx, item->holder)}});
    if (is_bare_piece(tx, item->page, answer.text)) return refuse(ErrorCode::Invalid, "desk.piece_unchanged");
    CHECKED(distribution::write_mail_answer(tx, key, *thread, answer.by, answer.text, now));
    tx.run("UPDATE desk_items SET turn = turn + 1, answered_by = $2, answered_at = $3 WHERE id = $1", item->id, answer.by, now);
    if (!item->closed_at) {
        close(tx, item->id, now);
        end_wait_so(tx, item->id, now, Ended::Answered, answer.by);
    }
    write_down(tx, *item, answer.by, now);
    stop_desk_timer(tx, answer.by, item->id, now);
    jobs::publish(tx, DeskChanged{item->id, item->page});
    return *find_item(tx, item->id, now);
}

}  // namespace favilla::desk
