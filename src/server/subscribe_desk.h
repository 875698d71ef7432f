// SPDX-License-Identifier: AGPL-3.0-or-later
// server/subscribe_desk.h — what the desk hears of, and whom it tells.
#pragma once
#include "db/database.h"
#include "jobs/subscriptions.h"
#include "jobs/workers.h"

namespace favilla::server {

void subscribe_desk(jobs::Subscriptions&);  // inside; behind the ledger, whose debts it lays down
void add_desk_work(jobs::Workers&, jobs::Subscriptions&, db::Database&, const Clock&);

}  // namespace favilla::server
