// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/receive.h — an object that stands where its id says, taken in as a status: with the accounts it names and the
// posts it answers.
#pragma once
#include "activitypub/federation.h"
#include "activitypub/read_note.h"
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::activitypub {

// Brings authors and ancestors along, as many as `depth`; an ancestor that cannot be had is left out.
Result<social::Status> receive_object(Federation&, const boost::json::value& object, int depth);
Result<social::Status> receive_note(Federation&, ReadNote, const social::Account& author, int depth);
Result<social::Status> receive_changed_note(Federation&, ReadNote, const social::Account& author);

}  // namespace favilla::activitypub
