// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_pages.h — a page of the demo community with its team: one draft in each state, somebody who is invited. Names and words are
// invented.
#pragma once
#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

// `named` finds a person by user name; `now` is a later moment each time.
void make_demo_page(db::Database&, const std::function<AccountId(std::string_view)>& named, const std::function<Time()>& now);

}  // namespace favilla::server
