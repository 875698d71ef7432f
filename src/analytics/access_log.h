// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/access_log.h — lines of access logs in the combined format (Apache's and nginx's usual one):
//
//     203.0.113.7 - - [10/Oct/2026:13:55:36 +0200] "GET /path?query HTTP/1.1" 200 2326 "https://from.example/" "Mozilla/5.0 …"
//
// They are read as GoAccess 1.7 reads them (its src/parser.c, log format COMBINED), leniency included, so that counts agree: the
// separators are passed over unseen, a quote or space behind a backslash ends nothing, and what is behind the size may be missing.
#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla::analytics {

// What a line of a log fails by.
enum class LineFault { Address, Date, Clock, Request, Status, Size, CutShort };
inline constexpr std::array<std::string_view, 7> line_fault_names{"address", "date", "clock",    "request",
                                                                  "status",  "size", "cut_short"};
constexpr std::string_view name_of(LineFault fault) { return line_fault_names[static_cast<std::size_t>(fault)]; }

// The moment as it is written: by the clock of who wrote the log, whose distance from UTC stands behind it.
struct LogMoment {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    int offset_minutes = 0;  // east of UTC; 0 when none is readable

    std::int64_t day_number() const;  // days since 1970-01-01 of its own calendar
    Time time() const;                // in UTC
};

// Views into the line, which must outlive it.
struct LogLine {
    std::string_view address;
    LogMoment at;
    std::string_view request;   // what stands between the quotes
    std::string_view status;    // of 100 to 599
    std::uint64_t bytes = 0;    // 0 where it is no number
    std::string_view referrer;  // empty where there is none
    std::string_view agent;     // likewise
};

// A line and its end, if it has one; what is behind a NUL is not seen.
std::expected<LogLine, LineFault> read_log_line(std::string_view line);

// Nothing, or a comment (#): no line of the log and no fault either.
bool is_no_line(std::string_view line);

// "GET /path HTTP/1.1" in its parts. What begins with no method known to GoAccess is a target as a whole; what begins
// with one and ends in no protocol is "-".
struct LogRequest {
    std::string_view method;    // in capitals, or empty
    std::string_view protocol;  // "HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3", or empty
    std::string_view target;    // as it came
};
LogRequest split_request(std::string_view request);

// %xx become bytes, line ends go, spaces at both ends too; what is behind a NUL is cut off.
std::string percent_decoded(std::string_view);

// Its end says that it is a file and no page, by the list of GoAccess's configuration as it comes (40 ends, in any case).
bool is_static_file(std::string_view decoded_target);

}  // namespace favilla::analytics
