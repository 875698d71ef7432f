// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_calendar.h — what the page of the demo means to say next week, with one post that waits to be approved, a stretch without anything,
// and an idea that comes again.
#pragma once
#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

void make_demo_calendar(db::Database&, const std::function<AccountId(std::string_view)>& named, Time now);

}  // namespace favilla::server
