// SPDX-License-Identifier: AGPL-3.0-or-later
// social/redraft.h — a post that is deleted in order to be written again, with the pictures it shows.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

// Before it is deleted: what it shows is its author's again, as just uploaded; what earlier versions showed stays with it.
void release_media_of(db::Transaction&, StatusId, Time now);

}  // namespace favilla::social
