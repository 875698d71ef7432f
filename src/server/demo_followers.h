// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_followers.h — people of other servers who follow the pages of the demo. Their servers have names that are reserved for
// examples (RFC 2606), and nothing here knows where they take anything in, so that nothing is ever sent to them.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

void make_demo_followers(db::Database&, DomainId, Time today);

}  // namespace favilla::server
