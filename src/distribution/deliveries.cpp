// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/deliveries.h"

#include <algorithm>
#include <map>

#include "base/web_url.h"
#include "distribution/hosts.h"
#include "jobs/queue.h"

namespace favilla::distribution {

namespace {

constexpr Duration parcels_kept = days(30);
constexpr Duration activities_remembered = days(30);
constexpr int forgotten_at_once = 1000;

std::vector<Destination> read_destinations(const db::Rows& rows)
{
    std::vector<Destination> found;
    for (const auto& row : rows) {
        auto inbox = row.get<std::string>(0);
        auto url = parse_web_url(inbox);
        if (url) found.push_back({url->authority(), std::move(inbox), row.get<std::int64_t>(1)});
    }
    return found;
}

void give_job(db::Transaction& tx, std::string_view host, std::string_view queue, Time now, Time run_at)
{
    jobs::enqueue(tx, queue, HostWork::name, jobs::encode(HostWork{std::string{host}}), now, run_at);
}

constexpr std::string_view waiting =
    "SELECT d.id, d.status_id, d.inbox, p.sender, p.body, d.created_at FROM deliveries d JOIN parcels p ON p.id = d.parcel_id "
    "WHERE d.host = $1 AND d.state = 'waiting'";

DueDelivery as_due(const db::Row& row)
{
    return {.id = row.get<DeliveryId>(0),
            .status = row.get<std::optional<StatusId>>(1),
            .inbox = row.get<std::string>(2),
            .sender = row.get<std::string>(3),
            .body = row.get<std::string>(4),
            .created_at = row.get<Time>(5)};
}

std::vector<DueDelivery> give_up(db::Transaction& tx, std::string_view host, std::string_view reason, Time before, Time now)
{
    std::vector<DueDelivery> given_up;
    for (const auto& row :
         tx.rows(std::string{waiting} + " AND d.created_at < $2 AND d.status_id IS NULL ORDER BY d.id", host, before))
        given_up.push_back(as_due(row));
    tx.run("UPDATE deliveries SET state = 'failed', last_error = $2, settled_at = $3 "
           "WHERE host = $1 AND state = 'waiting' AND created_at < $4",
           host, reason, now, before);
    return given_up;
}

}  // namespace

std::vector<Destination> destinations_of_followers(db::Reader& reader, AccountId author)
{
    return read_destinations(
        reader.rows("SELECT CASE WHEN t.shared_inbox <> '' THEN t.shared_inbox ELSE t.inbox END AS place, count(*) "
                    "FROM follows f JOIN actors t ON t.account_id = f.account_id JOIN accounts a ON a.id = f.account_id "
                    "WHERE f.target_id = $1 AND a.suspended_at IS NULL "
                    "GROUP BY place ORDER BY place",
                    author));
}

std::vector<Destination> destinations_of(db::Reader& reader, std::span<const AccountId> accounts)
{
    return read_destinations(
        reader.rows("SELECT DISTINCT CASE WHEN shared_inbox <> '' THEN shared_inbox ELSE inbox END AS place, 0 "
                    "FROM actors t JOIN accounts a ON a.id = t.account_id "
                    "WHERE t.account_id IN EACH($1) AND a.suspended_at IS NULL ORDER BY place",
                    db::list_of(accounts)));
}

// Through the actors, who are those of other servers: accounts are all there are.
std::vector<Destination> destinations_of_everybody(db::Reader& reader)
{
    return read_destinations(
        reader.rows("SELECT CASE WHEN t.shared_inbox <> '' THEN t.shared_inbox ELSE t.inbox END AS place, 0 FROM actors t "
                    "CROSS JOIN accounts a WHERE a.id = t.account_id AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
                    "GROUP BY place ORDER BY place"));
}

std::vector<AccountId> people_behind(db::Reader& reader, std::string_view inbox)
{
    std::vector<AccountId> people;
    for (const auto& row :
         reader.rows("SELECT account_id FROM actors WHERE inbox = $1 AND (shared_inbox = '' OR shared_inbox = $1)", inbox))
        people.push_back(row.get<AccountId>(0));
    return people;
}

std::vector<Destination> destinations_of_sent(db::Reader& reader, StatusId status)
{
    return read_destinations(
        reader.rows("SELECT inbox, max(people) FROM deliveries WHERE status_id = $1 GROUP BY inbox ORDER BY inbox", status));
}

std::vector<Destination> joined(std::vector<Destination> first, const std::vector<Destination>& second)
{
    for (const auto& destination : second)
        if (std::ranges::find(first, destination.inbox, &Destination::inbox) == first.end()) first.push_back(destination);
    return first;
}

void send(db::Transaction& tx, const ParcelDraft& draft, std::span<const Destination> destinations, Time now)
{
    if (destinations.empty()) return;
    auto parcel = tx.new_id<ParcelId>(now);
    bool added = tx.run("INSERT INTO parcels (id, uri, sender, status_id, body, created_at) VALUES ($1, $2, $3, $4, $5, $6) "
                        "ON CONFLICT (uri) DO NOTHING",
                        parcel, draft.uri, draft.sender, draft.status, draft.body, now)
               > 0;
    if (!added) return;
    for (const auto& destination : destinations) {
        tx.run("INSERT INTO deliveries (id, parcel_id, status_id, host, inbox, people, state, attempts, last_error, created_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, '', $7)",
               tx.new_id<DeliveryId>(now), parcel, draft.status, destination.host, destination.inbox, destination.people, now);
        meet_host(tx, destination.host, now);
        if (tx.run("UPDATE hosts SET has_job = 1 WHERE name = $1 AND has_job = 0", destination.host) > 0)
            give_job(tx, destination.host, deliveries_queue, now, now);
    }
}

bool was_sent(db::Reader& reader, std::string_view parcel_uri)
{
    return reader.row("SELECT 1 FROM parcels WHERE uri = $1", parcel_uri).has_value();
}

std::optional<DueDelivery> next_due(db::Reader& reader, std::string_view host)
{
    auto row = reader.row(std::string{waiting} + " ORDER BY d.id LIMIT 1", host);
    return row ? std::optional{as_due(*row)} : std::nullopt;
}

void settle_delivered(db::Transaction& tx, DeliveryId id, std::string_view host, Time now)
{
    tx.run("UPDATE deliveries SET state = 'delivered', attempts = attempts + 1, last_error = '', settled_at = $2 WHERE id = $1",
           id, now);
    tx.run("UPDATE hosts SET last_delivered_at = $2, failing_since = NULL, failures = 0, next_try_at = NULL, last_error = '' "
           "WHERE name = $1",
           host, now);
}

void settle_failed(db::Transaction& tx, DeliveryId id, std::string_view reason, Time now)
{
    tx.run("UPDATE deliveries SET state = 'failed', attempts = attempts + 1, last_error = $2, settled_at = $3 WHERE id = $1", id,
           reason, now);
}

std::vector<DueDelivery> pause_host(db::Transaction& tx, std::string_view host, DeliveryId tried, std::string_view reason,
                                    std::optional<Duration> asked, Time now)
{
    tx.run("UPDATE deliveries SET attempts = attempts + 1, last_error = $2 WHERE id = $1", tried, reason);
    auto given_up = give_up(tx, host, reason, now - given_up_after, now);
    auto failures = tx.value<std::int64_t>("SELECT failures FROM hosts WHERE name = $1", host).value_or(0) + 1;
    auto again = now + std::max(asked.value_or(Duration{}), pause_after(failures));
    tx.run("UPDATE hosts SET failing_since = coalesce(failing_since, $2), failures = $3, next_try_at = $4, last_error = $5 "
           "WHERE name = $1",
           host, now, failures, again, reason);
    if (next_due(tx, host))
        give_job(tx, host, failing_queue, now, again);
    else
        tx.run("UPDATE hosts SET has_job = 0 WHERE name = $1", host);
    return given_up;
}

std::vector<DueDelivery> give_up_host(db::Transaction& tx, std::string_view host, std::string_view reason, Time now)
{
    return give_up(tx, host, reason, now + days(1), now);
}

bool release_host(db::Transaction& tx, std::string_view host)
{
    if (next_due(tx, host)) return false;
    tx.run("UPDATE hosts SET has_job = 0 WHERE name = $1", host);
    return true;
}

void continue_host(db::Transaction& tx, std::string_view host, Time now) { give_job(tx, host, deliveries_queue, now, now); }

std::string_view name_of(DeliveryState state)
{
    switch (state) {
    case DeliveryState::Waiting: return "pending";
    case DeliveryState::Delivered: return "delivered";
    case DeliveryState::Failed: break;
    }
    return "failed";
}

std::vector<HostDelivery> deliveries_of(db::Reader& reader, StatusId status)
{
    std::vector<HostDelivery> found;
    for (const auto& row :
         reader.rows("SELECT d.host, d.state, d.people, d.attempts, d.last_error, h.next_try_at, d.settled_at FROM deliveries d "
                     "LEFT JOIN hosts h ON h.name = d.host WHERE d.status_id = $1 ORDER BY d.host, d.id",
                     status)) {
        auto state = row.get<std::string_view>(1);
        found.push_back({.host = row.get<std::string>(0),
                         .state = state == "waiting"   ? DeliveryState::Waiting
                                : state == "delivered" ? DeliveryState::Delivered
                                                       : DeliveryState::Failed,
                         .people = row.get<std::int64_t>(2),
                         .attempts = row.get<std::int64_t>(3),
                         .reason = row.get<std::string>(4),
                         .next_try_at = row.get<std::optional<Time>>(5),
                         .settled_at = row.get<std::optional<Time>>(6)});
        if (found.back().state != DeliveryState::Waiting) found.back().next_try_at.reset();
    }
    return found;
}

void forget_old_parcels(db::Transaction& tx, Time now)
{
    std::vector<ParcelId> old;
    for (const auto& row :
         tx.rows("SELECT p.id FROM parcels p WHERE p.created_at < $1 AND p.body <> '' AND NOT EXISTS (SELECT 1 FROM deliveries d "
                 "WHERE d.parcel_id = p.id AND d.state = 'waiting') ORDER BY p.created_at LIMIT $2",
                 now - parcels_kept, forgotten_at_once))
        old.push_back(row.get<ParcelId>(0));
    if (!old.empty()) {
        // What a post's team sees of its destinations stays; what was sent to them goes.
        tx.run("DELETE FROM deliveries WHERE parcel_id IN LIST($1) AND status_id IS NULL", db::list_of(old));
        tx.run("DELETE FROM parcels WHERE id IN LIST($1) AND status_id IS NULL", db::list_of(old));
        tx.run("UPDATE parcels SET body = '' WHERE id IN LIST($1)", db::list_of(old));
    }
    tx.run("DELETE FROM seen_activities WHERE seen_at < $1", now - activities_remembered);
}

}  // namespace favilla::distribution
