// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_answers.h"

#include <algorithm>
#include <array>

#include "community/event_answer_rows.h"
#include "community/event_invitations.h"
#include "community/event_rows.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/notifications.h"

namespace favilla::community {

using social::NotificationKind;

namespace {

constexpr std::array<std::string_view, 3> answer_names = {"yes", "maybe", "no"};

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "event.missing"); }

Result<Event> find_to_answer(db::Reader& reader, EventId id, AccountId who, Time now)
{
    auto event = find_event(reader, id, who);
    if (!event) return missing();
    auto state = state_of(*event, now);
    if (state == EventState::Cancelled) return refuse(ErrorCode::Conflict, "event.cancelled");
    if (state == EventState::Over) return refuse(ErrorCode::Conflict, "event.over");
    return *std::move(event);
}

// The one time that is meant. Of what does not recur it is the only one, and all of them.
Result<Time> time_to_answer(const Event& event, std::optional<Time> named, Time now)
{
    if (!named) return all_times;
    auto time = event.time_called(*named);
    if (!time) return refuse(ErrorCode::NotFound, "event.time_missing");
    if (event.rule.empty()) return all_times;
    if (!event.domain) return refuse(ErrorCode::Conflict, "event.one_answer_there");
    if (time->is_cancelled) return refuse(ErrorCode::Conflict, "event.time_cancelled");
    if (time->ends_at <= now) return refuse(ErrorCode::Conflict, "event.over");
    return *named;
}

bool somebody_waits_for(db::Reader& reader, EventId id, Time at)
{
    return reader
        .row(
            "SELECT 1 FROM event_answers w WHERE w.event_id = $1 AND w.at = $2 AND w.answer = 'yes' AND w.state = 'waiting' LIMIT 1",
            id, at)
        .has_value();
}

bool has_room(db::Reader& reader, const Event& event, Time at, AccountId who, Time now)
{
    if (!event.capacity) return true;
    auto taken = at == all_times ? most_taken_but(reader, event, who, now) : attendance_at(reader, event, at).yes;
    return taken < *event.capacity;
}

// Whether there is a place for a yes, or a place in the line; elsewhere, whether somebody has to be asked.
Result<AnswerState> find_room(db::Reader& reader, const Event& event, Time at, AccountId who, Time now)
{
    if (!event.domain) {
        // Whom its host asked to come has a place by saying yes (FEP-8a8e, attendees).
        auto invitation = invitation_to(reader, event.id, who);
        bool is_asked = invitation && !invitation->uri.empty();
        return event.answering == Answering::Join && !is_asked ? AnswerState::Pending : AnswerState::Given;
    }
    if (has_room(reader, event, at, who, now) && !somebody_waits_for(reader, event.id, at)) return AnswerState::Given;
    if (!event.has_waiting_list) return refuse(ErrorCode::Conflict, "event.full");
    return AnswerState::Waiting;
}

void tell_host(db::Transaction& tx, const Event& event, AccountId who, Time now)
{
    social::notify(
        tx, {.to = event.host, .kind = NotificationKind::EventAnswer, .from = who, .status = event.status, .conversation = {}},
        now);
}

void tell_guest(db::Transaction& tx, const Event& event, AccountId who, NotificationKind kind, Time now)
{
    social::notify(tx, {.to = who, .kind = kind, .from = event.host, .status = event.status, .conversation = {}}, now);
}

// What is said of all times is reminded of at none that was answered by itself.
void renew_reminder(db::Transaction& tx, const Event& event, AccountId who, Time now)
{
    auto all = answer_for(tx, event.id, who, all_times);
    if (!all || !all->remind) return;
    auto next = next_reminder(event, all->remind, all_times, answered_by_itself(tx, event.id, who), now);
    tx.run("UPDATE event_answers SET remind_at = $3 WHERE event_id = $1 AND account_id = $2 AND at = 0", event.id, who, next);
}

void remove_answer(db::Transaction& tx, EventId id, AccountId who, Time at)
{
    tx.run("DELETE FROM event_answers WHERE event_id = $1 AND account_id = $2 AND at = $3", id, who, at);
}

struct NewAnswer {
    AccountId who;
    Time at;
    Answer answer;
    AnswerState state;
    std::optional<Duration> remind;
};

// Who says the same again keeps the place in the line.
void store_answer(db::Transaction& tx, const Event& event, const NewAnswer& said, Time now)
{
    auto by_itself = said.at == all_times ? answered_by_itself(tx, event.id, said.who) : std::vector<Time>{};
    tx.run("INSERT INTO event_answers (event_id, account_id, at, id, answer, state, remind, remind_at, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (event_id, account_id, at) DO UPDATE SET "
           "id = CASE WHEN event_answers.answer = excluded.answer THEN event_answers.id ELSE excluded.id END, "
           "answer = excluded.answer, state = excluded.state, remind = excluded.remind, remind_at = excluded.remind_at",
           event.id, said.who, said.at, tx.new_id<EventId>(now), name_of(said.answer), name_of(said.state),
           said.remind ? std::optional{said.remind->milliseconds} : std::nullopt,
           next_reminder(event, said.remind, said.at, by_itself, now), now);
}

// What holds for the time before it is answered: its own answer, else a place that was given for all.
std::optional<EventAnswer> holding(const std::optional<EventAnswer>& own, const std::optional<EventAnswer>& all)
{
    if (own) return own;
    return all && all->state == AnswerState::Given ? all : std::nullopt;
}

struct Waiting {
    std::int64_t id = 0;
    AccountId who;
    Time at;
};

void let_in(db::Transaction& tx, const Event& event, const Waiting& first, Time now)
{
    auto all = first.at == all_times ? std::nullopt : answer_for(tx, event.id, first.who, all_times);
    // As what they say of all times, it needs saying no longer.
    if (all && all->answer == Answer::Yes && all->state == AnswerState::Given)
        remove_answer(tx, event.id, first.who, first.at);
    else
        tx.run("UPDATE event_answers SET state = 'given' WHERE event_id = $1 AND account_id = $2 AND at = $3", event.id,
               first.who, first.at);
    renew_reminder(tx, event, first.who, now);
    tell_guest(tx, event, first.who, NotificationKind::EventPlace, now);
    if (first.at == all_times) jobs::publish(tx, EventPlaceGiven{event.id, first.who});
}

// Of those for whom there is room, whoever asked first: for one time, or for all.
std::optional<Waiting> next_to_let_in(db::Reader& reader, const Event& event, Time now)
{
    auto rows = reader.rows("SELECT w.at, min(w.id) FROM event_answers w WHERE w.event_id = $1 AND w.answer = 'yes' "
                            "AND w.state = 'waiting' GROUP BY w.at ORDER BY 2",
                            event.id);
    for (const auto& row : rows) {
        auto at = row.get<Time>(0);
        auto id = row.get<std::int64_t>(1);
        auto time = at == all_times ? std::nullopt : event.time_called(at);
        if (at != all_times && (!time || time->is_cancelled || time->ends_at <= now)) continue;
        auto who = reader
                       .value<AccountId>("SELECT w.account_id FROM event_answers w WHERE w.event_id = $1 AND w.answer = 'yes' "
                                         "AND w.state = 'waiting' AND w.id = $2",
                                         event.id, id)
                       .value();
        if (has_room(reader, event, at, who, now)) return Waiting{id, who, at};
    }
    return std::nullopt;
}

// All at once, since whoever has room there has it always.
void let_in_to_all(db::Transaction& tx, const Event& event, Time now)
{
    auto room = event.capacity ? *event.capacity - event.attendance.yes : event.attendance.waiting;
    if (event.attendance.waiting == 0 || room <= 0) return;
    for (const auto& first :
         tx.rows("SELECT id, account_id FROM event_answers WHERE event_id = $1 AND answer = 'yes' AND state = 'waiting' "
                 "ORDER BY id LIMIT $2",
                 event.id, room))
        let_in(tx, event, {first.get<std::int64_t>(0), first.get<AccountId>(1), all_times}, now);
}

}  // namespace

std::string_view name_of(Answer answer) { return answer_names[static_cast<std::size_t>(answer)]; }

std::optional<Answer> parse_answer(std::string_view name)
{
    for (std::size_t i = 0; i < answer_names.size(); ++i)
        if (answer_names[i] == name) return static_cast<Answer>(i);
    return std::nullopt;
}

Result<EventAnswer> answer_event(db::Transaction& tx, EventId id, AccountId who, const AnswerDraft& draft, Time now)
{
    TRY(auto event, find_to_answer(tx, id, who, now));
    TRY(auto at, time_to_answer(event, draft.at, now));
    auto remind = draft.answer == Answer::No ? std::nullopt : draft.remind;
    if (remind && (*remind < minutes(1) || *remind > longest_reminder)) return refuse(ErrorCode::Invalid, "event.remind");
    auto all = answer_for(tx, id, who, all_times);
    auto own = at == all_times ? all : answer_for(tx, id, who, at);
    auto before = at == all_times ? all : holding(own, all);
    bool is_new = !before || before->answer != draft.answer || before->state == AnswerState::Refused;
    if (at != all_times && !own && !is_new) return *before;
    auto state = is_new ? AnswerState::Given : before->state;
    if (is_new && draft.answer == Answer::Yes) { TRY(state, find_room(tx, event, at, who, now)); }
    bool as_all = at != all_times && all && all->state == AnswerState::Given && all->answer == draft.answer;
    if (as_all && state == AnswerState::Given)
        remove_answer(tx, id, who, at);
    else
        store_answer(tx, event, {who, at, draft.answer, state, remind}, now);
    if (at != all_times) renew_reminder(tx, event, who, now);
    count_answers(tx, id);
    if (before && before->answer == Answer::Yes && is_new) let_in_waiting(tx, id, now);
    if (is_new && !event.domain) jobs::publish(tx, EventAnswered{id, who});
    if (is_new && draft.answer != Answer::No) tell_host(tx, event, who, now);
    auto now_holds = answer_for(tx, id, who, at);
    return now_holds ? *now_holds : *answer_of(tx, id, who);
}

Result<void> withdraw_answer(db::Transaction& tx, EventId id, AccountId who, Time now)
{
    bool had_answered = tx.run("DELETE FROM event_answers WHERE event_id = $1 AND account_id = $2", id, who) > 0;
    if (!had_answered) return find_event(tx, id, who) ? Result<void>{} : missing();
    count_answers(tx, id);
    let_in_waiting(tx, id, now);
    jobs::publish(tx, EventAnswered{id, who});
    return {};
}

Result<void> withdraw_answer_for(db::Transaction& tx, EventId id, AccountId who, Time at, Time now)
{
    auto event = find_in_care(tx, id);
    if (event && event->rule.empty()) return withdraw_answer(tx, id, who, now);
    if (!event || !answer_for(tx, id, who, at)) return find_event(tx, id, who) ? Result<void>{} : missing();
    auto all = answer_for(tx, id, who, all_times);
    // The place that is theirs whenever it takes place may be somebody else's by now.
    if (all && all->answer == Answer::Yes && all->state == AnswerState::Given) {
        CHECKED(answer_event(tx, id, who, {Answer::Yes, all->remind, at}, now));
        return {};
    }
    remove_answer(tx, id, who, at);
    renew_reminder(tx, *event, who, now);
    count_answers(tx, id);
    let_in_waiting(tx, id, now);
    return {};
}

void settle_answer(db::Transaction& tx, const Event& event, AccountId who, AnswerState state, Time now)
{
    auto answer = answer_of(tx, event.id, who);
    bool may_change = answer && answer->answer == Answer::Yes && answer->state != state
                   && (answer->state == AnswerState::Pending || answer->state == AnswerState::Given);
    if (!may_change) return;
    tx.run("UPDATE event_answers SET state = $3 WHERE event_id = $1 AND account_id = $2", event.id, who, name_of(state));
    count_answers(tx, event.id);
    tell_guest(tx, event, who, state == AnswerState::Refused ? NotificationKind::EventRefused : NotificationKind::EventPlace,
               now);
}

void keep_answers_here(db::Transaction& tx, EventId id)
{
    tx.run("UPDATE community_events SET answering = 'elsewhere' WHERE id = $1 AND domain_id IS NULL", id);
    if (tx.run("UPDATE event_answers SET state = 'given' WHERE event_id = $1 AND state = 'pending'", id) > 0)
        count_answers(tx, id);
}

void forget_answers_of_deleted(db::Transaction& tx, AccountId who)
{
    auto account = social::find_account(tx, who);
    if (!account || !account->deleted_at) return;
    tx.run("DELETE FROM event_calendars WHERE account_id = $1", who);
    tx.run("DELETE FROM event_invitations WHERE account_id = $1 OR by_id = $1", who);
    auto rows = tx.rows("SELECT DISTINCT event_id FROM event_answers WHERE account_id = $1", who);
    tx.run("DELETE FROM event_answers WHERE account_id = $1", who);
    for (const auto& row : rows) {
        count_answers(tx, row.get<EventId>(0));
        let_in_waiting(tx, row.get<EventId>(0), *account->deleted_at);
    }
}

void let_in_waiting(db::Transaction& tx, EventId id, Time now)
{
    auto event = find_in_care(tx, id);
    if (!event || state_of(*event, now) != EventState::Scheduled) return;
    if (!event->has_answers_for_one)
        let_in_to_all(tx, *event, now);
    else
        while (auto first = next_to_let_in(tx, *event, now)) let_in(tx, *event, *first, now);
    count_answers(tx, id);
}

void carry_answers_over(db::Transaction& tx, const Event& before, const Event& after, Time now)
{
    auto rows =
        tx.rows("SELECT " + std::string{answer_columns} + " FROM event_answers w WHERE w.event_id = $1 AND w.at > 0", after.id);
    struct Carried {
        std::int64_t id = 0;
        EventAnswer answer;
        Time to;
    };
    std::vector<Carried> carried;
    for (const auto& row : rows) {
        auto answer = read_answer(row);
        auto time = before.time_called(*answer.at);
        if (time && time->ends_at <= now) continue;  // as it was
        remove_answer(tx, after.id, answer.account, *answer.at);
        auto to = carried_over(before, after, *answer.at);
        if (to) carried.push_back({row.get<std::int64_t>(0), answer, after.rule.empty() ? all_times : *to});
    }
    for (const auto& [id, answer, to] : carried)
        tx.run("INSERT INTO event_answers (event_id, account_id, at, id, answer, state, remind, remind_at, created_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8) ON CONFLICT (event_id, account_id, at) DO UPDATE SET "
               "id = excluded.id, answer = excluded.answer, state = excluded.state, remind = excluded.remind",
               after.id, answer.account, to, id, name_of(answer.answer), name_of(answer.state),
               answer.remind ? std::optional{answer.remind->milliseconds} : std::nullopt, answer.created_at);
    count_answers(tx, after.id);
}

}  // namespace favilla::community
