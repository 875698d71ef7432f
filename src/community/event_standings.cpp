// SPDX-License-Identifier: AGPL-3.0-or-later
// How many come, each time of an event, and who.
#include <algorithm>
#include <array>
#include <map>

#include "community/event_answer_rows.h"
#include "community/event_rows.h"
#include "social/read_page.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 4> state_names = {"given", "waiting", "pending", "refused"};

// Answers that are alike, added or taken off.
void tally(Attendance& attendance, std::string_view answer, std::string_view state, std::int64_t count)
{
    if (answer == "yes" && state == "waiting") attendance.waiting += count;
    if (state != "given") return;
    if (answer == "yes") attendance.yes += count;
    if (answer == "maybe") attendance.maybe += count;
    if (answer == "no") attendance.no += count;
}

Attendance of_all(db::Reader& reader, EventId id)
{
    Attendance attendance;
    for (const auto& row :
         reader.rows("SELECT w.answer, w.state, count(*) FROM event_answers w WHERE w.event_id = $1 AND w.at = 0 "
                     "GROUP BY w.answer, w.state",
                     id))
        tally(attendance, row.get<std::string>(0), row.get<std::string>(1), row.get<std::int64_t>(2));
    return attendance;
}

// What was answered for single times counts there instead of what the same people say of all.
void add_single(db::Reader& reader, EventId id, std::map<Time, Attendance>& times)
{
    auto first = times.begin()->first, last = times.rbegin()->first;
    for (const auto& row : reader.rows("SELECT w.at, w.answer, w.state, count(*) FROM event_answers w WHERE w.event_id = $1 "
                                       "AND w.at >= $2 AND w.at <= $3 AND w.at > 0 GROUP BY w.at, w.answer, w.state",
                                       id, first, last))
        if (auto at = times.find(row.get<Time>(0)); at != times.end())
            tally(at->second, row.get<std::string>(1), row.get<std::string>(2), row.get<std::int64_t>(3));
    for (const auto& row : reader.rows(
             "SELECT o.at, w.answer, w.state, count(*) FROM event_answers o JOIN event_answers w ON w.event_id = o.event_id "
             "AND w.account_id = o.account_id AND w.at = 0 WHERE o.event_id = $1 AND o.at >= $2 AND o.at <= $3 AND o.at > 0 "
             "GROUP BY o.at, w.answer, w.state",
             id, first, last))
        if (auto at = times.find(row.get<Time>(0)); at != times.end())
            tally(at->second, row.get<std::string>(1), row.get<std::string>(2), -row.get<std::int64_t>(3));
}

std::vector<EventAnswer> own_answers(db::Reader& reader, EventId id, AccountId who)
{
    std::vector<EventAnswer> answers;
    for (const auto& row : reader.rows("SELECT " + std::string{answer_columns}
                                           + " FROM event_answers w WHERE w.event_id = $1 AND w.account_id = $2 ORDER BY w.at",
                                       id, who))
        answers.push_back(read_answer(row));
    return answers;
}

// That of the time where there is one, else that of all, which is the first.
std::optional<EventAnswer> holding_at(const std::vector<EventAnswer>& answers, Time at)
{
    for (const auto& answer : answers)
        if (answer.at == at) return answer;
    if (answers.empty() || answers.front().at) return std::nullopt;
    return answers.front();
}

}  // namespace

EventAnswer read_answer(const db::Row& row)
{
    auto remind = row.get<std::optional<std::int64_t>>(4);
    auto at = row.get<Time>(6);
    return {.account = row.get<AccountId>(1),
            .answer = *parse_answer(row.get<std::string>(2)),
            .state = static_cast<AnswerState>(std::ranges::find(state_names, row.get<std::string>(3)) - state_names.begin()),
            .remind = remind ? std::optional{Duration{*remind}} : std::nullopt,
            .created_at = row.get<Time>(5),
            .at = at == all_times ? std::nullopt : std::optional{at}};
}

std::string_view name_of(AnswerState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<EventAnswer> answer_for(db::Reader& reader, EventId id, AccountId who, Time at)
{
    auto row = reader.row("SELECT " + std::string{answer_columns}
                              + " FROM event_answers w WHERE w.event_id = $1 AND w.account_id = $2 AND w.at = $3",
                          id, who, at);
    if (!row) return std::nullopt;
    return read_answer(*row);
}

std::optional<EventAnswer> answer_of(db::Reader& reader, EventId id, AccountId who)
{
    return answer_for(reader, id, who, all_times);
}

std::vector<TimeStanding> standings_at(db::Reader& reader, const Event& event, std::span<const Occurrence> times,
                                       std::optional<AccountId> viewer)
{
    std::map<Time, Attendance> attendances;
    auto all = !event.domain ? event.attendance : times.empty() ? Attendance{} : of_all(reader, event.id);
    for (const auto& one : times) attendances.emplace(one.at, all);
    if (event.has_answers_for_one && !times.empty()) add_single(reader, event.id, attendances);
    auto own = viewer ? own_answers(reader, event.id, *viewer) : std::vector<EventAnswer>{};
    std::vector<TimeStanding> standings;
    for (const auto& one : times) standings.push_back({attendances[one.at], holding_at(own, one.at)});
    return standings;
}

Attendance attendance_at(db::Reader& reader, const Event& event, Time at)
{
    Occurrence one{.at = at, .starts_at = at, .ends_at = at};
    return standings_at(reader, event, {&one, 1}, std::nullopt).front().attendance;
}

// Whoever takes the last place writes the row of the event, so that of two at once one is done after the other.
void count_answers(db::Transaction& tx, EventId id)
{
    tx.run(
        "UPDATE community_events SET answers_for_one = (SELECT count(*) FROM event_answers w WHERE w.event_id = $1 AND w.at > 0) "
        "WHERE id = $1",
        id);
    auto event = find_in_care(tx, id);
    if (!event) return;
    auto counted = event->domain ? attendance_at(tx, *event, event->next_called()) : of_all(tx, id);
    tx.run("UPDATE community_events SET yes_count = $2, maybe_count = $3, no_count = $4, waiting_count = $5 WHERE id = $1", id,
           counted.yes, counted.maybe, counted.no, counted.waiting);
}

std::int64_t most_taken(db::Reader& reader, const Event& event, Time now)
{
    return most_taken_but(reader, event, AccountId{}, now);
}

// A place that somebody has at one time already is not asked for again.
std::int64_t most_taken_but(db::Reader& reader, const Event& event, AccountId who, Time now)
{
    auto all =
        reader
            .value<std::int64_t>("SELECT count(*) FROM event_answers w WHERE w.event_id = $1 AND w.at = 0 AND w.answer = 'yes' "
                                 "AND w.state = 'given'",
                                 event.id)
            .value_or(0);
    if (!event.has_answers_for_one) return all;
    auto most = all;
    auto rows = reader.rows(
        "SELECT o.at, sum(CASE WHEN o.answer = 'yes' AND o.state = 'given' THEN 1 ELSE 0 END) "
        "- sum(CASE WHEN w.account_id IS NULL THEN 0 ELSE 1 END) FROM event_answers o LEFT JOIN event_answers w "
        "ON w.event_id = o.event_id AND w.account_id = o.account_id AND w.at = 0 AND w.answer = 'yes' AND w.state = 'given' "
        "WHERE o.event_id = $1 AND o.at > $2 GROUP BY o.at HAVING max(CASE WHEN o.account_id = $3 THEN 1 ELSE 0 END) = 0",
        event.id, std::max(all_times, now - 2 * longest_event), who);
    for (const auto& row : rows) {
        auto time = event.time_called(row.get<Time>(0));
        if (time && !time->is_cancelled && time->ends_at > now) most = std::max(most, all + row.get<std::int64_t>(1));
    }
    return most;
}

social::Page<EventAnswer> answers_of(db::Reader& reader, const Event& event, std::optional<Time> at, Answer answer, Line line,
                                     const social::PageRequest& request)
{
    auto sql = "SELECT " + std::string{answer_columns}
             + " FROM event_answers w WHERE w.event_id = $1 AND w.answer = $2 AND w.state = $3 AND w.id > $4 AND w.id < $5 AND "
             + holds_at("$7") + " ORDER BY w.id " + (request.forwards() ? "ASC" : "DESC") + " LIMIT $6";
    auto rows = reader.rows(sql, event.id, name_of(answer), line == Line::Waiting ? "waiting" : "given", request.after(),
                            request.before(), request.limit, at.value_or(event.next_called()));
    return social::read_page<EventAnswer>(rows, request, read_answer);
}

std::vector<AccountId> who_answered(db::Reader& reader, EventId id)
{
    std::vector<AccountId> who;
    for (const auto& row :
         reader.rows("SELECT DISTINCT account_id FROM event_answers WHERE event_id = $1 AND answer <> 'no'", id))
        who.push_back(row.get<AccountId>(0));
    return who;
}

std::vector<AccountId> who_comes_at(db::Reader& reader, EventId id, Time at)
{
    std::vector<AccountId> who;
    for (const auto& row : reader.rows(
             "SELECT w.account_id FROM event_answers w WHERE w.event_id = $1 AND w.answer <> 'no' AND " + holds_at("$2"), id, at))
        who.push_back(row.get<AccountId>(0));
    return who;
}

AgendaTimes agenda_times(db::Reader& reader, const Event& event, AccountId who)
{
    AgendaTimes agenda;
    for (const auto& answer : own_answers(reader, event.id, who)) {
        bool comes = answer.answer != Answer::No && answer.state != AnswerState::Refused;
        if (!answer.at)
            agenda.has_all = comes;
        else
            (comes ? agenda.then : agenda.not_then).push_back(*answer.at);
    }
    // Whoever holds it is there.
    if (event.host == who) agenda.has_all = true;
    return agenda;
}

}  // namespace favilla::community
