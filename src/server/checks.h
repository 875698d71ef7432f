// SPDX-License-Identifier: AGPL-3.0-or-later
// server/checks.h — looking for damage in everything that is kept: the engine's own check, figures that are kept
// beside the rows they count, and the trees of conversations.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "db/database.h"
#include "social/media_store.h"

namespace favilla::server {

// A line each, in English, for whoever mends it: what is wrong and where. Empty when all is well. Refuses as social::MediaStore.
Result<std::vector<std::string>> find_problems(db::Database&, const social::MediaStore&, social::CheckDepth);

}  // namespace favilla::server
