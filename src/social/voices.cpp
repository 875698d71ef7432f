// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/voices.h"

#include <algorithm>
#include <array>

#include "jobs/events.h"
#include "social/account_events.h"
#include "social/tokens.h"

namespace favilla::social {

namespace {

constexpr std::array<std::string_view, 5> names = {"analyst", "contributor", "moderator", "editor", "owner"};

std::vector<Voice> read_voices(const db::Rows& rows)
{
    std::vector<Voice> voices;
    for (const auto& row : rows)
        voices.push_back({row.get<AccountId>(0), row.get<AccountId>(1),
                          parse_page_role(row.get<std::string_view>(2)).value_or(PageRole::Analyst), row.get<Time>(3)});
    return voices;
}

// Whatever was let in to speak, and what is open.
void silence(db::Transaction& tx, AccountId page, AccountId person)
{
    revoke_voice(tx, page, person);
    jobs::publish(tx, VoiceEnded{page, person});
}

}  // namespace

std::string_view name_of(PageRole role) { return names[static_cast<std::size_t>(role)]; }

std::optional<PageRole> parse_page_role(std::string_view name)
{
    auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional{static_cast<PageRole>(found - names.begin())};
}

std::optional<PageRole> role_for_page(db::Reader& reader, AccountId page, AccountId person)
{
    auto row =
        reader.row("SELECT v.role FROM voices v JOIN accounts a ON a.id = v.page_id WHERE v.page_id = $1 AND v.account_id = $2 "
                   "AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
                   page, person);
    return row ? parse_page_role(row->get<std::string_view>(0)) : std::nullopt;
}

std::vector<Voice> voices_of(db::Reader& reader, AccountId person)
{
    return read_voices(
        reader.rows("SELECT v.page_id, v.account_id, v.role, v.created_at FROM voices v JOIN accounts a ON a.id = v.page_id "
                    "WHERE v.account_id = $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL ORDER BY v.page_id",
                    person));
}

std::vector<Voice> team_of_page(db::Reader& reader, AccountId page)
{
    return read_voices(reader.rows("SELECT page_id, account_id, role, created_at FROM voices WHERE page_id = $1 "
                                   "ORDER BY created_at, account_id",
                                   page));
}

bool has_other_owner(db::Reader& reader, AccountId page, AccountId but)
{
    return reader
        .row(
            "SELECT 1 FROM voices v JOIN accounts a ON a.id = v.account_id JOIN users u ON u.account_id = v.account_id "
            "WHERE v.page_id = $1 AND v.role = 'owner' AND v.account_id <> $2 AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
            "AND u.disabled_at IS NULL",
            page, but)
        .has_value();
}

void set_voice(db::Transaction& tx, AccountId page, AccountId person, PageRole role, Time now)
{
    tx.run("INSERT INTO voices (page_id, account_id, role, created_at) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (page_id, account_id) DO UPDATE SET role = excluded.role",
           page, person, name_of(role), now);
    if (!may_speak(role)) silence(tx, page, person);
}

void end_voice(db::Transaction& tx, AccountId page, AccountId person)
{
    tx.run("DELETE FROM voices WHERE page_id = $1 AND account_id = $2", page, person);
    silence(tx, page, person);
}

}  // namespace favilla::social
