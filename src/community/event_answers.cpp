// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_answers.h"

#include <algorithm>
#include <array>

#include "community/event_rows.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/notifications.h"
#include "social/read_page.h"

namespace favilla::community {

using social::NotificationKind;

namespace {

constexpr std::array<std::string_view, 3> answer_names = {"yes", "maybe", "no"};
constexpr std::array<std::string_view, 4> state_names = {"given", "waiting", "pending", "refused"};
constexpr int reminded_at_once = 200;

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "event.missing"); }

EventAnswer read_answer(const db::Row& row)
{
    auto remind = row.get<std::optional<std::int64_t>>(4);
    return {.account = row.get<AccountId>(1),
            .answer = *parse_answer(row.get<std::string>(2)),
            .state = static_cast<AnswerState>(std::ranges::find(state_names, row.get<std::string>(3)) - state_names.begin()),
            .remind = remind ? std::optional{Duration{*remind}} : std::nullopt,
            .created_at = row.get<Time>(5)};
}

// When somebody is to be reminded next: of the coming time whose reminder still lies ahead.
std::optional<Time> next_reminder(const Event& event, std::optional<Duration> remind, Time now)
{
    if (!remind || event.cancelled_at) return std::nullopt;
    auto begins = occurrences(event.series(), now + *remind + milliseconds(1), 1);
    if (begins.empty()) return std::nullopt;
    return begins.front() - *remind;
}

// Counted anew by the index: the row of the event is written by whoever takes the last place, so that of two at once one is done after the other.
void count_answers(db::Transaction& tx, EventId id)
{
    auto count = [](std::string_view answer, std::string_view state) {
        return "(SELECT count(*) FROM event_answers w WHERE w.event_id = $1 AND w.answer = '" + std::string{answer}
             + "' AND w.state = '" + std::string{state} + "')";
    };
    tx.run("UPDATE community_events SET yes_count = " + count("yes", "given") + ", maybe_count = " + count("maybe", "given")
               + ", no_count = " + count("no", "given") + ", waiting_count = " + count("yes", "waiting") + " WHERE id = $1",
           id);
}

Result<Event> find_to_answer(db::Reader& reader, EventId id, AccountId who, Time now)
{
    auto event = find_event(reader, id, who);
    if (!event) return missing();
    auto state = state_of(*event, now);
    if (state == EventState::Cancelled) return refuse(ErrorCode::Conflict, "event.cancelled");
    if (state == EventState::Over) return refuse(ErrorCode::Conflict, "event.over");
    return *std::move(event);
}

// Whether there is a place for a yes, or a place in the line; elsewhere, whether somebody has to be asked.
Result<AnswerState> find_room(const Event& event)
{
    if (!event.domain) return event.answering == Answering::Join ? AnswerState::Pending : AnswerState::Given;
    bool has_room = !event.capacity || event.attendance.yes < *event.capacity;
    if (has_room && event.attendance.waiting == 0) return AnswerState::Given;
    if (!event.has_waiting_list) return refuse(ErrorCode::Conflict, "event.full");
    return AnswerState::Waiting;
}

void tell_host(db::Transaction& tx, const Event& event, AccountId who, Time now)
{
    social::notify(tx,
                   {.to = event.host,
                    .kind = social::NotificationKind::EventAnswer,
                    .from = who,
                    .status = event.status,
                    .conversation = {}},
                   now);
}

void tell_guest(db::Transaction& tx, const Event& event, AccountId who, NotificationKind kind, Time now)
{
    social::notify(tx, {.to = who, .kind = kind, .from = event.host, .status = event.status, .conversation = {}}, now);
}

}  // namespace

std::string_view name_of(Answer answer) { return answer_names[static_cast<std::size_t>(answer)]; }

std::string_view name_of(AnswerState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<Answer> parse_answer(std::string_view name)
{
    for (std::size_t i = 0; i < answer_names.size(); ++i)
        if (answer_names[i] == name) return static_cast<Answer>(i);
    return std::nullopt;
}

Result<EventAnswer> answer_event(db::Transaction& tx, EventId id, AccountId who, const AnswerDraft& draft, Time now)
{
    TRY(auto event, find_to_answer(tx, id, who, now));
    auto remind = draft.answer == Answer::No ? std::nullopt : draft.remind;
    if (remind && (*remind < minutes(1) || *remind > longest_reminder)) return refuse(ErrorCode::Invalid, "event.remind");
    auto before = answer_of(tx, id, who);
    bool is_new = !before || before->answer != draft.answer || before->state == AnswerState::Refused;
    auto state = is_new ? AnswerState::Given : before->state;
    if (is_new && draft.answer == Answer::Yes) { TRY(state, find_room(event)); }
    // Who says the same again keeps the place in the line.
    auto place = tx.new_id<EventId>(now);
    tx.run("INSERT INTO event_answers (event_id, account_id, id, answer, state, remind, remind_at, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (event_id, account_id) DO UPDATE SET "
           "id = CASE WHEN event_answers.answer = excluded.answer THEN event_answers.id ELSE excluded.id END, "
           "answer = excluded.answer, state = excluded.state, remind = excluded.remind, remind_at = excluded.remind_at",
           id, who, place, name_of(draft.answer), name_of(state), remind ? std::optional{remind->milliseconds} : std::nullopt,
           next_reminder(event, remind, now), now);
    count_answers(tx, id);
    if (before && before->answer == Answer::Yes && is_new) let_in_waiting(tx, id, now);
    if (is_new && !event.domain) jobs::publish(tx, EventAnswered{id, who});
    if (is_new && draft.answer != Answer::No) tell_host(tx, event, who, now);
    return *answer_of(tx, id, who);
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
    auto rows = tx.rows("SELECT event_id FROM event_answers WHERE account_id = $1", who);
    tx.run("DELETE FROM event_answers WHERE account_id = $1", who);
    for (const auto& row : rows) {
        count_answers(tx, row.get<EventId>(0));
        let_in_waiting(tx, row.get<EventId>(0), *account->deleted_at);
    }
}

void let_in_waiting(db::Transaction& tx, EventId id, Time now)
{
    auto row = tx.row("SELECT " + std::string{event_columns} + " FROM community_events e WHERE e.id = $1", id);
    if (!row) return;
    auto event = read_event(*row);
    if (event.attendance.waiting == 0 || state_of(event, now) != EventState::Scheduled) return;
    auto room = event.capacity ? *event.capacity - event.attendance.yes : event.attendance.waiting;
    if (room <= 0) return;
    for (const auto& first :
         tx.rows("SELECT account_id FROM event_answers WHERE event_id = $1 AND answer = 'yes' AND state = 'waiting' "
                 "ORDER BY id LIMIT $2",
                 id, room)) {
        auto who = first.get<AccountId>(0);
        tx.run("UPDATE event_answers SET state = 'given' WHERE event_id = $1 AND account_id = $2", id, who);
        tell_guest(tx, event, who, NotificationKind::EventPlace, now);
        jobs::publish(tx, EventPlaceGiven{id, who});
    }
    count_answers(tx, id);
}

std::optional<EventAnswer> answer_of(db::Reader& reader, EventId id, AccountId who)
{
    auto row = reader.row(
        "SELECT id, account_id, answer, state, remind, created_at FROM event_answers WHERE event_id = $1 AND account_id = $2", id,
        who);
    if (!row) return std::nullopt;
    return read_answer(*row);
}

social::Page<EventAnswer> answers_of(db::Reader& reader, EventId id, Answer answer, Line line, const social::PageRequest& request)
{
    auto sql = std::string{"SELECT id, account_id, answer, state, remind, created_at FROM event_answers WHERE event_id = $1 "
                           "AND answer = $2 AND state = $3 AND id > $4 AND id < $5 ORDER BY id "}
             + (request.forwards() ? "ASC" : "DESC") + " LIMIT $6";
    auto rows = reader.rows(sql, id, name_of(answer), line == Line::Waiting ? "waiting" : "given", request.after(),
                            request.before(), request.limit);
    return social::read_page<EventAnswer>(rows, request, read_answer);
}

std::vector<AccountId> who_answered(db::Reader& reader, EventId id)
{
    std::vector<AccountId> who;
    for (const auto& row : reader.rows("SELECT account_id FROM event_answers WHERE event_id = $1 AND answer <> 'no'", id))
        who.push_back(row.get<AccountId>(0));
    return who;
}

void move_reminders(db::Transaction& tx, const Event& event, Time now)
{
    for (const auto& row :
         tx.rows("SELECT account_id, remind FROM event_answers WHERE event_id = $1 AND remind IS NOT NULL", event.id))
        tx.run("UPDATE event_answers SET remind_at = $3 WHERE event_id = $1 AND account_id = $2", event.id, row.get<AccountId>(0),
               next_reminder(event, Duration{row.get<std::int64_t>(1)}, now));
}

int remind_of_events(db::Database& database, Time now)
{
    return database.write([&](db::Transaction& tx) {
        int told = 0;
        auto rows = tx.rows(
            "SELECT event_id, account_id, remind, state FROM event_answers WHERE remind_at IS NOT NULL AND remind_at <= $1 "
            "ORDER BY remind_at LIMIT $2",
            now, reminded_at_once);
        for (const auto& row : rows) {
            auto who = row.get<AccountId>(1);
            auto event = find_event(tx, row.get<EventId>(0), who);
            auto remind = Duration{row.get<std::int64_t>(2)};
            auto next = event ? next_reminder(*event, remind, now) : std::nullopt;
            tx.run("UPDATE event_answers SET remind_at = $3 WHERE event_id = $1 AND account_id = $2", row.get<EventId>(0), who,
                   next);
            // Who has no place yet is not sent there, and what one may not see any more is told to nobody.
            if (!event || row.get<std::string>(3) != "given") continue;
            bool is_told = social::notify(tx,
                                          {.to = who,
                                           .kind = social::NotificationKind::EventReminder,
                                           .from = event->host,
                                           .status = event->status,
                                           .conversation = {}},
                                          now)
                               .has_value();
            told += is_told;
        }
        return told;
    });
}

}  // namespace favilla::community
