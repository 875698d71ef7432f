// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/jobs — what remains to be done, and what was set aside because it will not succeed. For
// administrators.
#include "console/routes.h"
#include "jobs/queue.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int most_jobs = 100;

void write_job(JsonWriter& json, const jobs::Job& job)
{
    json.object([&] {
        json.field("id", job.id);
        json.field("queue", job.queue);
        json.field("kind", job.kind);
        json.field("attempts", job.attempts);
        json.field("last_error", job.last_error);
    });
}

}  // namespace

net::Response get_jobs(const net::Request&, Api& api)
{
    auto [counts, poisoned] =
        api.db.read([](db::Reader& reader) { return std::pair{jobs::counts(reader), jobs::poisoned(reader, most_jobs)}; });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("waiting", counts.waiting);
            json.field("running", counts.running);
            json.field("poisoned", counts.poisoned);
            json.field("events", counts.events);
            json.key("poisoned_jobs").array(poisoned, [&](const jobs::Job& job) { write_job(json, job); });
        });
    });
}

net::Response retry_job(const net::Request& request, Api& api)
{
    auto id = parse_id<JobId>(request.param("id"));
    if (!id) return not_found(api);
    auto retried = api.db.write([&](db::Transaction& tx) { return jobs::retry(tx, *id, api.now); });
    return retried ? empty_object() : error_response(api, retried.error());
}

}  // namespace favilla::console
