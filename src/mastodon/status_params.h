// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/status_params.h — what a client says of a status: to be posted, scheduled or changed.
#pragma once
#include <optional>
#include <vector>

#include "mastodon/api.h"
#include "social/statuses.h"

namespace favilla::mastodon {

// Refuse Invalid, and NotFound for what is named and cannot be.
Result<social::StatusDraft> read_draft(const net::Request&, const Api&);
Result<social::StatusRevision> read_revision(const Params&);
// None: it is not said. Refuses Invalid "status.scheduled_unreadable".
Result<std::optional<Time>> read_scheduled_at(const Params&);

}  // namespace favilla::mastodon
