// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/events.h"

#include <algorithm>
#include <array>
#include <limits>

#include "community/event_answers.h"
#include "community/event_rows.h"
#include "community/groups.h"
#include "community/ledger_kinds.h"
#include "community/ledger_watch.h"
#include "jobs/events.h"

namespace favilla::community {

namespace {

constexpr std::array<std::string_view, 3> state_names = {"scheduled", "over", "cancelled"};
constexpr std::array<std::string_view, 4> answering_names = {"here", "join", "reply", "elsewhere"};
constexpr int looked_at_for_each = 4;  // rows, for one that is shown
constexpr int advanced_at_once = 200;

std::optional<double> degrees(std::optional<std::int64_t> millionths)
{
    if (!millionths) return std::nullopt;
    return static_cast<double>(*millionths) / 1e6;
}

std::optional<Event> find_any(db::Reader& reader, std::string_view key, std::int64_t id)
{
    auto row =
        reader.row("SELECT " + std::string{event_columns} + " FROM community_events e WHERE e." + std::string{key} + " = $1", id);
    if (!row) return std::nullopt;
    return read_event(*row);
}

// Those whose status the viewer may see, in the order in which they were given.
std::vector<Event> visible(db::Reader& reader, std::vector<Event> events, social::Viewer viewer, int limit)
{
    std::vector<StatusId> ids;
    for (const auto& event : events) ids.push_back(event.status);
    std::vector<StatusId> seen;
    for (const auto& status : social::find_statuses(reader, ids, viewer)) seen.push_back(status.id);
    std::erase_if(events, [&](const Event& event) { return std::ranges::find(seen, event.status) == seen.end(); });
    if (static_cast<int>(events.size()) > limit) events.erase(events.begin() + limit, events.end());
    return events;
}

std::vector<Event> read_events(const db::Rows& rows)
{
    std::vector<Event> events;
    for (const auto& row : rows) events.push_back(read_event(row));
    return events;
}

std::vector<Event> rows_of(db::Reader& reader, const EventQuery& query, int most, Time now)
{
    auto after = query.after ? find_any(reader, "id", query.after->value) : std::nullopt;
    auto column = query.group ? "e.group_id" : query.host ? "e.account_id" : "e.domain_id";
    auto whose = query.group ? query.group->value : query.host ? query.host->value : query.domain.value_or(DomainId{}).value;
    Time edge = query.is_over ? (after ? after->next_at : now) : (after ? after->next_at : Time{});
    auto id = after ? after->id.value : query.is_over ? std::numeric_limits<std::int64_t>::max() : 0;
    auto from = "SELECT " + std::string{event_columns} + " FROM community_events e WHERE " + column + " = $1 ";
    // What is on is to come still: its end decides, and the longest bounds how far back the index is read.
    auto rows = query.is_over ? reader.rows(from
                                                + "AND (e.next_at, e.id) < ($2, $3) AND e.next_end <= $4 "
                                                  "ORDER BY e.next_at DESC, e.id DESC LIMIT $5",
                                            whose, edge, id, now, most)
                              : reader.rows(from
                                                + "AND (e.next_at, e.id) > ($2, $3) AND e.next_end > $4 AND e.next_at > $6 "
                                                  "ORDER BY e.next_at, e.id LIMIT $5",
                                            whose, edge, id, now, most, now - longest_event - days(1));
    return read_events(rows);
}

}  // namespace

std::string Place::one_line() const
{
    if (name.empty() || address.empty()) return name + address;
    return name + ", " + address;
}

Series Event::series() const
{
    auto zone = TimeZone::find(time_zone);
    Series series{starts_at, zone ? *zone : *TimeZone::find("UTC"), {}};
    if (rule.empty()) return series;
    if (auto parsed = parse_rule(rule)) series.rule = *parsed;
    return series;
}

std::string_view name_of(EventState state) { return state_names[static_cast<std::size_t>(state)]; }

std::string_view name_of(Answering answering) { return answering_names[static_cast<std::size_t>(answering)]; }

EventState state_of(const Event& event, Time now)
{
    if (event.cancelled_at) return EventState::Cancelled;
    if (event.next_end > now) return EventState::Scheduled;
    // What recurs may not have gone on yet.
    return event.times_to_come(now, 1).empty() ? EventState::Over : EventState::Scheduled;
}

Event read_event(const db::Row& row)
{
    return {.id = row.get<EventId>(0),
            .status = row.get<StatusId>(1),
            .host = row.get<AccountId>(2),
            .domain = row.get<std::optional<DomainId>>(3),
            .group = row.get<std::optional<AccountId>>(4),
            .title = row.get<std::string>(5),
            .description = row.get<std::string>(6),
            .starts_at = row.get<Time>(7),
            .lasts = {row.get<std::int64_t>(8)},
            .time_zone = row.get<std::string>(9),
            .rule = row.get<std::string>(10),
            .next_at = row.get<Time>(11),
            .next_end = row.get<Time>(12),
            .place = {.name = row.get<std::string>(13),
                      .address = row.get<std::string>(14),
                      .latitude = degrees(row.get<std::optional<std::int64_t>>(15)),
                      .longitude = degrees(row.get<std::optional<std::int64_t>>(16))},
            .online_url = row.get<std::string>(17),
            .capacity = row.get<std::optional<std::int64_t>>(18),
            .has_waiting_list = row.get<bool>(19),
            // Of another server's event its own server knows more than we do.
            .attendance = {std::max(row.get<std::int64_t>(20), row.get<std::optional<std::int64_t>>(31).value_or(0)),
                           row.get<std::int64_t>(21), row.get<std::int64_t>(22), row.get<std::int64_t>(23)},
            .sequence = row.get<std::int64_t>(24),
            .cancelled_at = row.get<std::optional<Time>>(25),
            .created_at = row.get<Time>(26),
            .updated_at = row.get<Time>(27),
            .answering =
                static_cast<Answering>(std::ranges::find(answering_names, row.get<std::string>(28)) - answering_names.begin()),
            .answering_url = row.get<std::string>(29),
            .has_end = !row.get<bool>(30),
            .exceptions = read_exceptions(row.get<std::string>(32)),
            .has_answers_for_one = row.get<std::int64_t>(33) > 0};
}

bool may_change(db::Reader& reader, const Event& event, social::Viewer viewer)
{
    if (!viewer.account || !event.domain) return false;
    return event.host == *viewer.account || (event.group && role_in(reader, *event.group, *viewer.account));
}

const social::Media* picture_among(std::span<const social::Media> media)
{
    auto found = std::ranges::find(media, social::MediaKind::Image, &social::Media::kind);
    return found == media.end() ? nullptr : &*found;
}

std::optional<Event> find_event(db::Reader& reader, EventId id, social::Viewer viewer)
{
    auto event = find_any(reader, "id", id.value);
    if (!event || !social::find_status(reader, event->status, viewer)) return std::nullopt;
    return event;
}

std::optional<Event> event_of(db::Reader& reader, StatusId id) { return find_any(reader, "status_id", id.value); }

void forget_event(db::Transaction& tx, StatusId status)
{
    auto event = event_of(tx, status);
    if (!event) return;
    if (event->domain)
        for (const auto& row : tx.rows("SELECT DISTINCT w.account_id FROM event_answers w JOIN accounts a ON a.id = w.account_id "
                                       "WHERE w.event_id = $1 AND a.domain_id IS NULL",
                                       event->id))
            jobs::publish(tx, EventForgotten{status, event->host, row.get<AccountId>(0)});
    tx.run("DELETE FROM event_answers WHERE event_id = $1", event->id);
    tx.run("DELETE FROM event_invitations WHERE event_id = $1", event->id);
    tx.run("DELETE FROM event_attendances WHERE event_id = $1", event->id);
    drop_entries(tx, event->id.value);
    tx.run("DELETE FROM community_events WHERE id = $1", event->id);
}

std::vector<Event> events_among(db::Reader& reader, const EventQuery& query, social::Viewer viewer, Time now)
{
    return visible(reader, rows_of(reader, query, query.limit * looked_at_for_each, now), viewer, query.limit);
}

std::vector<Event> events_in_care(db::Reader& reader, const EventQuery& query, Time now)
{
    return rows_of(reader, query, query.limit, now);
}

std::optional<Event> find_in_care(db::Reader& reader, EventId id) { return find_any(reader, "id", id.value); }

std::vector<Event> events_with(db::Reader& reader, AccountId who, Time now, int limit)
{
    auto mine = read_events(reader.rows(
        "SELECT " + std::string{event_columns}
            + " FROM community_events e WHERE e.id IN (SELECT w.event_id FROM event_answers w WHERE w.account_id = $1 "
              "AND w.answer <> 'no' AND w.state <> 'refused' AND (w.at = 0 OR w.at > $4)) AND e.next_end > $2 "
              "ORDER BY e.next_at, e.id LIMIT $3",
        who, now, limit, now - longest_event));
    auto held =
        events_among(reader, {.domain = {}, .host = who, .group = {}, .after = {}, .is_over = false, .limit = limit}, who, now);
    for (auto& event : held)
        if (std::ranges::find(mine, event.id, &Event::id) == mine.end()) mine.push_back(std::move(event));
    std::ranges::sort(mine, {}, [](const Event& event) { return std::pair{event.next_at, event.id}; });
    return visible(reader, std::move(mine), who, limit);
}

int advance_events(db::Database& database, Time now)
{
    return database.write([&](db::Transaction& tx) {
        int advanced = note_last_attendance(tx, now);
        auto rows = tx.rows("SELECT " + std::string{event_columns}
                                + " FROM community_events e WHERE e.repeats = 1 AND e.next_end <= $1 "
                                  "ORDER BY e.next_end LIMIT $2",
                            now, advanced_at_once);
        for (auto& event : read_events(rows)) {
            note_attendance(tx, event);
            find_next(event, now);
            tx.run("UPDATE community_events SET next_at = $2, next_end = $3, repeats = $4 WHERE id = $1", event.id, event.next_at,
                   event.next_end, event.comes_again());
            count_answers(tx, event.id);
            if (event.domain) jobs::publish(tx, EventChanged{event.status, now});
            ++advanced;
        }
        return advanced;
    });
}

}  // namespace favilla::community
