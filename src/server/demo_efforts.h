// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_efforts.h — what the imaginary publisher undertook: a book fair that brought visits, posters that fell into the weeks
// of a film on television and are not credited with what that brought, and one that is yet to begin.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

void make_demo_efforts(db::Database&, DomainId, AccountId by, Time today, Time now);

}  // namespace favilla::server
