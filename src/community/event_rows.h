// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_rows.h — what events of ours and of other servers share: their row, and who is told of a change. For community/ alone.
#pragma once
#include "community/events.h"

namespace favilla::community {

// For queries that select events as `e`.
inline constexpr std::string_view event_columns =
    "e.id, e.status_id, e.account_id, e.domain_id, e.group_id, e.title, e.description, e.starts_at, e.lasts, e.time_zone, e.rule, e.next_at, "
    "e.next_end, e.place_name, e.place_address, e.latitude, e.longitude, e.online_url, e.capacity, e.waiting_list, e.yes_count, e.maybe_count, "
    "e.no_count, e.waiting_count, e.sequence, e.cancelled_at, e.created_at, e.updated_at, e.answering, e.answering_url, e.open_end, e.told_yes, e.exceptions, "
    "e.answers_for_one";
Event read_event(const db::Row&);
std::vector<TimeException> read_exceptions(std::string_view);

// For queries that select answers as `w`: those that hold for the time that the parameter names. Who answered for it alone is not counted by
// what they say of all others.
std::string holds_at(std::string_view parameter);

// The time of a changed series that falls on the same day, by the clock on the wall.
std::optional<Time> carried_over(const Event& before, const Event& after, Time at);
// Of that host's, judged as what is made is: it has no status yet. Refuses as make_event.
Result<Event> planned_event(AccountId host, const EventDraft&, Time now);
void find_next(Event&, Time now);  // its next time, by its series
void add_event(db::Transaction&, const Event&);
void store_event(db::Transaction&, const Event&);
bool differ_for_a_calendar(const Event&, const Event&);
void tell_who_answered(db::Transaction&, const Event&, Time now);
void tell_who_comes_at(db::Transaction&, const Event&, Time at, Time now);  // yes, maybe or waiting, for that time

}  // namespace favilla::community
