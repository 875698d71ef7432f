// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_ledger.h — people who wrote to the demo's page: some wait for an answer, one has it, one is thanked, one was set aside.
#pragma once
#include <functional>
#include <string_view>

#include "db/database.h"

namespace favilla::server {

void make_demo_debts(db::Database&, const std::function<AccountId(std::string_view)>& named, const std::function<Time()>& now);

}  // namespace favilla::server
