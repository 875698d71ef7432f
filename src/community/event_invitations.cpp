// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_invitations.h"

#include "community/event_answers.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/notifications.h"
#include "social/relations.h"
#include "social/visibility.h"

namespace favilla::community {

namespace {

std::int64_t count_since(db::Reader& reader, std::string_view column, AccountId who, Time since)
{
    return reader
        .value<std::int64_t>("SELECT count(*) FROM event_invitations WHERE " + std::string{column} + " = $1 AND created_at > $2",
                             who, since)
        .value_or(0);
}

EventInvitation read_invitation(const db::Row& row)
{
    return {.event = row.get<EventId>(0),
            .whom = row.get<AccountId>(1),
            .by = row.get<AccountId>(2),
            .uri = row.get<std::optional<std::string>>(3).value_or("")};
}

bool is_to_be_asked(db::Reader& reader, const Event& event, const social::Account& whom, Time now)
{
    if (whom.id == event.host || whom.suspended_at || whom.deleted_at) return false;
    auto host = social::find_account(reader, event.host);
    auto status = social::find_status(reader, event.status, whom.id);
    if (!host || !status || social::is_blocked_either_way(reader, event.host, whom.id)) return false;
    if (social::blocks_host(reader, whom.id, host->host) || social::blocks_host(reader, event.host, whom.host)) return false;
    if (answer_of(reader, event.id, whom.id) || invitation_to(reader, event.id, whom.id)) return false;
    return count_since(reader, "account_id", whom.id, now - days(1)) < invitations_heard_a_day;
}

void ask(db::Transaction& tx, const Event& event, const social::Account& whom, std::string_view uri, Time now)
{
    tx.run("INSERT INTO event_invitations (event_id, account_id, by_id, uri, created_at) VALUES ($1, $2, $3, $4, $5)", event.id,
           whom.id, event.host, uri.empty() ? std::nullopt : std::optional{std::string{uri}}, now);
    if (!whom.is_local()) return jobs::publish(tx, EventInvited{event.id, whom.id});
    social::notify(tx,
                   {.to = whom.id,
                    .kind = social::NotificationKind::EventInvitation,
                    .from = event.host,
                    .status = event.status,
                    .conversation = {}},
                   now);
}

}  // namespace

Result<int> invite_to_event(db::Transaction& tx, EventId id, AccountId by, std::span<const AccountId> whom, Time now)
{
    auto event = find_event(tx, id, by);
    if (!event) return refuse(ErrorCode::NotFound, "event.missing");
    if (event->host != by || !event->domain) return refuse(ErrorCode::Forbidden, "event.not_yours");
    auto state = state_of(*event, now);
    if (state == EventState::Cancelled) return refuse(ErrorCode::Conflict, "event.cancelled");
    if (state == EventState::Over) return refuse(ErrorCode::Conflict, "event.over");
    if (whom.size() > most_invited_at_once)
        return refuse(ErrorCode::Invalid, "event.too_many_at_once", {{"max", std::to_string(most_invited_at_once)}});
    auto asked = count_since(tx, "by_id", by, now - days(1));
    if (asked + static_cast<std::int64_t>(whom.size()) > invitations_a_day)
        return refuse(ErrorCode::TooMany, "event.too_many_invitations", {{"max", std::to_string(invitations_a_day)}});
    int told = 0;
    for (auto one : whom) {
        auto account = social::find_account(tx, one);
        if (!account || !account->is_known()) return refuse(ErrorCode::NotFound, "event.invited_missing");
        if (!is_to_be_asked(tx, *event, *account, now)) continue;
        ask(tx, *event, *account, {}, now);
        ++told;
    }
    return told;
}

void receive_invitation(db::Transaction& tx, const Event& event, AccountId whom, std::string_view uri, Time now)
{
    auto account = social::find_account(tx, whom);
    bool fits = account && account->is_local() && !event.domain && state_of(event, now) == EventState::Scheduled;
    if (!fits || find_invitation(tx, uri) || !is_to_be_asked(tx, event, *account, now)) return;
    if (count_since(tx, "by_id", event.host, now - days(1)) >= invitations_a_day) return;
    ask(tx, event, *account, uri, now);
}

void withdraw_invitation(db::Transaction& tx, std::string_view uri, AccountId by)
{
    tx.run("DELETE FROM event_invitations WHERE uri = $1 AND by_id = $2", uri, by);
}

std::optional<EventInvitation> invitation_to(db::Reader& reader, EventId id, AccountId whom)
{
    auto row = reader.row(
        "SELECT event_id, account_id, by_id, uri FROM event_invitations WHERE event_id = $1 AND account_id = $2", id, whom);
    if (!row) return std::nullopt;
    return read_invitation(*row);
}

std::optional<EventInvitation> find_invitation(db::Reader& reader, std::string_view uri)
{
    auto row = reader.row("SELECT event_id, account_id, by_id, uri FROM event_invitations WHERE uri = $1", uri);
    if (!row) return std::nullopt;
    return read_invitation(*row);
}

void name_invitation(db::Transaction& tx, EventId id, AccountId whom, std::string_view uri)
{
    tx.run("UPDATE event_invitations SET uri = $3 WHERE event_id = $1 AND account_id = $2", id, whom, uri);
}

}  // namespace favilla::community
