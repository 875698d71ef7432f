// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/archive_integrity.h — integrity.json of somebody's archive: what they said they are tied to, and what was found, asked and decided
// about them. Of others no more than how many they are.
#pragma once
#include <string>

#include "base/ids.h"
#include "db/database.h"

namespace favilla::activitypub {

std::string archived_integrity(db::Reader&, AccountId);

}  // namespace favilla::activitypub
