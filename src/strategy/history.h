// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/history.h — what a page did, week by week, read from what stands in the house. Counted is what everybody may see: posts that are public
// or unlisted, neither deleted nor private nor said to a closed circle, of accounts that are not suspended. Raw: whoever wrote, it counts; the
// acts of people are read in one place, read_acts in acts.cpp. Weeks begin on Monday, in UTC; a post belongs to the week of its id.
//
// The team is the page, who speaks for it, and who looks after the house. People are accounts of persons outside it.
//
//     answers      posts of the page, no boosts: of them, those that answer somebody outside the team
//     in_time      posts of people that answer one of the page's or name it: of them, those that somebody of the team answered there by when the
//                  page means to; those whose time is not up yet are not counted
//     stays        conversations in which people answered the page, by the week of the first such answer: of them, those in which the page wrote again
//                  within seven days; those whose seven days are not over are not counted
//     each_other   conversations that the page opened: κ / (β + κ) of conversations/answering.h
//     reciprocity  the same conversations, by their week: pairs (who answers, whom); of them, those whose opposite is there too
//     openness     topics in groups that the team owns, hidden ones left out: of them, those of people, once where anybody may join, half
//                  where one asks, not at all where one is invited
//     asks         posts of the page that begin something: of them, those with a poll, a question mark, or that stand as an idea
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "conversations/measure.h"
#include "db/database.h"
#include "strategy/posture.h"
#include "strategy/returns.h"

namespace favilla::strategy {

inline constexpr std::int64_t weeks_read = 104;
inline constexpr Duration stays_within = days(7);
inline constexpr std::int64_t weeks_to_return = 13;
inline constexpr std::size_t most_comments_fitted = 1'000;  // of a window, whole conversations, newest first

constexpr std::int64_t week_of(Time time) { return (time.milliseconds / days(1).milliseconds + 3) / 7; }
constexpr Time start_of_week(std::int64_t week) { return Time{} + days(week * 7 - 3); }
// Weeks that were over when a month was: "2026-11" → the first moment that is not counted. None for what is no month.
std::optional<Time> end_of_month_report(std::string_view month);
std::string month_of(Time);  // "2026-11"

// By when what was said then is to be answered: what desk/ reckons of the page's target and hours. Desk and strategy are neighbours and do not
// know each other; who calls brings it along.
using Promise = std::function<Time(Time since)>;

struct OpenedConversation {
    std::int64_t week = 0;
    std::vector<conversations::TreeNode> messages;  // the root first, a parent before its answers
};

struct History {
    std::vector<WeekFacts> weeks;            // one behind the other, without a gap; the last is over
    std::vector<WeekGains> gains;            // of the same weeks
    std::vector<OpenedConversation> opened;  // oldest first

    std::int64_t last_week() const { return weeks.empty() ? -1 : weeks.back().week; }
};

// Of the weeks that are over before `until`, two years at most, from the first in which the page said something.
History read_history(db::Reader&, AccountId page, Time until, const Promise&);

// The thirteen weeks that end with that one; where the history begins later, fewer. `each_other` is fitted here, which takes a while.
Window window_until(const History&, std::int64_t last_week);

}  // namespace favilla::strategy
