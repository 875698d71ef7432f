// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/subscriptions.h"

#include <algorithm>

namespace favilla::jobs {

void Subscriptions::publish(db::Transaction& tx, std::string_view name, std::string_view payload)
{
    if (auto found = inside_.find(name); found != inside_.end())
        for (const auto& subscriber : found->second) subscriber.act(tx, payload);
    if (!after_.contains(name)) return;
    auto id = tx.new_id<EventId>(Time{});  // the next after what the transaction made: its time is theirs
    tx.run("INSERT INTO events (id, name, payload, created_at) VALUES ($1, $2, $3, $4)", id, name, payload, time_of_id(id.value));
    job_left(tx, event_log);
}

void Subscriptions::job_left(db::Transaction& tx, std::string_view queue)
{
    if (wake_) tx.after_commit([this, queue = std::string{queue}] { wake_(queue); });
}

const std::vector<Subscriptions::After>& Subscriptions::after(std::string_view event) const
{
    static const std::vector<After> nobody;
    auto found = after_.find(event);
    return found == after_.end() ? nobody : found->second;
}

const Subscriptions::After* Subscriptions::find_after(std::string_view event, std::string_view subscriber) const
{
    const auto& all = after(event);
    auto found = std::ranges::find(all, subscriber, &After::subscriber);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace favilla::jobs
