// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_rows.h — what events of ours and of other servers share: their row, and who is told of a change. For community/ alone.
#pragma once
#include "community/events.h"

namespace favilla::community {

// For queries that select events as `e`.
inline constexpr std::string_view event_columns =
    "e.id, e.status_id, e.account_id, e.domain_id, e.group_id, e.title, e.description, e.starts_at, e.lasts, e.time_zone, e.rule, e.next_at, "
    "e.next_end, e.place_name, e.place_address, e.latitude, e.longitude, e.online_url, e.capacity, e.waiting_list, e.yes_count, e.maybe_count, "
    "e.no_count, e.waiting_count, e.sequence, e.cancelled_at, e.created_at, e.updated_at, e.answering, e.answering_url, e.open_end, e.told_yes";
Event read_event(const db::Row&);

void find_next(Event&, Time now);  // its next time, by its series
void add_event(db::Transaction&, const Event&);
void store_event(db::Transaction&, const Event&);
bool differ_for_a_calendar(const Event&, const Event&);
void tell_who_answered(db::Transaction&, const Event&, Time now);

}  // namespace favilla::community
