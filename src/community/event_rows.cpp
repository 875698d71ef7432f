// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_rows.h"

#include <cmath>

#include "community/event_answers.h"
#include "social/notifications.h"

namespace favilla::community {

namespace {

std::optional<std::int64_t> millionths(std::optional<double> degrees)
{
    if (!degrees) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(*degrees * 1e6));
}

}  // namespace

void find_next(Event& event, Time now)
{
    event.next_at = event.next_begin(now);
    event.next_end = event.next_at + event.lasts;
}

void add_event(db::Transaction& tx, const Event& event)
{
    tx.run(
        "INSERT INTO community_events (id, status_id, account_id, domain_id, group_id, title, description, starts_at, lasts, time_zone, rule, next_at, "
        "next_end, place_name, place_address, online_url, waiting_list, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, '', '', 0, 0, '', '', 0, 0, '', '', '', 0, $6, $6)",
        event.id, event.status, event.host, event.domain, event.group, event.created_at);
    store_event(tx, event);
}

void store_event(db::Transaction& tx, const Event& event)
{
    tx.run(
        "UPDATE community_events SET title = $2, description = $3, starts_at = $4, lasts = $5, time_zone = $6, rule = $7, next_at = $8, next_end = $9, "
        "place_name = $10, place_address = $11, latitude = $12, longitude = $13, online_url = $14, capacity = $15, waiting_list = $16, "
        "sequence = $17, cancelled_at = $18, updated_at = $19, repeats = $20, answering = $21, answering_url = $22, open_end = $23, attended_until = NULL WHERE id = $1",
        event.id, event.title, event.description, event.starts_at, event.lasts.milliseconds, event.time_zone, event.rule,
        event.next_at, event.next_end, event.place.name, event.place.address, millionths(event.place.latitude),
        millionths(event.place.longitude), event.online_url, event.capacity, event.has_waiting_list, event.sequence,
        event.cancelled_at, event.updated_at, event.comes_again(), name_of(event.answering), event.answering_url, !event.has_end);
}

void tell_who_answered(db::Transaction& tx, const Event& event, Time now)
{
    for (auto who : who_answered(tx, event.id))
        social::notify(tx,
                       {.to = who,
                        .kind = social::NotificationKind::EventUpdate,
                        .from = event.host,
                        .status = event.status,
                        .conversation = {}},
                       now);
}

bool differ_for_a_calendar(const Event& one, const Event& other)
{
    return one.starts_at != other.starts_at || one.lasts != other.lasts || one.rule != other.rule
        || one.time_zone != other.time_zone || one.place != other.place || one.online_url != other.online_url
        || one.title != other.title || one.has_end != other.has_end;
}

}  // namespace favilla::community
