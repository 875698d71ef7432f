// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_listening.h — what the pages of the demo listen for: some of it was loud, and of one burst less is authentic than it seems.
#pragma once
#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

void make_demo_listening(db::Database&, const std::function<AccountId(std::string_view)>& named, Time now);

}  // namespace favilla::server
