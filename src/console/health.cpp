// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/health.h"

#include "base/crypto.h"
#include "jobs/queue.h"

namespace favilla::console {

namespace {

void write_jobs(std::string& text, const jobs::QueueCounts& counts)
{
    net::write_family(text, "favilla_jobs", "gauge", "Jobs by state.");
    net::write_sample(text, "favilla_jobs", {{"state", "waiting"}}, static_cast<double>(counts.waiting));
    net::write_sample(text, "favilla_jobs", {{"state", "running"}}, static_cast<double>(counts.running));
    net::write_sample(text, "favilla_jobs", {{"state", "poisoned"}}, static_cast<double>(counts.poisoned));
    net::write_family(text, "favilla_events", "gauge", "Events not handed on yet.");
    net::write_sample(text, "favilla_events", {}, static_cast<double>(counts.events));
}

}  // namespace

net::Response alive(const net::Request&) { return net::text_response(200, "OK\n"); }

net::Response ready(db::Database& database)
{
    database.read([](db::Reader& reader) { jobs::next_run(reader, ""); });
    return net::text_response(200, "OK\n");
}

net::Response metrics(const net::Request& request, const net::ServerMetrics& server, db::Database& database, MetricsDoor door,
                      std::string_view token)
{
    bool knows = !token.empty() && equal_in_constant_time(request.header("Authorization"), "Bearer " + std::string{token});
    if (door == MetricsDoor::Shared && !knows) return net::text_response(403, "metrics need their token (metrics.token)\n");
    auto text = net::prometheus_text(server);
    write_jobs(text, database.read([](db::Reader& reader) { return jobs::counts(reader); }));
    return net::response_of_type(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
}

}  // namespace favilla::console
