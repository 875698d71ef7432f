// SPDX-License-Identifier: AGPL-3.0-or-later
// community/remote_events.h — events of other servers. Their words are those of their status, which was taken in before; what follows from
// them here (agenda, reminders, who is told of a change) is what follows from ours.
#pragma once
#include "community/events.h"

namespace favilla::community {

// As its server says it, within our bounds: plain text cut to length, times that can be.
struct RemoteEvent {
    std::string title, description;
    Time starts_at;
    Duration lasts;
    bool has_end = true;
    std::string time_zone;  // of the IANA's data base
    std::string rule;       // base/recurrence.h; empty: once
    std::vector<TimeException> exceptions = {};
    Place place;
    std::string online_url;
    std::optional<std::int64_t> capacity;
    std::optional<std::int64_t> coming;  // how many said yes, as far as it is told
    bool is_cancelled = false;
    Answering answering = Answering::Reply;
    std::string answering_url;
    friend bool operator==(const RemoteEvent&, const RemoteEvent&) = default;
};

// New, or another version of what is known: who answered is told of another time or place and of the end. What says that it is older than the
// version that is here changes nothing.
void receive_event(db::Transaction&, const social::Status&, const RemoteEvent&, std::optional<Time> updated, Time now);

}  // namespace favilla::community
