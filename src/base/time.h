// SPDX-License-Identifier: AGPL-3.0-or-later
// base/time.h — moments and lengths of time in milliseconds UTC. The clock is passed, never fetched.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

struct Duration {
    std::int64_t milliseconds = 0;
    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator*(Duration d, std::int64_t n) { return {d.milliseconds * n}; }
    friend constexpr Duration operator*(std::int64_t n, Duration d) { return {d.milliseconds * n}; }
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.milliseconds + b.milliseconds}; }
};

constexpr Duration milliseconds(std::int64_t n) { return {n}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }
constexpr Duration days(std::int64_t n) { return hours(n * 24); }

struct Time {
    std::int64_t milliseconds = 0;  // since 1970-01-01T00:00:00Z
    friend constexpr auto operator<=>(Time, Time) = default;
    friend constexpr Time operator+(Time t, Duration d) { return {t.milliseconds + d.milliseconds}; }
    friend constexpr Time operator-(Time t, Duration d) { return {t.milliseconds - d.milliseconds}; }
    friend constexpr Duration operator-(Time a, Time b) { return {a.milliseconds - b.milliseconds}; }
};

constexpr Time start_of_day(Time t) { return {t.milliseconds - t.milliseconds % days(1).milliseconds}; }  // UTC

using Clock = std::function<Time()>;
Time system_now();  // the one clock that server/ passes down

std::string iso8601(Time);                    // 2026-11-24T03:10:30.123Z, as Mastodon writes it
void append_iso8601(std::string& out, Time);  // the same, behind what `out` holds already
std::string rfc3339(Time);                    // 2026-11-24T03:10:30Z, for Atom (RFC 4287)
std::string http_date(Time);                  // Tue, 24 Nov 2026 03:10:30 GMT (RFC 9110, 5.6.7)
std::string iso_date(Time);                   // 2026-11-24
// ISO 8601 date-time with "Z" or a numeric offset, optional fraction; None when it is not one.
std::optional<Time> parse_iso8601(std::string_view);

}  // namespace favilla
