// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/steadiness.h — whether a pace is held: weeks in a row, the worst gap, how much comes in bursts. Without a database and a clock.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <span>

namespace favilla::desk {

struct Pace {  // what a team means to do in a week; 0: nothing was chosen
    std::int64_t posts = 0;
    std::int64_t answers = 0;   // or all that waited
    std::int64_t within = 0;    // per cent of what was due in the week, answered by then
    std::int64_t minutes = 60;  // that each gives on a day on which somebody is there
    friend bool operator==(const Pace&, const Pace&) = default;
};

struct WeekDone {
    std::int64_t first_day = 0;  // its Monday, since 1970-01-01
    std::int64_t posts = 0, answers = 0;
    std::int64_t came = 0;              // what began to wait
    std::int64_t due = 0, in_time = 0;  // what was due in it, and was answered by then
    bool is_off = false;                // planned: it neither counts nor breaks anything
    bool is_over = true;
};
constexpr bool is_chosen(const Pace& pace) { return pace.posts > 0 || pace.answers > 0 || pace.within > 0; }
// A pace of which nothing was chosen is held by a week in which the page said something.
bool is_kept(const WeekDone&, const Pace&);
// The pace asks for answers alone, and nothing was to be answered: it neither counts nor breaks anything.
bool is_idle(const WeekDone&, const Pace&);

struct InRow {
    std::int64_t now = 0, longest = 0;  // weeks
};
// In order of time. A week that is not over yet adds to them when it is kept, and ends nothing.
InRow weeks_in_row(std::span<const WeekDone>, const Pace&);

// The longest time between two moments that follow each other, in days since 1970 as they are there, less the planned days that lie between.
std::optional<double> worst_gap(std::span<const double> days, const std::set<std::int64_t>& planned);

// Of intervals, Goh and Barabási (2008) for few of them, as Kim and Jo (2016): -1 regular, 0 as chance has it, 1 all at once. None of fewer than
// three, or where all is at one moment.
std::optional<double> burstiness(std::span<const double> intervals);

}  // namespace favilla::desk
