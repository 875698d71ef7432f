// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_desk.h — a working day at the desk of the demo's page: one item taken, one with a note, one asleep, one answered, one set aside, a report,
// one by e-mail, some that nobody has looked at; the hours of the team and two pieces of text.
#pragma once
#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

// Behind make_demo_debts, whose page and people it goes on with.
void make_demo_desk(db::Database&, const std::function<AccountId(std::string_view)>& named, const std::function<Time()>& now);

}  // namespace favilla::server
