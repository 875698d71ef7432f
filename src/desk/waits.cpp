// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/waits.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "community/attention.h"
#include "desk/acts.h"

namespace favilla::desk {

namespace {

constexpr std::array<std::string_view, 5> ended_names = {"answered", "thanked", "done", "none_needed", "gone"};

struct Open {
    ItemId item;
    AccountId page;
    Time since;
};
std::optional<Open> open_wait(db::Reader& reader, ItemId item)
{
    auto row = reader.row("SELECT page_id, waits_since FROM desk_items WHERE id = $1 AND waits_since IS NOT NULL", item);
    return row ? std::optional{Open{item, row->get<AccountId>(0), row->get<Time>(1)}} : std::nullopt;
}

struct End {
    Ended how = Ended::Gone;
    std::optional<AccountId> by;
    std::optional<Time> at = {};  // where what happened says when
};

// Set aside at that very moment; else the team spoke there since; else it liked what waited.
End end_of(db::Reader& reader, const Open& wait, Time at)
{
    static const auto said = fmt::format(
        "SELECT coalesce(s.person_id, s.account_id), s.created_at FROM statuses s JOIN desk_items i ON i.conversation_id = s.conversation_id "
        "JOIN accounts p ON p.id = i.page_id WHERE i.id = $1 AND s.created_at >= $2 AND s.deleted_at IS NULL "
        "AND s.in_reply_to_id IS NOT NULL AND {} ORDER BY s.id DESC LIMIT 1",
        community::of_team("s.account_id"));
    static const auto liked = fmt::format("SELECT f.account_id FROM favourites f JOIN desk_items i ON i.status_id = f.status_id "
                                          "JOIN accounts p ON p.id = i.page_id WHERE i.id = $1 AND {} LIMIT 1",
                                          community::of_team("f.account_id"));
    auto settled = reader.row("SELECT l.how, l.by_id FROM ledger_settled l JOIN desk_items i ON i.status_id = l.status_id "
                              "WHERE i.id = $1 AND l.page_id = $2 AND l.created_at = $3",
                              wait.item, wait.page, at);
    if (settled)
        return {settled->get<std::string_view>(0) == "thanked" ? Ended::Thanked : Ended::NoneNeeded, settled->get<AccountId>(1)};
    if (auto row = reader.row(said, wait.item, wait.since)) return {Ended::Answered, row->get<AccountId>(0), row->get<Time>(1)};
    if (auto by = reader.value<AccountId>(liked, wait.item)) return {Ended::Thanked, by};
    return {};
}

void keep_ended(db::Transaction& tx, const Open& wait, const End& end, Time at)
{
    tx.run("UPDATE desk_items SET waits_since = NULL WHERE id = $1", wait.item);
    tx.run("INSERT INTO desk_waits (id, item_id, page_id, since, ended_at, ended, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
           tx.new_id<ItemId>(at), wait.item, wait.page, wait.since, std::max(end.at.value_or(at), wait.since), name_of(end.how),
           end.by);
}

Wait read_wait(const db::Row& row)
{
    auto ended = row.get<std::optional<std::string>>(3);
    return {.item = row.get<ItemId>(0),
            .since = row.get<Time>(1),
            .ended_at = row.get<std::optional<Time>>(2),
            .ended = ended ? parse_ended(*ended) : std::nullopt,
            .by = row.get<std::optional<AccountId>>(4)};
}

}  // namespace

std::string_view name_of(Ended ended) { return ended_names[static_cast<std::size_t>(ended)]; }

std::optional<Ended> parse_ended(std::string_view name)
{
    auto found = std::ranges::find(ended_names, name);
    return found == ended_names.end() ? std::nullopt : std::optional{static_cast<Ended>(found - ended_names.begin())};
}

void begin_wait(db::Transaction& tx, ItemId item, Time since)
{
    if (auto open = open_wait(tx, item)) {
        // Who was answered first did wait, and others wait still. Or the oldest was taken back, and a younger one waits.
        if (since > open->since && end_of(tx, *open, since).how != Ended::Gone) return;
    } else if (auto over = tx.row("DELETE FROM desk_waits WHERE id = (SELECT max(w.id) FROM desk_waits w WHERE w.item_id = $1) "
                                  "AND ended_at > $2 RETURNING since",
                                  item, since)) {
        since = std::min(since, over->get<Time>(0));
    }
    tx.run("UPDATE desk_items SET waits_since = $2 WHERE id = $1", item, since);
}

void end_wait(db::Transaction& tx, ItemId item, Time at)
{
    auto open = open_wait(tx, item);
    if (!open) return;
    auto end = end_of(tx, *open, at);
    // Of what was taken back it is not told when: the next id after what the transaction made has its time.
    if (end.how == Ended::Gone) end.at = std::max(at, time_of_id(tx.new_id<ItemId>(Time{}).value));
    keep_ended(tx, *open, end, at);
}

void end_wait_so(db::Transaction& tx, ItemId item, Time at, Ended how, AccountId by)
{
    if (auto open = open_wait(tx, item)) keep_ended(tx, *open, {how, by}, at);
}

void name_end(db::Transaction& tx, ItemId item, Ended how, AccountId by)
{
    tx.run("UPDATE desk_waits SET ended = $2, by_id = $3 WHERE id = (SELECT max(w.id) FROM desk_waits w WHERE w.item_id = $1) "
           "AND EXISTS (SELECT 1 FROM desk_items i WHERE i.id = $1 AND i.waits_since IS NULL)",
           item, name_of(how), by);
}

std::vector<Wait> waits_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    std::vector<Wait> waits;
    for (
        const auto& row : reader.rows(
            "SELECT item_id, since, ended_at, ended, by_id FROM desk_waits WHERE page_id = $1 AND since >= $2 AND since < $3 "
            "UNION SELECT item_id, since, ended_at, ended, by_id FROM desk_waits WHERE page_id = $1 AND ended_at >= $2 AND since < $3 "
            "UNION SELECT id, waits_since, NULL, NULL, NULL FROM desk_items WHERE page_id = $1 AND closed_at IS NULL AND waits_since < $3 "
            "ORDER BY since, item_id",
            page, from, until))
        waits.push_back(read_wait(row));
    return waits;
}

std::optional<Time> first_wait(db::Reader& reader, AccountId page)
{
    auto over = reader.value<Time>("SELECT since FROM desk_waits WHERE page_id = $1 ORDER BY since LIMIT 1", page);
    auto open = reader.value<Time>("SELECT waits_since FROM desk_items WHERE page_id = $1 AND closed_at IS NULL "
                                   "AND waits_since IS NOT NULL ORDER BY waits_since LIMIT 1",
                                   page);
    return over && open ? std::min(over, open) : (over ? over : open);
}

std::vector<Time> begun_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    std::vector<Time> begun;
    for (const auto& row : reader.rows(
             "SELECT since FROM desk_waits WHERE page_id = $1 AND since >= $2 AND since < $3 UNION ALL SELECT waits_since "
             "FROM desk_items WHERE page_id = $1 AND closed_at IS NULL AND waits_since >= $2 AND waits_since < $3",
             page, from, until))
        begun.push_back(row.get<Time>(0));
    return begun;
}

std::vector<double> handling_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    constexpr double hour = 3'600'000;
    std::vector<double> handling;
    for (
        const auto& row : reader.rows(
            "SELECT w.ended_at, (SELECT max(a.created_at) FROM desk_acts a WHERE a.item_id = w.item_id AND a.act = 'take' "
            "AND a.account_id = w.by_id AND a.undone_at IS NULL AND a.created_at <= w.ended_at AND a.created_at >= w.ended_at - $4) "
            "FROM desk_waits w WHERE w.page_id = $1 AND w.ended_at >= $2 AND w.ended_at < $3 AND w.ended <> 'gone' ORDER BY w.ended_at, w.id",
            page, from, until, claim_lasts))
        if (auto taken = row.get<std::optional<Time>>(1))
            handling.push_back(static_cast<double>(std::max<std::int64_t>(1, (row.get<Time>(0) - *taken).milliseconds)) / hour);
    return handling;
}

}  // namespace favilla::desk
