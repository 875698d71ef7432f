// SPDX-License-Identifier: AGPL-3.0-or-later
// base/recurrence.h — when something happens again: of the recurrence rules of RFC 5545, 3.3.10, those that people say ("every second
// Tuesday", "the last Friday of the month", "ten times"). A rule goes by the clock on the wall, so that what begins at seven does in winter too.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time_zone.h"

namespace favilla {

struct Recurrence {
    enum class Frequency { Daily, Weekly, Monthly, Yearly };
    struct Day {
        int weekday = 0;  // 0: Monday
        int nth = 0;      // of the month: 1 to 5, -1 the last; 0: each. Of a monthly rule alone
        friend bool operator==(Day, Day) = default;
    };
    Frequency frequency = Frequency::Weekly;
    int interval = 1;
    std::optional<int> count;
    std::optional<Time> until;  // included
    std::vector<Day> days;
};

inline constexpr int max_recurrence_count = 500;
inline constexpr int max_recurrence_interval = 100;

// "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=10". Refuses Invalid "event.rule": another word, a part twice, both COUNT and UNTIL.
Result<Recurrence> parse_rule(std::string_view);
std::string rule_text(const Recurrence&);

struct Series {
    Time starts_at;  // of the first time, which always counts, whatever the rule says of that day
    TimeZone zone;
    std::optional<Recurrence> rule;
};
// The begins from `from` on, at most so many; what recurs without an end is looked at for 100 years.
std::vector<Time> occurrences(const Series&, Time from, int most);

}  // namespace favilla
