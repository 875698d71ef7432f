// SPDX-License-Identifier: AGPL-3.0-or-later
// base/time_zone.h — what the clock on the wall shows in a zone of the IANA's data base ("Europe/Rome"), and when that is. The library
// behind stands in time_zone.cpp alone.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla {

// Days since 1970-01-01 in some zone, and the time of day there.
struct LocalTime {
    std::int64_t day = 0;
    Duration time_of_day;
    friend constexpr auto operator<=>(LocalTime, LocalTime) = default;
};

class TimeZone {
public:
    // None for what the data base does not name.
    static std::optional<TimeZone> find(std::string_view name);

    const std::string& name() const { return name_; }
    Duration offset_at(Time) const;  // against UTC
    LocalTime local(Time) const;
    // A time that a change of the clock leaves out is read with the offset before it; of one that comes twice, it is the first
    // (RFC 5545, 3.3.5).
    Time at(LocalTime) const;
    // The component of RFC 5545, 3.6.5, with what holds from then on; lines end in CRLF.
    std::string vtimezone(Time from) const;

private:
    explicit TimeZone(std::string name) : name_(std::move(name)) {}
    std::string name_;
};

// "2026-12-05T18:30" or with seconds: a date and a time without an offset.
std::optional<LocalTime> parse_local(std::string_view);
std::string local_text(LocalTime);  // 2026-12-05T18:30:00

}  // namespace favilla
