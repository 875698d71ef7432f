// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/returns.h — what came in the weeks after a page had been nearer to a round table, against those after it had been nearer to a
// megaphone. The page's own weeks are compared, within the same quarter, so that growth over the years is nobody's merit. It is an
// association within one page's history: what made a week rounder may have made the next one richer. Without a database; docs/methods/posture.en.md.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace favilla::strategy {

// What came in a week.
enum class Gain {
    People,     // outside the team, who spoke to the page
    Returning,  // of them, those who had done so in the thirteen weeks before
    Followers,  // who began to follow, and still do
    Visits,     // to the organisation's sites
};
inline constexpr std::size_t gain_count = 4;
inline constexpr std::array<Gain, gain_count> all_gains{Gain::People, Gain::Returning, Gain::Followers, Gain::Visits};
std::string_view name_of(Gain);

struct WeekGains {
    std::int64_t week = 0;
    std::optional<double> lean;                             // of its posts, those that answered or asked; none: it said nothing
    std::array<std::optional<double>, gain_count> gains{};  // none: nothing is known of that week
};

inline constexpr int least_compared = 16;  // weeks
inline constexpr std::int64_t weeks_in_block = 13;

struct GainFigure {
    Gain gain = Gain::People;
    int rounder = 0, louder = 0;                 // weeks compared
    int weeks_needed = 0;                        // more of them, at least, before anything is said
    double after_rounder = 0, after_louder = 0;  // mean of the week that followed
    // By Fisher's randomisation test within quarters; none: too few weeks, or they do not differ.
    struct Difference {
        double value = 0, lower = 0, upper = 0, p = 1;
        friend bool operator==(const Difference&, const Difference&) = default;
    };
    std::optional<Difference> difference;

    bool is_told() const { return difference && (difference->lower > 0 || difference->upper < 0); }
};

// Weeks in their order, one after the other; the last is one whose gains are known. Blocks are counted back from there.
std::array<GainFigure, gain_count> compare_returns(std::span<const WeekGains>, std::uint64_t seed = 1);

}  // namespace favilla::strategy
