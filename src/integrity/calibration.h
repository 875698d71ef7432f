// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/calibration.h — how often the judgement finds somebody where there is nobody to find. What people did is kept as it was, but for
// who did it: among posts of one kind and week acts change hands at random, so that everybody does as much, every post is as much liked,
// every hour as busy, and whoever acted together no longer does. Whatever is found then is found wrongly. docs/methods/integrity.en.md.
#pragma once
#include <cstdint>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "integrity/community_files.h"
#include "jobs/workers.h"

namespace favilla::integrity {

// The same seed shuffles in the same way. Ties that were said, who invited whom and who shares a network go; what was written stays with its post.
Community shuffled(const Community&, std::uint64_t seed);

inline constexpr Duration calibrated_every = days(30);
// One shuffled community, judged as every night does, an entry of the log; once in thirty days, and only where runs are logged. Whether it
// was done now.
bool calibrate(db::Database&, const Random&, DomainId, Time now);
void add_calibration_work(jobs::Workers&, db::Database&, const Random&);

struct Calibrations {
    std::int64_t communities = 0, accounts = 0, found = 0;
};
Calibrations calibrations_between(db::Reader&, DomainId, Time from, Time until);

}  // namespace favilla::integrity
