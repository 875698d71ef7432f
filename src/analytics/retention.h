// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/retention.h — of those who came in a day or a month, how many were here again in each later one. Days and months are of UTC.
// docs/methods/house-measures.en.md.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "analytics/house_measures.h"
#include "base/time.h"

namespace favilla::analytics {

enum class Frequency { Day, Month };
std::optional<Frequency> parse_frequency(std::string_view);
std::string_view name_of(Frequency);

struct CohortShare {
    Time begins_at;
    std::int64_t active = 0;  // of the cohort, in this period
    double rate = 0;          // of the cohort; 0 when nobody came
};
struct Cohort {
    Time begins_at;
    std::int64_t size = 0;
    std::vector<CohortShare> shares;  // from its own period on; periods of which nothing is known any more are left out
};

// The periods that the days lie in, each a whole one.
std::vector<DaySpan> periods_of(DaySpan, Frequency);

std::vector<Cohort> retention(db::Reader&, DomainId, const std::vector<DaySpan>& periods, std::int64_t known_from);

}  // namespace favilla::analytics
