// SPDX-License-Identifier: AGPL-3.0-or-later
// social/status_marks.h — what a reader does with a status: favourite, boost, bookmark, pin, mute its conversation.
// Each is a set: doing it twice is doing it once, and the counters always equal the sets.
#pragma once
#include "social/paging.h"
#include "social/statuses.h"

namespace favilla::social {

// All refuse NotFound for what the reader may not see, and answer with the status as it stands afterwards.
Result<Status> favourite(db::Transaction&, AccountId reader, StatusId, Time now);    // publishes FavouriteAdded
Result<Status> unfavourite(db::Transaction&, AccountId reader, StatusId, Time now);  // publishes FavouriteRemoved
Result<Status> bookmark(db::Transaction&, AccountId reader, StatusId, Time now);
Result<Status> unbookmark(db::Transaction&, AccountId reader, StatusId);
Result<Status> mute_conversation(db::Transaction&, AccountId reader, StatusId, Time now);
Result<Status> unmute_conversation(db::Transaction&, AccountId reader, StatusId);

inline constexpr int max_pins = 5;
// Refuses Invalid: another's, a boost, a direct one, more than five. Publish PinChanged.
Result<Status> pin(db::Transaction&, AccountId author, StatusId, Time now);
Result<Status> unpin(db::Transaction&, AccountId author, StatusId);

// The boost itself; boosting again answers with the one there is. A direct status is never boosted, a private one by
// its author only: NotFound. Publishes StatusBoosted.
Result<Status> boost(db::Transaction&, AccountId reader, StatusId, std::optional<Visibility>, Time now);
// What was boosted, as it stands afterwards. Publishes StatusDeleted for the boost.
Result<Status> unboost(db::Transaction&, AccountId reader, StatusId, Time now);

// By whom, newest first, paged by the mark's own id; those blocked either way by the viewer are left out.
Page<AccountId> favourited_by(db::Reader&, StatusId, Viewer, const PageRequest&);
Page<AccountId> boosted_by(db::Reader&, StatusId, Viewer, const PageRequest&);

}  // namespace favilla::social
