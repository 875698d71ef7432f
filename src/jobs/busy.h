// SPDX-License-Identifier: AGPL-3.0-or-later
// jobs/busy.h — whether there is something to do in a queue just now.
#pragma once
#include <string_view>

#include "base/time.h"
#include "db/database.h"

namespace favilla::jobs {

// Something is being done in it, or due.
bool is_busy(db::Reader&, std::string_view queue, Time now);

}  // namespace favilla::jobs
