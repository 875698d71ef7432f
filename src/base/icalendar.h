// SPDX-License-Identifier: AGPL-3.0-or-later
// base/icalendar.h — writes iCalendar (RFC 5545): lines end in CRLF and are folded at 75 octets without cutting a character (3.1).
#pragma once
#include <string>
#include <string_view>

#include "base/time_zone.h"

namespace favilla {

class CalendarWriter {
public:
    void begin(std::string_view component) { property("BEGIN", component); }
    void end(std::string_view component) { property("END", component); }
    // As it stands: numbers, names, addresses. What could end the line is left out.
    void property(std::string_view name, std::string_view value);
    void text(std::string_view name, std::string_view value);  // escaped (3.3.11)
    void utc(std::string_view name, Time);                     // 20261205T173000Z
    void local(std::string_view name, const TimeZone&, Time);  // NAME;TZID=Europe/Rome:20261205T183000
    void lines(std::string_view whole);                        // written already, with CRLF
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace favilla
