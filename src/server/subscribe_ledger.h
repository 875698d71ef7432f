// SPDX-License-Identifier: AGPL-3.0-or-later
// server/subscribe_ledger.h — what the ledger of attention and the debts of pages hear of, and when.
#pragma once
#include "base/time.h"
#include "db/database.h"
#include "jobs/subscriptions.h"
#include "jobs/workers.h"

namespace favilla::server {

void subscribe_ledger(jobs::Subscriptions&);  // inside; behind ideas, whose votes it looks at
void add_ledger_work(jobs::Workers&, jobs::Subscriptions&, db::Database&, const Clock&);

}  // namespace favilla::server
