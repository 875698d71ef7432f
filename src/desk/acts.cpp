// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/acts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/trimmed.h"
#include "community/attention.h"
#include "desk/letterbox.h"
#include "desk/pace.h"
#include "desk/reports.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "desk/waits.h"
#include "desk/webhooks.h"

namespace favilla::desk {

namespace {

constexpr std::array<std::string_view, 10> act_names = {"take",        "hand_over", "release", "note", "snooze",
                                                        "none_needed", "done",      "answer",  "undo", "unsubscribe"};
constexpr std::array<std::string_view, 3> doing_names = {"looks", "writes", "left"};

std::unexpected<Error> conflict(std::string key) { return refuse(ErrorCode::Conflict, std::move(key)); }
std::unexpected<Error> invalid(std::string key) { return refuse(ErrorCode::Invalid, std::move(key)); }

std::unexpected<Error> taken(db::Reader& reader, const Item& item)
{
    return refuse(ErrorCode::Conflict, "desk.taken", {{"name", shown_name(reader, item.holder)}});
}

// What may not be asked for of any item.
Result<void> check(const Wanted& wanted, Time now)
{
    if (grapheme_count(wanted.words) > longest_words) return invalid("desk.words_too_long");
    bool blank = trimmed(wanted.words).empty();
    if (wanted.kind == ActKind::Note && blank) return invalid("desk.note_blank");
    if (wanted.kind == ActKind::NoneNeeded && blank) return invalid("desk.reason_missing");
    bool sleeps = wanted.until && *wanted.until > now && *wanted.until - now <= longest_snooze;
    if (wanted.kind == ActKind::Snooze && !sleeps) return invalid("desk.snooze_invalid");
    return {};
}

Result<void> check(db::Reader& reader, const Item& item, const Wanted& wanted, Time now)
{
    bool theirs = item.state == ItemState::Taken && item.holder != wanted.by;
    // What becomes of a report is decided where those who look after the house decide, with its log and its warnings.
    if (report_of(item) && (wanted.kind == ActKind::Done || wanted.kind == ActKind::NoneNeeded))
        return invalid("desk.report_elsewhere");
    switch (wanted.kind) {
    case ActKind::Note:
    case ActKind::Undo:
    case ActKind::Answer: return {};
    case ActKind::Release:
        if (item.state != ItemState::Taken) return conflict("desk.not_held");
        // Whoever keeps the page's house in order frees what a colleague left lying.
        if (theirs
            && social::role_for_page(reader, item.page, wanted.by).value_or(social::PageRole::Analyst) < social::PageRole::Editor)
            return taken(reader, item);
        return {};
    case ActKind::HandOver:
        if (!wanted.to || !may_act(reader, item.page, *wanted.to)) return invalid("desk.colleague_missing");
        if (report_of(item) && !sees_reports(reader, item.page, *wanted.to)) return invalid("desk.colleague_sees_no_reports");
        // Nobody is given work for the days they planned to be away.
        if (away_until(reader, item.page, *wanted.to, hours_of(settings_of(reader, item.page)).zone.local(now).day))
            return refuse(ErrorCode::Conflict, "rhythm.colleague_away", {{"name", shown_name(reader, wanted.to)}});
        break;
    case ActKind::Unsubscribe:
        if (!has_subscription(reader, item)) return invalid("desk.not_subscribed");
        break;
    default: break;
    }
    if (item.closed_at) return conflict("desk.closed");
    if (theirs) return taken(reader, item);
    return {};
}

struct Written {
    const Item& item;
    const Wanted& wanted;
};
void write_down(db::Transaction& tx, const Written& act, Time now)
{
    const auto& [item, wanted] = act;
    tx.run(
        "INSERT INTO desk_acts (id, item_id, account_id, act, text, other_id, turn, was_state, was_holder, was_held, was_snoozed, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        tx.new_id<ItemId>(now), item.id, wanted.by, name_of(wanted.kind), trimmed(wanted.words), wanted.to, item.turn,
        name_of(item.state), item.holder, item.held_until, item.snoozed_until, now);
}

struct Standing {  // how an item is to stand
    ItemState state = ItemState::Waiting;
    std::optional<AccountId> holder = {};
    std::optional<Time> held_until = {}, snoozed_until = {};
};
void set(db::Transaction& tx, ItemId id, const Standing& as)
{
    tx.run("UPDATE desk_items SET state = $2, holder_id = $3, held_until = $4, snoozed_until = $5 WHERE id = $1", id,
           name_of(as.state), as.holder, as.held_until, as.snoozed_until);
}

// What waited there is set aside on every list that knows of it; the item is closed by what that announces. What they had not seen keeps it open.
void close(db::Transaction& tx, const Item& item, const Wanted& wanted, Time now)
{
    bool is_post = item.kind != ItemKind::Email;
    if (is_post) {
        auto seen = wanted.seen.find(item.id);
        community::set_aside_conversation(tx,
                                          {.page = item.page,
                                           .by = wanted.by,
                                           .conversation = item.conversation,
                                           .seen = seen == wanted.seen.end() ? std::nullopt : std::optional{seen->second}},
                                          now);
        if (tx.row("SELECT 1 FROM ledger_owed WHERE conversation_id = $1 AND page_id = $2", item.conversation, item.page)) return;
    }
    tx.run(
        "UPDATE desk_items SET state = $2, waiting = 0, holder_id = NULL, held_until = NULL, snoozed_until = NULL, closed_at = $3 WHERE id = $1",
        item.id, wanted.kind == ActKind::NoneNeeded ? "none_needed" : "done", now);
    auto how = wanted.kind == ActKind::NoneNeeded ? Ended::NoneNeeded : Ended::Done;
    // Of a post what was set aside has announced it, and the wait is over.
    if (is_post) return name_end(tx, item.id, how, wanted.by);
    end_wait_so(tx, item.id, now, how, wanted.by);
}

struct LastAct {
    std::int64_t id = 0, turn = 0;
    AccountId by;
    ActKind kind = ActKind::Take;
    Standing was;
    Time at;
};
std::optional<LastAct> last_act(db::Reader& reader, ItemId id)
{
    auto row =
        reader.row("SELECT id, account_id, act, turn, was_state, was_holder, was_held, was_snoozed, created_at FROM desk_acts "
                   "WHERE item_id = $1 AND undone_at IS NULL AND act <> 'undo' ORDER BY id DESC LIMIT 1",
                   id);
    if (!row) return std::nullopt;
    LastAct last{.id = row->get<std::int64_t>(0),
                 .turn = row->get<std::int64_t>(3),
                 .by = row->get<AccountId>(1),
                 .was = {},
                 .at = row->get<Time>(8)};
    last.kind = static_cast<ActKind>(std::ranges::find(act_names, row->get<std::string_view>(2)) - act_names.begin());
    last.was = {.state = parse_item_state(row->get<std::string_view>(4)).value_or(ItemState::Waiting),
                .holder = row->get<std::optional<AccountId>>(5),
                .held_until = row->get<std::optional<Time>>(6),
                .snoozed_until = row->get<std::optional<Time>>(7)};
    return last;
}

// One's own last act, as long as nothing was done since: what was closed waits again.
Result<void> undo(db::Transaction& tx, const Item& item, const Wanted& wanted, Time now)
{
    auto last = last_act(tx, item.id);
    bool stays = last && (last->kind == ActKind::Answer || last->kind == ActKind::Unsubscribe);
    if (!last || stays || last->by != wanted.by) return conflict("desk.nothing_to_undo");
    if (last->turn != item.turn || now - last->at > undo_lasts) return conflict("desk.undo_too_late");
    tx.run("UPDATE desk_acts SET undone_at = $2 WHERE id = $1", last->id, now);
    if (last->kind == ActKind::Note) return {};
    if (last->kind == ActKind::Take) drop_desk_timer(tx, wanted.by, item.id, now);  // taken by mistake: nothing was worked
    bool closed = last->kind == ActKind::Done || last->kind == ActKind::NoneNeeded;
    if (closed && item.kind == ItemKind::Email)
        bring_back_mail(tx, item);
    else if (closed)
        community::bring_back_conversation(tx, {.page = item.page, .by = wanted.by, .conversation = item.conversation}, last->at);
    // What was deleted meanwhile waits no more, whatever is undone.
    auto now_there = find_item(tx, item.id, now);
    if (!now_there || now_there->closed_at) return {};
    bool was_theirs = last->was.state == ItemState::Taken && last->was.holder == wanted.by;
    CHECKED(tell_report(tx, item, wanted.by, was_theirs ? InHand::Yes : InHand::No, now));
    set(tx, item.id, last->was);
    return {};
}

// A clock runs with what somebody took, until it is settled or given on.
void keep_clock(db::Transaction& tx, const Item& item, const Wanted& wanted, Time now)
{
    switch (wanted.kind) {
    case ActKind::Take: return start_desk_timer(tx, item, wanted.by, now);
    case ActKind::Note:
    case ActKind::Undo:
        return;  // of a taking: undo()
    // Whoever frees a colleague's stops the colleague's clock.
    default: return stop_desk_timer(tx, item.state == ItemState::Taken && item.holder ? *item.holder : wanted.by, item.id, now);
    }
}

Result<void> act_on(db::Transaction& tx, const Item& item, const Wanted& wanted, Time now)
{
    if (wanted.kind == ActKind::Take) CHECKED(tell_report(tx, item, wanted.by, InHand::Yes, now));
    if (wanted.kind == ActKind::HandOver || wanted.kind == ActKind::Release || wanted.kind == ActKind::Snooze)
        CHECKED(tell_report(tx, item, wanted.by, InHand::No, now));
    if (wanted.kind == ActKind::Undo) {
        CHECKED(undo(tx, item, wanted, now));
    } else if (wanted.kind == ActKind::Take) {
        set(tx, item.id, {ItemState::Taken, wanted.by, now + claim_lasts});
    } else if (wanted.kind == ActKind::HandOver) {
        set(tx, item.id, {ItemState::Taken, wanted.to, now + handing_lasts});
    } else if (wanted.kind == ActKind::Release) {
        set(tx, item.id, {});
    } else if (wanted.kind == ActKind::Snooze) {
        set(tx, item.id, {ItemState::Snoozed, {}, {}, wanted.until});
    } else if (wanted.kind != ActKind::Note) {
        if (wanted.kind == ActKind::Unsubscribe) end_subscription(tx, item);
        close(tx, item, wanted, now);
    }
    keep_clock(tx, item, wanted, now);
    write_down(tx, {item, wanted}, now);
    if (wanted.kind == ActKind::Take) tell_hooks(tx, item.id, HookEvent::Taken);
    if (wanted.kind == ActKind::HandOver) tell_hooks(tx, item.id, HookEvent::HandedOver);
    jobs::publish(tx, DeskChanged{item.id, item.page});
    return {};
}

}  // namespace

std::string_view name_of(ActKind kind) { return act_names[static_cast<std::size_t>(kind)]; }

std::optional<ActKind> parse_act(std::string_view name)
{
    auto found = std::ranges::find(act_names, name);
    if (found == act_names.end() || name == name_of(ActKind::Answer)) return std::nullopt;
    return static_cast<ActKind>(found - act_names.begin());
}

Result<std::vector<Item>> act(db::Transaction& tx, std::span<const ItemId> ids, const Wanted& wanted, Time now)
{
    if (ids.empty() || ids.size() > most_at_once) return invalid("desk.items_missing");
    CHECKED(check(wanted, now));
    for (auto id : ids) {
        auto item = find_item(tx, id, now);
        if (!item || !may_see(tx, *item, wanted.by)) return refuse(ErrorCode::NotFound, "desk.item_missing");
        if (!may_act(tx, item->page, wanted.by)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
        CHECKED(check(tx, *item, wanted, now));
        CHECKED(act_on(tx, *item, wanted, now));
    }
    return find_items(tx, ids, now);
}

std::vector<Act> acts_of(db::Reader& reader, ItemId id)
{
    std::vector<Act> acts;
    for (const auto& row :
         reader.rows("SELECT id, account_id, act, text, other_id, status_id, undone_at, created_at FROM desk_acts "
                     "WHERE item_id = $1 ORDER BY id DESC LIMIT $2",
                     id, acts_shown))
        acts.push_back(
            {.id = row.get<std::int64_t>(0),
             .by = row.get<AccountId>(1),
             .kind = static_cast<ActKind>(std::ranges::find(act_names, row.get<std::string_view>(2)) - act_names.begin()),
             .words = row.get<std::string>(3),
             .to = row.get<std::optional<AccountId>>(4),
             .status = row.get<std::optional<StatusId>>(5),
             .undone_at = row.get<std::optional<Time>>(6),
             .created_at = row.get<Time>(7)});
    std::ranges::reverse(acts);
    return acts;
}

std::vector<Present> present_at(db::Reader& reader, ItemId id, Time now)
{
    std::vector<Present> found;
    for (const auto& row :
         reader.rows("SELECT account_id, writes, until FROM desk_presence WHERE item_id = $1 AND until > $2 ORDER BY account_id",
                     id, now))
        found.push_back({row.get<AccountId>(0), row.get<bool>(1), row.get<Time>(2)});
    return found;
}

std::optional<Doing> parse_doing(std::string_view name)
{
    auto found = std::ranges::find(doing_names, name);
    return found == doing_names.end() ? std::nullopt : std::optional{static_cast<Doing>(found - doing_names.begin())};
}

void be_present(db::Transaction& tx, const Item& item, AccountId person, Doing doing, Time now)
{
    bool writes = doing == Doing::Writes;
    auto until = doing == Doing::Left ? now : now + presence_lasts;
    if (doing == Doing::Left)
        tx.run("DELETE FROM desk_presence WHERE item_id = $1 AND account_id = $2", item.id, person);
    else
        tx.run("INSERT INTO desk_presence (item_id, account_id, writes, until) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (item_id, account_id) DO UPDATE SET writes = excluded.writes, until = excluded.until",
               item.id, person, writes, until);
    jobs::publish(tx, DeskPresenceChanged{item.id, item.page, person, writes, until});
}

void forget_presence(db::Transaction& tx, Time now) { tx.run("DELETE FROM desk_presence WHERE until <= $1", now); }

}  // namespace favilla::desk
