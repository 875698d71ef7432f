// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_answers.h — who comes. Of a place for so many, as many say yes as there is room; who comes later waits in the order in
// which they asked, and gets the place that somebody gives back. An answer is for the whole of an event that recurs.
#pragma once
#include "community/events.h"
#include "social/paging.h"

namespace favilla::community {

enum class Answer { Yes, Maybe, No };
std::string_view name_of(Answer);  // "yes", "maybe", "no"
std::optional<Answer> parse_answer(std::string_view);

// Of an event of another server a yes is pending until that server confirms it, and may be refused.
enum class AnswerState { Given, Waiting, Pending, Refused };
std::string_view name_of(AnswerState);  // "given", "waiting", "pending", "refused"

struct EventAnswer {
    AccountId account;
    Answer answer = Answer::Yes;
    AnswerState state = AnswerState::Given;
    std::optional<Duration> remind;  // so long before
    Time created_at;
    bool waits() const { return state == AnswerState::Waiting; }  // for a place
};
inline constexpr Duration longest_reminder = days(14);
inline constexpr Duration usual_reminder = days(1);

struct AnswerDraft {
    Answer answer = Answer::Yes;
    std::optional<Duration> remind;  // of No: none
};
// Of an event of another server there is always room here: it decides. Saying it twice is saying it once, and keeps one's place in the line. Refuses NotFound "event.missing" (also what one may not see), Conflict
// "event.cancelled", "event.over", "event.full", Invalid "event.remind".
Result<EventAnswer> answer_event(db::Transaction&, EventId, AccountId who, const AnswerDraft&, Time now);
// As if nothing had been said; a place that was taken goes to who waits first. Whoever may not see the event any more may still.
Result<void> withdraw_answer(db::Transaction&, EventId, AccountId who, Time now);  // NotFound
// What its server says to a pending yes. Nothing where none is pending or was given; who is confirmed, or refused, is told.
void settle_answer(db::Transaction&, const Event&, AccountId who, AnswerState, Time now);
// Its server takes no answers: what was given stays here, for one's own calendar.
void keep_answers_here(db::Transaction&, EventId);
// Whose account was deleted comes nowhere, and has no calendar any more. For AccountSuspended, inside.
void forget_answers_of_deleted(db::Transaction&, AccountId);
// As long as there is room, who waits first gets in, and is told.
void let_in_waiting(db::Transaction&, EventId, Time now);

std::optional<EventAnswer> answer_of(db::Reader&, EventId, AccountId);
enum class Line { Answered, Waiting };
// In the order in which they answered, the newest first.
social::Page<EventAnswer> answers_of(db::Reader&, EventId, Answer, Line, const social::PageRequest&);
std::vector<AccountId> who_answered(db::Reader&, EventId);  // yes and maybe, and who waits

// The reminders that are due are told; what recurs is reminded of again. For a job; answers how many were told.
int remind_of_events(db::Database&, Time now);
// Reminders of an event stand where its time stands now.
void move_reminders(db::Transaction&, const Event&, Time now);

}  // namespace favilla::community
