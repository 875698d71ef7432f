// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_answers.h — who comes. Of a place for so many, as many say yes as there is room; who comes later waits in the order in
// which they asked, and gets the place that somebody gives back. Of an event that recurs an answer is for all its times, or for one of them:
// then it counts there instead of what the same person says of all. There are as many places each time.
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
    std::optional<Time> at;                                       // the one time it is for; none: all
    bool waits() const { return state == AnswerState::Waiting; }  // for a place
};
inline constexpr Duration longest_reminder = days(14);
inline constexpr Duration usual_reminder = days(1);

struct AnswerDraft {
    Answer answer = Answer::Yes;
    std::optional<Duration> remind;  // of No: none
    std::optional<Time> at = {};     // for this time alone; of what does not recur the same as for all
};
// Of an event of another server there is always room here: it decides. Saying it twice is saying it once, and keeps one's place in the line.
// Answers with what holds now, for the time that was named or for all. Refuses NotFound "event.missing" (also what one may not see),
// "event.time_missing", Conflict "event.cancelled", "event.time_cancelled", "event.over", "event.full", "event.one_answer_there" (another
// server's, which takes one answer for all times), Invalid "event.remind".
Result<EventAnswer> answer_event(db::Transaction&, EventId, AccountId who, const AnswerDraft&, Time now);
// As if nothing had been said; a place that was taken goes to who waits first. Whoever may not see the event any more may still. Of one time:
// what is said of all holds there again, if there is room; else one waits, or it is refused as an answer is.
Result<void> withdraw_answer(db::Transaction&, EventId, AccountId who, Time now);  // NotFound
Result<void> withdraw_answer_for(db::Transaction&, EventId, AccountId who, Time at, Time now);
// What its server says to a pending yes. Nothing where none is pending or was given; who is confirmed, or refused, is told.
void settle_answer(db::Transaction&, const Event&, AccountId who, AnswerState, Time now);
// Its server takes no answers: what was given stays here, for one's own calendar.
void keep_answers_here(db::Transaction&, EventId);
// Whose account was deleted comes nowhere, and has no calendar any more. For AccountSuspended, inside.
void forget_answers_of_deleted(db::Transaction&, AccountId);
// As long as there is room, who waits first gets in, and is told. Who waits for all times needs a place in each of them.
void let_in_waiting(db::Transaction&, EventId, Time now);
void count_answers(db::Transaction&, EventId);  // of the time it stands at
// The times of a series have changed: an answer for one of them goes with its day, or away with it.
void carry_answers_over(db::Transaction&, const Event& before, const Event& after, Time now);

std::optional<EventAnswer> answer_of(db::Reader&, EventId, AccountId);  // for all times
enum class Line { Answered, Waiting };
// In the order in which they answered, the newest first; of the time that is named, else of the one it stands at.
social::Page<EventAnswer> answers_of(db::Reader&, const Event&, std::optional<Time> at, Answer, Line, const social::PageRequest&);
std::vector<AccountId> who_answered(db::Reader&, EventId);  // yes and maybe, and who waits, whenever
std::vector<AccountId> who_comes_at(db::Reader&, EventId, Time at);
// How many places are taken at the time at which most are.
std::int64_t most_taken(db::Reader&, const Event&, Time now);

struct TimeStanding {
    Attendance attendance;
    std::optional<EventAnswer> answer;  // of who looks, that holds there
};
// Of these times, in their order.
std::vector<TimeStanding> standings_at(db::Reader&, const Event&, std::span<const Occurrence>, std::optional<AccountId> viewer);

// Of the events in somebody's agenda, what they said of single times.
struct AgendaTimes {
    bool has_all = false;        // comes whenever it takes place, but for
    std::vector<Time> not_then;  // these
    std::vector<Time> then;      // yes or maybe, for these alone
};
AgendaTimes agenda_times(db::Reader&, const Event&, AccountId);

// The reminders that are due are told; what recurs is reminded of again. For a job; answers how many were told.
int remind_of_events(db::Database&, Time now);
// Reminders of an event stand where its times stand now.
void move_reminders(db::Transaction&, const Event&, Time now);

}  // namespace favilla::community
