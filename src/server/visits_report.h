// SPDX-License-Identifier: AGPL-3.0-or-later
// server/visits_report.h — what was read in a log, as JSON and in words.
#pragma once
#include <optional>
#include <string>

#include "analytics/log_reading.h"
#include "analytics/visits.h"
#include "base/locale.h"

namespace favilla::server {

// GoAccess's figures as one object, ours in it under "visits"; what was kept under "stored", where something was.
std::string visits_json(const analytics::LogReading&, const std::optional<analytics::StoredVisits>&);
std::string visits_text(const Locale&, Language, const analytics::LogReading&);

}  // namespace favilla::server
