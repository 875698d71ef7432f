// SPDX-License-Identifier: AGPL-3.0-or-later
// social/markers.h — how far somebody has read, the same on all their devices.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Marker {
    std::string timeline;  // "home" or "notifications"
    std::int64_t last_read_id = 0;
    std::int64_t version = 0;
    Time updated_at;
};

bool is_marked_timeline(std::string_view timeline);
std::vector<Marker> markers(db::Reader&, AccountId);
// Refuses Invalid "marker.timeline".
Result<Marker> set_marker(db::Transaction&, AccountId, std::string_view timeline, std::int64_t last_read_id, Time now);

// How far they had read that conversation when they last looked; none: they never did. It only goes on.
std::optional<StatusId> read_position(db::Reader&, AccountId, ConversationId);
void keep_read_position(db::Transaction&, AccountId, ConversationId, StatusId);

}  // namespace favilla::social
