// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_visits.h — four months of visits to the imaginary publisher's site, as its pages told of them.
#pragma once
#include "base/crypto.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

// They end yesterday; the same seed makes the same ones. How many views that is.
std::int64_t count_demo_visits(db::Database&, DomainId, const Random&, std::uint64_t seed, Time today);

}  // namespace favilla::server
