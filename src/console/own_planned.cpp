// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/scheduled_statuses/:id/send — a planned post goes out now: what was held because nobody was at work, above all.
#include "console/routes.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "social/scheduled.h"

namespace favilla::console {

using namespace mastodon;

net::Response send_own_planned(const net::Request& request, Api& api)
{
    auto id = parse_id<ScheduledStatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto sent = api.db.write([&](db::Transaction& tx) { return social::send_scheduled(tx, api.me(), *id, api.now); });
    return sent ? status_response(api, *sent) : error_response(api, sent.error());
}

}  // namespace favilla::console
