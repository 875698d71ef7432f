// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/runs.h — the exact judgement of what people did here over the last sixty days, every night, from nothing.
#pragma once
#include <cstdint>
#include <functional>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/keys.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"
#include "social/domains.h"

namespace favilla::integrity {

struct RunResult {
    std::int64_t accounts = 0, objects = 0, acts = 0;
    std::int64_t watched = 0, eligible = 0;  // findings as they stand after it
    std::int64_t opened = 0;                 // that were not known before
};
using Stopping = std::function<bool()>;

// A group that shares half of its people with a finding is that finding. What is under review stays as the reviewer saw it; what was settled
// less than sixty days ago is not opened again. Where nobody has done anything yet, no run is logged. Others write meanwhile: it reads one
// snapshot, computes beside it, and writes findings at once and whose acts count otherwise in pieces. Where it is to stop, the rest of these
// wait on disk for the next minute's work.
RunResult run_judgement(db::Database&, const Random&, DomainId, Time now, const Stopping& = {});

// Once a day, for each organisation, with the day's head, and what people in findings did since every minute; `key_of` gives the key of an organisation's own actor.
void add_integrity_work(jobs::Workers&, db::Database&, const Random&, std::function<PrivateKey(const social::Domain&)> key_of);

}  // namespace favilla::integrity
