// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_outlook.h — what a word could still keep alive when the demo begins: a conversation that the page takes part in and that is about to go
// out, a newcomer whom nobody answered; and how conversations end there, fitted as every night.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

// Behind make_demo_desk. `now` is the moment in which the demo is made: what burns has to burn then.
void make_demo_outlook(db::Database&, const std::function<AccountId(std::string_view)>& named, const std::string& password_hash,
                       Time today, Time now);

}  // namespace favilla::server
