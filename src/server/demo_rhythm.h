// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_rhythm.h — of the demo's page, ten weeks of work at its desk: private questions that were taken and answered, hours, a pace, an absence.
#pragma once
#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

void make_demo_rhythm(db::Database&, const std::function<AccountId(std::string_view)>& named, Time today);

}  // namespace favilla::server
