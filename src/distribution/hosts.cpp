// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/hosts.h"

#include <algorithm>

#include <fmt/format.h>

#include "distribution/deliveries.h"
#include "jobs/queue.h"

namespace favilla::distribution {

namespace {

constexpr std::string_view host_columns =
    "h.name, h.first_seen_at, h.signature_form, h.last_delivered_at, h.failing_since, h.failures, h.next_try_at, h.last_error, "
    "h.software, h.software_at";

Host read_host(const db::Row& row)
{
    return {.name = row.get<std::string>(0),
            .first_seen_at = row.get<Time>(1),
            .signature_form = row.get<std::string>(2),
            .last_delivered_at = row.get<std::optional<Time>>(3),
            .failing_since = row.get<std::optional<Time>>(4),
            .failures = row.get<std::int64_t>(5),
            .next_try_at = row.get<std::optional<Time>>(6),
            .last_error = row.get<std::string>(7),
            .software = row.get<std::string>(8),
            .software_at = row.get<std::optional<Time>>(9)};
}

std::string state_columns()
{
    return fmt::format("{}, (SELECT count(*) FROM accounts a WHERE a.host = h.name AND a.domain_id IS NULL), "
                       "(SELECT count(*) FROM deliveries d WHERE d.host = h.name AND d.state = 'waiting')",
                       host_columns);
}

std::vector<HostState> read_states(db::Rows rows)
{
    std::vector<HostState> found;
    for (const auto& row : rows) found.push_back({read_host(row), row.get<std::int64_t>(10), row.get<std::int64_t>(11)});
    return found;
}

}  // namespace

std::optional<Host> find_host(db::Reader& reader, std::string_view name)
{
    auto row = reader.row(fmt::format("SELECT {} FROM hosts h WHERE h.name = $1", host_columns), name);
    return row ? std::optional{read_host(*row)} : std::nullopt;
}

std::vector<HostState> hosts_after(db::Reader& reader, std::string_view name, HostFilter filter, int limit)
{
    return read_states(
        reader.rows(fmt::format("SELECT {} FROM hosts h WHERE h.name > $1{} ORDER BY h.name LIMIT $2", state_columns(),
                                filter == HostFilter::Failing ? " AND h.failing_since IS NOT NULL" : ""),
                    name, limit));
}

std::vector<HostState> host_states(db::Reader& reader, std::span<const std::string> names)
{
    return read_states(
        reader.rows(fmt::format("SELECT {} FROM hosts h WHERE h.name IN TEXTS($1) ORDER BY h.name", state_columns()),
                    db::list_of_texts(names)));
}

std::vector<std::string> hosts_not_asked(db::Reader& reader, int limit)
{
    std::vector<std::string> names;
    for (const auto& row : reader.rows("SELECT name FROM hosts WHERE software_at IS NULL ORDER BY name LIMIT $1", limit))
        names.push_back(row.get<std::string>(0));
    return names;
}

void meet_host(db::Transaction& tx, std::string_view name, Time now)
{
    tx.run("INSERT INTO hosts (name, first_seen_at, signature_form, has_job, failures, last_error) VALUES ($1, $2, '', 0, 0, '') "
           "ON CONFLICT (name) DO NOTHING",
           name, now);
}

bool is_any_known(db::Reader& reader, std::span<const std::string> software)
{
    return reader.row("SELECT 1 FROM hosts WHERE software IN TEXTS($1) AND software <> '' LIMIT 1", db::list_of_texts(software))
        .has_value();
}

void note_software(db::Transaction& tx, std::string_view name, std::string_view software, Time now)
{
    tx.run("UPDATE hosts SET software = $2, software_at = $3 WHERE name = $1", name, software, now);
}

void note_signature_form(db::Transaction& tx, std::string_view name, std::string_view form)
{
    tx.run("UPDATE hosts SET signature_form = $2 WHERE name = $1 AND signature_form <> $2", name, form);
}

Duration pause_after(std::int64_t failures)
{
    auto doubled = std::clamp<std::int64_t>(failures - 1, 0, 9);
    return std::min(minutes(1) * (std::int64_t{1} << doubled), hours(6));
}

void hear_from_host(db::Transaction& tx, std::string_view name, Time now)
{
    auto waiting = tx.row("SELECT 1 FROM hosts WHERE name = $1 AND failing_since IS NOT NULL AND next_try_at > $2", name, now);
    if (!waiting) return;
    tx.run("UPDATE hosts SET next_try_at = $2 WHERE name = $1", name, now);
    jobs::hasten(tx, failing_queue, HostWork::name, jobs::encode(HostWork{std::string{name}}), now);
}

}  // namespace favilla::distribution
