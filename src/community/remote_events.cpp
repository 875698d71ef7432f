// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/remote_events.h"

#include <algorithm>
#include <utility>

#include "community/event_answers.h"
#include "community/event_rows.h"

namespace favilla::community {

namespace {

void take_over(Event& event, const RemoteEvent& remote, Time now)
{
    event.title = remote.title;
    event.description = remote.description;
    event.starts_at = remote.starts_at;
    event.lasts = remote.lasts;
    event.has_end = remote.has_end;
    event.time_zone = remote.time_zone;
    event.rule = remote.rule;
    // Since when a time is off is not told: since it was first heard.
    auto known = std::exchange(event.exceptions, remote.exceptions);
    for (auto& one : event.exceptions) {
        if (!one.cancelled_at) continue;
        auto before = std::ranges::find(known, one.at, &TimeException::at);
        one.cancelled_at = before != known.end() && before->cancelled_at ? *before->cancelled_at : now;
    }
    event.place = remote.place;
    event.online_url = remote.online_url;
    event.capacity = remote.capacity;
    event.answering = remote.answering;
    event.answering_url = remote.answering_url;
    if (!remote.is_cancelled)
        event.cancelled_at.reset();
    else if (!event.cancelled_at)
        event.cancelled_at = now;
    find_next(event, now);
}

void tell_coming(db::Transaction& tx, EventId id, std::optional<std::int64_t> coming)
{
    tx.run("UPDATE community_events SET told_yes = $2 WHERE id = $1", id, coming);
}

void change(db::Transaction& tx, const Event& before, const RemoteEvent& remote, Time updated, Time now)
{
    auto event = before;
    take_over(event, remote, now);
    event.updated_at = updated;
    bool matters = differ_for_a_calendar(before, event) || before.cancelled_at.has_value() != event.cancelled_at.has_value();
    if (matters) ++event.sequence;
    store_event(tx, event);
    tell_coming(tx, event.id, remote.coming);
    if (matters && state_of(event, now) != EventState::Over) tell_who_answered(tx, event, now);
    move_reminders(tx, event, now);
}

}  // namespace

void receive_event(db::Transaction& tx, const social::Status& status, const RemoteEvent& remote, std::optional<Time> updated,
                   Time now)
{
    if (status.domain) return;
    if (auto known = event_of(tx, status.id)) {
        auto version = std::min(updated.value_or(known->updated_at), now);
        if (version >= known->updated_at) change(tx, *known, remote, version, now);
        return;
    }
    Event event{.id = tx.new_id<EventId>(now),
                .status = status.id,
                .host = status.author,
                .created_at = status.created_at,
                .updated_at = std::min(updated.value_or(status.created_at), now)};
    take_over(event, remote, now);
    add_event(tx, event);
    tell_coming(tx, event.id, remote.coming);
}

}  // namespace favilla::community
