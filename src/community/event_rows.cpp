// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/event_rows.h"

#include <array>
#include <charconv>
#include <cmath>

#include "community/event_answers.h"
#include "social/notifications.h"

namespace favilla::community {

namespace {

std::optional<std::int64_t> millionths(std::optional<double> degrees)
{
    if (!degrees) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(*degrees * 1e6));
}

// "at starts lasts cancelled", a line each; the last is 0 where it takes place.
std::string exceptions_text(const std::vector<TimeException>& exceptions)
{
    std::string text;
    for (const auto& one : exceptions)
        text += std::to_string(one.at.milliseconds) + " " + std::to_string(one.starts_at.milliseconds) + " "
              + std::to_string(one.lasts.milliseconds) + " " + std::to_string(one.cancelled_at.value_or(Time{}).milliseconds)
              + "\n";
    return text;
}

void tell(db::Transaction& tx, const Event& event, const std::vector<AccountId>& people, Time now)
{
    for (auto who : people)
        social::notify(tx,
                       {.to = who,
                        .kind = social::NotificationKind::EventUpdate,
                        .from = event.host,
                        .status = event.status,
                        .conversation = {}},
                       now);
}

}  // namespace

std::vector<TimeException> read_exceptions(std::string_view text)
{
    std::vector<TimeException> exceptions;
    for (const auto* at = text.data(); at < text.data() + text.size(); ++at) {
        std::array<std::int64_t, 4> numbers{};
        for (auto& number : numbers) {
            at = std::from_chars(at, text.data() + text.size(), number).ptr;
            if (&number != &numbers.back()) ++at;
        }
        exceptions.push_back({.at = {numbers[0]},
                              .starts_at = {numbers[1]},
                              .lasts = {numbers[2]},
                              .cancelled_at = numbers[3] ? std::optional{Time{numbers[3]}} : std::nullopt});
    }
    return exceptions;
}

std::string holds_at(std::string_view parameter)
{
    auto at = std::string{parameter};
    return "(w.at = " + at
         + " OR (w.at = 0 AND NOT EXISTS (SELECT 1 FROM event_answers o WHERE o.event_id = w.event_id "
           "AND o.account_id = w.account_id AND o.at = "
         + at + ")))";
}

void find_next(Event& event, Time now)
{
    auto next = event.next_time(now);
    event.next_at = next.starts_at;
    event.next_end = next.ends_at;
}

void add_event(db::Transaction& tx, const Event& event)
{
    tx.run(
        "INSERT INTO community_events (id, status_id, account_id, domain_id, group_id, title, description, starts_at, lasts, time_zone, rule, next_at, "
        "next_end, place_name, place_address, online_url, waiting_list, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, '', '', 0, 0, '', '', 0, 0, '', '', '', 0, $6, $6)",
        event.id, event.status, event.host, event.domain, event.group, event.created_at);
    store_event(tx, event);
}

void store_event(db::Transaction& tx, const Event& event)
{
    tx.run(
        "UPDATE community_events SET title = $2, description = $3, starts_at = $4, lasts = $5, time_zone = $6, rule = $7, next_at = $8, next_end = $9, "
        "place_name = $10, place_address = $11, latitude = $12, longitude = $13, online_url = $14, capacity = $15, waiting_list = $16, "
        "sequence = $17, cancelled_at = $18, updated_at = $19, repeats = $20, answering = $21, answering_url = $22, open_end = $23, exceptions = $24, attended_until = NULL WHERE id = $1",
        event.id, event.title, event.description, event.starts_at, event.lasts.milliseconds, event.time_zone, event.rule,
        event.next_at, event.next_end, event.place.name, event.place.address, millionths(event.place.latitude),
        millionths(event.place.longitude), event.online_url, event.capacity, event.has_waiting_list, event.sequence,
        event.cancelled_at, event.updated_at, event.comes_again(), name_of(event.answering), event.answering_url, !event.has_end,
        exceptions_text(event.exceptions));
}

void tell_who_answered(db::Transaction& tx, const Event& event, Time now) { tell(tx, event, who_answered(tx, event.id), now); }

void tell_who_comes_at(db::Transaction& tx, const Event& event, Time at, Time now)
{
    tell(tx, event, who_comes_at(tx, event.id, at), now);
}

bool differ_for_a_calendar(const Event& one, const Event& other)
{
    return one.starts_at != other.starts_at || one.lasts != other.lasts || one.rule != other.rule
        || one.time_zone != other.time_zone || one.place != other.place || one.online_url != other.online_url
        || one.title != other.title || one.has_end != other.has_end || one.exceptions != other.exceptions;
}

}  // namespace favilla::community
