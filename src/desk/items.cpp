// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/items.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

#include "community/attention.h"
#include "community/pages.h"
#include "desk/reports.h"
#include "social/accounts.h"

namespace favilla::desk {

namespace {

constexpr std::array<std::string_view, 8> kind_names = {"answer", "mention", "message", "event",
                                                        "idea",   "topic",   "report",  "email"};
constexpr std::array<std::string_view, 5> state_names = {"waiting", "taken", "snoozed", "done", "none_needed"};
constexpr std::array<std::string_view, 5> which_names = {"open", "free", "mine", "snoozed", "closed"};

template <class Kind, std::size_t Count>
std::optional<Kind> parse_among(const std::array<std::string_view, Count>& names, std::string_view name)
{
    auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional{static_cast<Kind>(found - names.begin())};
}

// Beside the page and what lies behind the cursor. $4 is now, $6 who asks, $8 whether they see reports.
std::string_view condition(Which which)
{
    switch (which) {
    case Which::Open: return "i.closed_at IS NULL AND (i.snoozed_until IS NULL OR i.snoozed_until <= $4)";
    case Which::Free:
        return "i.closed_at IS NULL AND (i.snoozed_until IS NULL OR i.snoozed_until <= $4) AND (i.held_until IS NULL OR i.held_until <= $4)";
    case Which::Mine: return "i.closed_at IS NULL AND i.holder_id = $6 AND i.held_until > $4";
    case Which::Snoozed: return "i.closed_at IS NULL AND i.state = 'snoozed' AND i.snoozed_until > $4";
    case Which::Closed: return "i.closed_at IS NOT NULL";
    }
    return "";
}

std::string query_for(const QueueRequest& request)
{
    bool closed = request.which == Which::Closed;
    bool mine = request.which == Which::Mine;
    // What one person has is little, and found by who has it: the page is not to choose the index there.
    return fmt::format(
        "SELECT {} FROM desk_items i JOIN accounts a ON a.id = i.author_id WHERE {}i.page_id = $1 AND ({}, i.id) {} ($2, $3) "
        "AND {} AND {} AND {} AND ((i.kind = 'report' AND $8 = 1) OR i.kind = 'email' OR (i.kind <> 'report' AND {})) ORDER BY {} LIMIT $5",
        item_columns, mine ? "+" : "", closed ? "i.closed_at" : "i.due_at", closed ? "<" : ">", condition(request.which),
        mine ? "i.holder_id IS NOT NULL" : "$6 = $6", request.kind ? "i.kind = $7" : "$7 = $7",
        community::wanted_by_page("i", "$4"), closed ? "i.closed_at DESC, i.id DESC" : "i.due_at, i.id");
}

Cursor place_of(const Item& item, Which which)
{
    return {which == Which::Closed ? item.closed_at.value_or(Time{}) : item.due_at, item.id};
}

}  // namespace

std::string_view name_of(ItemKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::optional<ItemKind> parse_item_kind(std::string_view name) { return parse_among<ItemKind>(kind_names, name); }
std::string_view name_of(ItemState state) { return state_names[static_cast<std::size_t>(state)]; }
std::optional<ItemState> parse_item_state(std::string_view name) { return parse_among<ItemState>(state_names, name); }
std::string_view name_of(Which which) { return which_names[static_cast<std::size_t>(which)]; }
std::optional<Which> parse_which(std::string_view name) { return parse_among<Which>(which_names, name); }

Item read_item(const db::Row& row, Time now)
{
    Item item{.id = row.get<ItemId>(0),
              .page = row.get<AccountId>(1),
              .conversation = row.get<ConversationId>(2),
              .kind = parse_item_kind(row.get<std::string_view>(3)).value_or(ItemKind::Answer),
              .status = row.get<StatusId>(4),
              .author = row.get<AccountId>(5),
              .waiting = row.get<std::int64_t>(6),
              .since = row.get<Time>(7),
              .due_at = row.get<Time>(8),
              .by_standing = row.get<std::string_view>(9) == "standing",
              .state = parse_item_state(row.get<std::string_view>(10)).value_or(ItemState::Waiting),
              .holder = row.get<std::optional<AccountId>>(11),
              .held_until = row.get<std::optional<Time>>(12),
              .snoozed_until = row.get<std::optional<Time>>(13),
              .turn = row.get<std::int64_t>(14),
              .answered_by = row.get<std::optional<AccountId>>(15),
              .answered_at = row.get<std::optional<Time>>(16),
              .closed_at = row.get<std::optional<Time>>(17)};
    bool is_over = (item.state == ItemState::Taken && item.held_until <= now)
                || (item.state == ItemState::Snoozed && item.snoozed_until <= now);
    if (is_over) {
        item.state = ItemState::Waiting;
        item.holder = {};
        item.held_until = item.snoozed_until = {};
    }
    return item;
}

std::optional<Item> find_item(db::Reader& reader, ItemId id, Time now)
{
    static const auto query = fmt::format("SELECT {} FROM desk_items i WHERE i.id = $1", item_columns);
    auto row = reader.row(query, id);
    return row ? std::optional{read_item(*row, now)} : std::nullopt;
}

std::vector<Item> find_items(db::Reader& reader, std::span<const ItemId> ids, Time now)
{
    std::vector<Item> found;
    for (auto id : ids)
        if (auto item = find_item(reader, id, now)) found.push_back(*item);
    return found;
}

std::vector<Item> items_before(db::Reader& reader, const Item& item, int most, Time now)
{
    static const auto query = fmt::format(
        "SELECT {} FROM desk_items i WHERE i.author_id = $1 AND i.page_id = $2 AND i.id <> $3 AND i.kind <> 'report' ORDER BY i.id DESC LIMIT $4",
        item_columns);
    std::vector<Item> found;
    if (item.kind == ItemKind::Email) return found;  // its thread says all of it
    for (const auto& row : reader.rows(query, item.author, item.page, item.id, most)) found.push_back(read_item(row, now));
    return found;
}

bool may_act(db::Reader& reader, AccountId page, AccountId person)
{
    auto role = social::role_for_page(reader, page, person);
    return role && community::may(*role, community::PageAct::Tend, false, false);
}

std::vector<AccountId> who_may_act(db::Reader& reader, AccountId page)
{
    std::vector<AccountId> people;
    for (const auto& voice : social::team_of_page(reader, page))
        if (community::may(voice.role, community::PageAct::Tend, false, false)) people.push_back(voice.person);
    return people;
}

std::string shown_name(db::Reader& reader, std::optional<AccountId> id)
{
    auto account = id ? social::find_account(reader, *id) : std::nullopt;
    if (!account) return {};
    return account->display_name.empty() ? account->username : account->display_name;
}

Queue queue(db::Reader& reader, const QueueRequest& request, Time now)
{
    bool closed = request.which == Which::Closed;
    constexpr auto last = std::numeric_limits<std::int64_t>::max();
    auto after = request.after.value_or(closed ? Cursor{Time{last}, ItemId{last}} : Cursor{Time{0}, ItemId{0}});
    auto query = query_for(request);
    Queue found;
    // Of each page in its order, from its index; what several pages owe is put in order here.
    for (auto page : request.pages)
        for (const auto& row :
             reader.rows(query, page, after.at, after.item, now, request.limit + 1, request.me,
                         request.kind ? name_of(*request.kind) : std::string_view{}, sees_reports(reader, page, request.me)))
            found.items.push_back(read_item(row, now));
    std::ranges::sort(found.items, {}, [&](const Item& item) {
        auto place = place_of(item, request.which);
        return closed ? std::pair{-place.at.milliseconds, -place.item.value} : std::pair{place.at.milliseconds, place.item.value};
    });
    if (found.items.size() <= static_cast<std::size_t>(request.limit)) return found;
    found.items.resize(static_cast<std::size_t>(request.limit));
    found.next = place_of(found.items.back(), request.which);
    return found;
}

}  // namespace favilla::desk
