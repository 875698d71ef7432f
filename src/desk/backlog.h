// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/backlog.h — what will lie on a desk in the days to come, when as much comes as so far and so many people give so much time: simulated, hour
// by hour, with a seed. Without a database and a clock. docs/methods/rhythm.en.md.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace favilla::desk {

inline constexpr std::size_t hours_of_week = 168;  // from Monday, 0 o'clock on

struct BacklogHistory {
    std::array<std::int64_t, hours_of_week> came{};  // how much came, by the hour of the week
    std::vector<std::int64_t> weeks;                 // how much came in each whole week
    std::vector<double> handling;                    // hours of work that one took
};
inline constexpr std::size_t least_weeks = 4, least_handled = 10;
inline constexpr std::int64_t least_came = 20;
bool is_enough(const BacklogHistory&);

// What is drawn from. `drawn`: the figures of the model are not known exactly, and drawn anew for each run; else it is taken as it stands.
struct BacklogModel {
    std::array<double, hours_of_week> rate{};  // expected in that hour
    double weeks = 0;                          // that it was learned from
    std::optional<double> spread;              // shape of the gamma by which weeks differ beyond chance; none: they do not
    std::vector<double> handling;
    bool drawn = true;
};
BacklogModel learn_backlog(const BacklogHistory&);

struct BacklogHour {            // from now on
    std::size_t of_week = 0;    // which hour of the week it is
    double given = 0;           // hours of work that are given in it
    std::int64_t due_hour = 0;  // in which what comes in it is due
};
struct BacklogAsk {
    std::vector<BacklogHour> hours;
    std::vector<std::int64_t> waiting;  // in which hour each is due that waits now, in order; -1: it is late
    std::vector<std::size_t> looks;     // after which hours is looked, in order
    std::uint64_t seed = 1;
    int runs = 1000;
};

struct Spread {  // of runs: a tenth lies below, a tenth above
    double lower = 0, median = 0, upper = 0;
};
struct BacklogLook {
    Spread items, hours;  // what waits then; the work in it
    Spread behind;        // the work in what ought to be answered by then
    double chance = 0;    // that anything is
};
// What is due first is done first. One for each look.
std::vector<BacklogLook> simulate_backlog(const BacklogModel&, const BacklogAsk&);

}  // namespace favilla::desk
