// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/received.h"

#include <algorithm>
#include <array>

namespace favilla::distribution {

namespace {

constexpr std::array<std::string_view, 7> kind_names = {"follow", "like", "block", "join", "yes", "maybe", "no"};

std::string_view name_of(ActKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

ActKind kind_of(std::string_view name)
{
    auto found = std::ranges::find(kind_names, name);
    return static_cast<ActKind>(found - kind_names.begin());
}

}  // namespace

bool backfill_is_due(db::Reader& reader, StatusId status, Time since)
{
    return !reader.row("SELECT 1 FROM backfills WHERE status_id = $1 AND asked_at > $2", status, since);
}

void note_backfill(db::Transaction& tx, StatusId status, Time now)
{
    tx.run("INSERT INTO backfills (status_id, asked_at) VALUES ($1, $2) "
           "ON CONFLICT (status_id) DO UPDATE SET asked_at = $2, finished_at = NULL, found = 0",
           status, now);
}

void note_backfilled(db::Transaction& tx, StatusId status)
{
    tx.run("UPDATE backfills SET found = found + 1 WHERE status_id = $1", status);
}

void note_backfill_finished(db::Transaction& tx, StatusId status, Time now)
{
    tx.run("UPDATE backfills SET finished_at = $2 WHERE status_id = $1", status, now);
}

std::optional<Backfill> find_backfill(db::Reader& reader, StatusId status)
{
    auto row = reader.row("SELECT asked_at, finished_at, found FROM backfills WHERE status_id = $1", status);
    if (!row) return std::nullopt;
    return Backfill{row->get<Time>(0), row->get<std::optional<Time>>(1), row->get<std::int64_t>(2)};
}

void forget_backfills(db::Transaction& tx, Time before) { tx.run("DELETE FROM backfills WHERE asked_at < $1", before); }

bool was_seen(db::Reader& reader, std::string_view activity)
{
    return reader.row("SELECT 1 FROM seen_activities WHERE uri = $1", activity).has_value();
}

bool see(db::Transaction& tx, std::string_view activity, Time now)
{
    return tx.run("INSERT INTO seen_activities (uri, seen_at) VALUES ($1, $2) ON CONFLICT (uri) DO NOTHING", activity, now) > 0;
}

void remember_act(db::Transaction& tx, std::string_view activity, ActKind kind, AccountId actor, std::int64_t target)
{
    forget_act(tx, kind, actor, target);
    tx.run("INSERT INTO activity_uris (uri, kind, account_id, target_id) VALUES ($1, $2, $3, $4) ON CONFLICT (uri) DO NOTHING",
           activity, name_of(kind), actor, target);
}

std::optional<Act> find_act(db::Reader& reader, std::string_view activity)
{
    auto row = reader.row("SELECT kind, account_id, target_id FROM activity_uris WHERE uri = $1", activity);
    if (!row) return std::nullopt;
    return Act{kind_of(row->get<std::string_view>(0)), row->get<AccountId>(1), row->get<std::int64_t>(2)};
}

std::optional<std::string> uri_of_act(db::Reader& reader, ActKind kind, AccountId actor, std::int64_t target)
{
    return reader.value<std::string>("SELECT uri FROM activity_uris WHERE account_id = $1 AND kind = $2 AND target_id = $3",
                                     actor, name_of(kind), target);
}

void forget_act(db::Transaction& tx, ActKind kind, AccountId actor, std::int64_t target)
{
    tx.run("DELETE FROM activity_uris WHERE account_id = $1 AND kind = $2 AND target_id = $3", actor, name_of(kind), target);
}

}  // namespace favilla::distribution
