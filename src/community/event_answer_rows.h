// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_answer_rows.h — an answer as it is kept: its time is 0 where it is for all of them. For community/ alone.
#pragma once
#include <span>

#include "community/event_answers.h"

namespace favilla::community {

inline constexpr Time all_times{};
inline constexpr std::string_view answer_columns = "w.id, w.account_id, w.answer, w.state, w.remind, w.created_at, w.at";
EventAnswer read_answer(const db::Row&);
std::optional<EventAnswer> answer_for(db::Reader&, EventId, AccountId, Time at);
std::int64_t most_taken_but(db::Reader&, const Event&, AccountId who, Time now);
Attendance attendance_at(db::Reader&, const Event&, Time at);

// When somebody is to be reminded next: of that one time, or of the coming one that they did not answer by itself.
std::optional<Time> next_reminder(const Event&, std::optional<Duration> remind, Time at, std::span<const Time> by_itself,
                                  Time now);
std::vector<Time> answered_by_itself(db::Reader&, EventId, AccountId);

}  // namespace favilla::community
