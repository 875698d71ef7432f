// SPDX-License-Identifier: AGPL-3.0-or-later
// social/account_care.h — what becomes of sign-ups, links and codes that nobody used.
#pragma once
#include "db/database.h"
#include "jobs/workers.h"

namespace favilla::social {

void add_account_work(jobs::Workers&, db::Database&);

}  // namespace favilla::social
