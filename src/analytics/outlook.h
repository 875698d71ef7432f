// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/outlook.h — whether a conversation goes out: the chance that nobody writes in it within the two hours that follow a look, from its pace so
// far. A conversation burns as long as somebody wrote in it within the last two hours; only then it is looked at. A look ENDED when no message
// came at or before two hours after it; where that is not known yet (right-censored), it is left out.
//
//     ln(p / (1 − p)) = b₀ + Σ bᵢ (xᵢ − mᵢ)
//
// over the six pulls below, fitted by Newton's method with a ridge on the looks at earlier conversations, and judged on those that were opened
// later. docs/methods/outlook.en.md.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace favilla::analytics {

inline constexpr double outlook_horizon = 2;        // hours
inline constexpr double hours_between_looks = 0.5;  // on the clock, all conversations at once
inline constexpr int recent_gaps = 5;
inline constexpr double flagged_from = 0.8;   // this probability and above
inline constexpr double flagged_holds = 0.7;  // of held-out threads that were flagged, at least this share has to have ended

// One public message of a conversation; times are hours since 1970 (UTC).
struct Said {
    double at = 0;
    std::int64_t author = 0;
};
using SaidThread = std::vector<Said>;  // in order of time

struct Pace {
    double silence = 0;  // hours since the last message
    double usual = 0;    // the geometric mean of the last five gaps between messages, in hours
    std::int64_t messages = 0, people = 0;
    double at = 0;  // when it is looked at
};
// None where there is no conversation yet (fewer than two messages by then), or it burns no more.
std::optional<Pace> pace_at(std::span<const Said>, double at);

enum class OutlookPull { Silence, Overdue, Usual, Messages, People, Hour };
inline constexpr std::size_t outlook_pulls = 6;
std::string_view name_of(OutlookPull);  // "silence", …

inline constexpr std::size_t hours_of_week = 168;      // from Monday, 0 h UTC
using HourShares = std::array<double, hours_of_week>;  // how much is written in each, against the mean of all; never 0

struct OutlookModel {
    double level = 0;                            // b₀
    std::array<double, outlook_pulls> slopes{};  // b; the first two are never below 0: a longer silence makes nothing livelier
    std::array<double, outlook_pulls> means{};   // m
    HourShares hours{};
};
// What each pull adds to the log-odds, against the mean look.
std::array<double, outlook_pulls> pulls_on(const OutlookModel&, const Pace&);
double chance_of_end(const OutlookModel&, const Pace&);

struct Share {
    std::int64_t of = 0, ended = 0;
    double value = 0, lower = 0, upper = 1;  // 95 %, Wilson's interval (1927)
};
Share share_of(std::int64_t ended, std::int64_t of);

struct ReliabilityBin {
    double expected = 0;  // the mean of what was said
    Share observed;
};

enum class OutlookState {
    Ready,
    TooLittle,  // history: nothing is fitted
    Unproven    // fitted, and on held-out conversations not better than the rate of ends alone, or what it flagged did not end so
};
std::string_view name_of(OutlookState);  // "ready", "too_little", "unproven"

struct Outlook {
    OutlookState state = OutlookState::TooLittle;
    std::int64_t threads = 0;  // with an answer
    std::int64_t looks_fitted = 0, looks_judged = 0, threads_judged = 0;
    double judged_from = 0;  // hours since 1970: conversations opened from then on were not fitted on
    OutlookModel model;
    double base_rate = 0;                 // of the looks that were fitted on
    double brier = 0, brier_of_base = 0;  // on held-out looks: the model's, and that of saying the base rate each time
    std::array<ReliabilityBin, 10> reliability{};
    Share flagged_looks;
    Share flagged_threads;  // each held-out conversation by the first look that was flagged
};

inline constexpr std::int64_t least_threads = 60, least_looks_fitted = 200, least_of_each = 20, least_threads_flagged = 10;

// Of conversations as they stood at that moment, in any order.
Outlook fit_outlook(std::span<const SaidThread>, double until);

}  // namespace favilla::analytics
