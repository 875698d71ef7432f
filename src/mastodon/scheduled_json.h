// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/scheduled_json.h — a ScheduledStatus as clients read it (docs.joinmastodon.org/entities/ScheduledStatus), and the answer
// to who posts one.
#pragma once
#include "base/json_writer.h"
#include "mastodon/api.h"
#include "net/http.h"
#include "social/statuses.h"

namespace favilla::mastodon {

void write_poll_draft(JsonWriter&, const social::PollDraft&);  // as it was asked for
net::Response schedule_response(Api&, const social::StatusDraft&, Time at);

}  // namespace favilla::mastodon
