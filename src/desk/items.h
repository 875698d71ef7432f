// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/items.h — what waits on the desk of a page's team: one item for each page and conversation, by when it is due. docs/desk.md says what
// waits, and who may do what.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "desk/desk_events.h"
#include "social/voices.h"

namespace favilla::desk {

enum class ItemKind { Answer, Mention, Message, Event, Idea, Topic, Report, Email };
std::string_view name_of(ItemKind);  // "answer", …
std::optional<ItemKind> parse_item_kind(std::string_view);

enum class ItemState { Waiting, Taken, Snoozed, Done, NoneNeeded };
std::string_view name_of(ItemState);  // "waiting", …, "none_needed"
std::optional<ItemState> parse_item_state(std::string_view);

struct Item {
    ItemId id;
    AccountId page;
    ConversationId conversation;  // of a report: what stands there for it (report_of)
    ItemKind kind = ItemKind::Answer;
    StatusId status;   // the last post that waits, or waited; the first that was reported, zero for an account alone
    AccountId author;  // who wrote that, or was reported; of Email the page, since the reader has no account (desk/letterbox.h)
    std::int64_t waiting = 0;
    Time since;  // of the oldest that waits
    Time due_at;
    bool by_standing = false;              // due sooner than the page's target: promised to who gave much
    ItemState state = ItemState::Waiting;  // as it is now: a claim that is over and a nap that is over count no more
    std::optional<AccountId> holder;
    std::optional<Time> held_until, snoozed_until;
    std::int64_t turn = 0;  // how often the team has spoken there
    std::optional<AccountId> answered_by;
    std::optional<Time> answered_at, closed_at;
};

std::optional<Item> find_item(db::Reader&, ItemId, Time now);
std::vector<Item> find_items(db::Reader&, std::span<const ItemId>, Time now);  // those that are there, in that order

// Whose desk somebody sees: pages whose messages they may read (community::pages_read_by). Who of them may act on it.
bool may_act(db::Reader&, AccountId page, AccountId person);
// Those who may, by how long they are of the team.
std::vector<AccountId> who_may_act(db::Reader&, AccountId page);

enum class Which {
    Open,     // all that waits, taken or not
    Free,     // nobody has it
    Mine,     // I have it
    Snoozed,  // comes back later
    Closed    // the last one first
};
std::string_view name_of(Which);
std::optional<Which> parse_which(std::string_view);  // "open", "free", "mine", "snoozed", "closed"

struct Cursor {  // behind that item
    Time at;     // its due time; of closed ones, when they were closed
    ItemId item;
};
struct QueueRequest {
    std::vector<AccountId> pages;
    AccountId me;
    Which which = Which::Open;
    std::optional<ItemKind> kind;
    std::optional<Cursor> after;
    int limit = 20;
};
struct Queue {
    std::vector<Item> items;
    std::optional<Cursor> next;
};
// What else that person said to that page, the last first; no reports about them.
std::vector<Item> items_before(db::Reader&, const Item&, int most, Time now);
// What is due first stands first. Posts of people the page does not want to hear of (blocked, muted, limited) are left out; reports of whomever
// are there for those who see them, and for nobody else.
Queue queue(db::Reader&, const QueueRequest&, Time now);

std::string shown_name(db::Reader&, std::optional<AccountId>);  // of a colleague, in a refusal

// For queries of desk/ that select items as `i`.
inline constexpr std::string_view item_columns =
    "i.id, i.page_id, i.conversation_id, i.kind, i.status_id, i.author_id, i.waiting, i.since, i.due_at, i.due_by, i.state, i.holder_id, "
    "i.held_until, i.snoozed_until, i.turn, i.answered_by, i.answered_at, i.closed_at";
Item read_item(const db::Row&, Time now);

}  // namespace favilla::desk
