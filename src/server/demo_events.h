// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_events.h — what the demo community meets for: one that recurs, one with a line behind its places, one on the web, one called
// off, and of a group one that is over, with a picture, and one to come. Names and words are invented.
#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "base/locale.h"
#include "db/database.h"
#include "social/media.h"

namespace favilla::server {

// `people` answer; `named` finds one by user name.
void make_demo_events(db::Database&, const Locale&, const std::function<AccountId(std::string_view)>& named,
                      std::span<const AccountId> people, Time today);
// Of the group giallisti, which is there by then. `lamp` is the picture, made ready and nobody's yet.
void make_demo_group_events(db::Database&, const Locale&, const std::function<AccountId(std::string_view)>& named,
                            const social::Media& lamp, Time today);

}  // namespace favilla::server
