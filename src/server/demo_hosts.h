// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_hosts.h — the other servers that the demo's community has met, and what it decided about three of them. Their names are reserved
// for examples (RFC 2606), and nothing waits for any of them, so that none is ever asked.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

// `by` decided, and it stands in the log.
void make_demo_hosts(db::Database&, DomainId, AccountId by, Time today);

}  // namespace favilla::server
