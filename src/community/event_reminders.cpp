// SPDX-License-Identifier: AGPL-3.0-or-later
// Reminders of events: told once for each time that somebody comes to.
#include <algorithm>
#include <map>

#include "community/event_answer_rows.h"
#include "social/notifications.h"

namespace favilla::community {

namespace {

constexpr int reminded_at_once = 200;

void set_reminder(db::Transaction& tx, EventId id, AccountId who, Time at, std::optional<Time> next)
{
    tx.run("UPDATE event_answers SET remind_at = $4 WHERE event_id = $1 AND account_id = $2 AND at = $3", id, who, at, next);
}

}  // namespace

std::optional<Time> next_reminder(const Event& event, std::optional<Duration> remind, Time at, std::span<const Time> by_itself,
                                  Time now)
{
    if (!remind || event.cancelled_at) return std::nullopt;
    if (at != all_times) {
        auto time = event.time_called(at);
        bool lies_ahead = time && !time->is_cancelled && time->starts_at - *remind > now;
        return lies_ahead ? std::optional{time->starts_at - *remind} : std::nullopt;
    }
    for (const auto& time : event.times_from(now + *remind + milliseconds(1), static_cast<int>(by_itself.size()) + 1))
        if (std::ranges::find(by_itself, time.at) == by_itself.end()) return time.starts_at - *remind;
    return std::nullopt;
}

std::vector<Time> answered_by_itself(db::Reader& reader, EventId id, AccountId who)
{
    std::vector<Time> times;
    for (const auto& row :
         reader.rows("SELECT at FROM event_answers WHERE event_id = $1 AND account_id = $2 AND at > 0", id, who))
        times.push_back(row.get<Time>(0));
    return times;
}

void move_reminders(db::Transaction& tx, const Event& event, Time now)
{
    std::map<AccountId, std::vector<Time>> by_itself;
    for (const auto& row : tx.rows("SELECT account_id, at FROM event_answers WHERE event_id = $1 AND at > 0", event.id))
        by_itself[row.get<AccountId>(0)].push_back(row.get<Time>(1));
    for (const auto& row :
         tx.rows("SELECT account_id, at, remind FROM event_answers WHERE event_id = $1 AND remind IS NOT NULL", event.id)) {
        auto who = row.get<AccountId>(0);
        auto at = row.get<Time>(1);
        set_reminder(tx, event.id, who, at, next_reminder(event, Duration{row.get<std::int64_t>(2)}, at, by_itself[who], now));
    }
}

int remind_of_events(db::Database& database, Time now)
{
    return database.write([&](db::Transaction& tx) {
        int told = 0;
        auto rows = tx.rows(
            "SELECT event_id, account_id, at, remind, state, answer FROM event_answers WHERE remind_at IS NOT NULL AND remind_at <= $1 "
            "ORDER BY remind_at LIMIT $2",
            now, reminded_at_once);
        for (const auto& row : rows) {
            auto id = row.get<EventId>(0);
            auto who = row.get<AccountId>(1);
            auto event = find_event(tx, id, who);
            auto at = row.get<Time>(2);
            auto remind = Duration{row.get<std::int64_t>(3)};
            auto by_itself = answered_by_itself(tx, id, who);
            set_reminder(tx, id, who, at, event ? next_reminder(*event, remind, at, by_itself, now) : std::nullopt);
            // Who has no place yet is not sent there, and what one may not see any more is told to nobody.
            if (!event || row.get<std::string>(4) != "given") continue;
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
