// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_events.h — what the demo community meets for: one that recurs, one with a line behind its places, one on the web, one called
// off. Names and words are invented.
#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "base/locale.h"
#include "db/database.h"

namespace favilla::server {

// `people` answer; `named` finds one by user name.
void make_demo_events(db::Database&, const Locale&, const std::function<AccountId(std::string_view)>& named,
                      std::span<const AccountId> people, Time today);

}  // namespace favilla::server
