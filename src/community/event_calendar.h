// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_calendar.h — events for the calendars of others (iCalendar, RFC 5545), and the address under which somebody reads those
// they go to: unguessable, of which only the SHA-256 is kept, and ended by whoever it belongs to.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "community/events.h"

namespace favilla::community {

struct CalendarFrame {
    std::string name;    // as it is shown
    std::string origin;  // of the hosted domain
    std::string host;    // its name: the right half of each UID, which stays what it is
};
struct CalendarEntry {
    Event event;
    std::vector<Time> left_out = {};             // times by themselves to which whoever it is for does not come
    std::optional<std::vector<Time>> only = {};  // those to which they come, where they do not come to all
};
std::string calendar_text(const CalendarFrame&, const std::vector<CalendarEntry>&);
// Each with the times that somebody goes to.
std::vector<CalendarEntry> agenda_of(db::Reader&, AccountId, Time now, int limit);

// A new one; the one before ends.
std::string new_calendar_secret(db::Transaction&, const Random&, AccountId, Time now);
void end_calendar(db::Transaction&, AccountId);
std::optional<AccountId> calendar_owner(db::Reader&, std::string_view secret);
std::optional<Time> calendar_since(db::Reader&, AccountId);

}  // namespace favilla::community
