// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/log_reading.h — a whole access log read once: counted as GoAccess counts it, and beside that as visits, with every line that was not
// counted under its reason. A broken line is one of the figures and never ends the reading.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/log_counts.h"
#include "analytics/log_pieces.h"
#include "analytics/visit_days.h"

namespace favilla::analytics {

struct BrokenLine {
    std::int64_t line = 0;
    std::string reason;  // "too_long", or the name of a LineFault
};

inline constexpr std::size_t shown_broken_lines = 10;

struct LogReading {
    LogCounts goaccess;
    std::int64_t lines = 0;                      // of the log
    std::int64_t unread = 0;                     // of these, empty ones and comments
    std::map<std::string, std::int64_t> broken;  // by reason
    std::vector<BrokenLine> first_broken;
    std::map<std::string, std::int64_t> robots;  // requests, by the name that gave them away
    std::int64_t beyond_days = 0;                // see VisitLimits
    std::map<std::int64_t, VisitDay> days;
};

// Asked after every line that belongs to a day.
using DayWatch = std::function<void(const VisitDay&)>;

LogReading read_access_log(LogPieces, const Random&, const KnownHosts&, const DayWatch& = nullptr);

// Of all days together.
VisitDay sum_of(const std::map<std::int64_t, VisitDay>&);

}  // namespace favilla::analytics
