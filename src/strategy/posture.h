// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/posture.h — whether a page is a megaphone (0) or a round table (1), from what it did: seven shares, each between 0 and 1, and their
// mean. Each carries an interval, by drawing the weeks again. Without a database, a clock or words; docs/methods/posture.en.md.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace favilla::strategy {

enum class Part {
    Answers,      // of its posts, those that answer somebody
    InTime,       // of what was said to it, what was answered within its target
    Stays,        // of the conversations in which somebody answered it, those where it spoke again
    EachOther,    // κ / (β + κ): how far people answer each other rather than the page
    Reciprocity,  // of who answers whom in its conversations, what goes both ways
    Openness,     // of the topics in its groups, those of others, by how open the group's door is
    Asks,         // of the posts that begin something, those that ask
};
inline constexpr std::size_t part_count = 7;
inline constexpr std::array<Part, part_count> all_parts{Part::Answers,     Part::InTime,   Part::Stays, Part::EachOther,
                                                        Part::Reciprocity, Part::Openness, Part::Asks};
std::string_view name_of(Part);  // "answers", "in_time", …

// So many of so many. A topic behind a door that is half open counts half.
struct Cases {
    double counted = 0;
    std::int64_t of = 0;
    friend bool operator==(const Cases&, const Cases&) = default;
};

struct WeekFacts {
    std::int64_t week = 0;                  // since the Monday before 1970-01-01
    std::int64_t posts = 0;                 // of the page, of every kind
    std::array<Cases, part_count> parts{};  // that of EachOther is empty: it is no share of cases

    Cases& operator[](Part part) { return parts[static_cast<std::size_t>(part)]; }
    const Cases& operator[](Part part) const { return parts[static_cast<std::size_t>(part)]; }
};

struct Figure {
    double value = 0, lower = 0, upper = 0;  // 95 %
    friend bool operator==(const Figure&, const Figure&) = default;
};

// How far people answer each other, with the interval of the fit's own likelihood.
struct EachOther {
    Figure figure;
    std::int64_t comments = 0;  // that had a choice
};

inline constexpr std::int64_t window_weeks = 13;  // what a posture is told from
inline constexpr int least_weeks = 8;             // of them, in which the page said something
inline constexpr std::int64_t least_cases = 10;   // of a part
inline constexpr int least_parts = 4;             // told, the answers among them
inline constexpr int posture_draws = 2'000;

// Weeks and what people answered in the conversations that the page opened in them.
struct Window {
    std::span<const WeekFacts> weeks;
    std::optional<EachOther> each_other;
};

struct PartFigure {
    Part part = Part::Answers;
    Cases cases;                    // of EachOther: `of` are the comments that had a choice
    std::optional<Figure> figure;   // none: too few cases
    std::optional<double> without;  // the posture if this part did not count; none where there is no posture
};

enum class Side { Megaphone, Between, RoundTable };  // the whole interval below one half, one half within it, above
std::string_view name_of(Side);

struct Posture {
    int weeks = 0;         // in which the page said something
    int weeks_needed = 0;  // more of them before anything is said; 0: enough
    std::int64_t posts = 0;
    std::array<PartFigure, part_count> parts{};
    std::optional<Figure> score;  // none: cannot tell yet
    int parts_told = 0;

    const PartFigure& operator[](Part part) const { return parts[static_cast<std::size_t>(part)]; }
    std::optional<Side> side() const;
};

// The same window and seed give the same bytes.
Posture measure(const Window&, std::uint64_t seed = 1);

// How far the posture moved from one window to a later one, by the parts that both tell. None where one of them has none, or fewer than
// least_parts are told by both.
struct Movement {
    Figure difference;  // later less earlier
    std::vector<Part> parts;
};
std::optional<Movement> movement(const Window& earlier, const Window& later, std::uint64_t seed = 1);

// Ends of a 95 % interval of draws from so many weeks, as positions among the sorted draws between 0 and 1: percentiles, expanded as for a t
// quantile, since so few weeks vary less among themselves than weeks do (Hesterberg 2015, doi 10.1080/00031305.2015.1089789).
double expanded_tail(int weeks);

}  // namespace favilla::strategy
