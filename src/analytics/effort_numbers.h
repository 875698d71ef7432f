// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effort_numbers.h — the numbers that an effort is computed from, as they are now: what is authentic; where series tell acts apart,
// at both ends of the band and with nobody left out; and their fingerprints.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analytics/effect.h"
#include "analytics/efforts.h"
#include "base/time.h"

namespace favilla::analytics {

// A number a day of the target; of the controls row by row.
struct EffortCounts {
    std::vector<double> response, controls;
};

struct EffortNumbers : EffortCounts {
    std::int64_t first_day = 0;  // of the first row
    std::size_t control_count = 0;
    RowRange pre;
    std::optional<RowRange> post;                // none: not a day of it is over
    std::optional<Error> gap;                    // of a control
    std::optional<EffortCounts> low, high, raw;  // none: the same

    EffectData data_of(const EffortCounts& counts) const
    {
        return {counts.response, counts.controls, control_count, pre, post.value_or(pre)};
    }
    EffectData data() const { return data_of(*this); }
    std::int64_t last_day() const { return first_day + static_cast<std::int64_t>(response.size()) - 1; }
    std::size_t known(RowRange) const;
    EffortNumbers until(std::int64_t day) const;  // without the days behind it
};

// What has not begun learns from the days before today: nothing is known of those to come.
Result<EffortNumbers> read_effort_numbers(db::Reader&, const Effort&, Time now);

// SHA-256 of what was declared; of that with every number; of that with the numbers of whatever was done, by whomever.
std::string digest_of(const EffortDraft&);
std::string fingerprint_of(const Effort&, const EffortNumbers&);
std::string raw_fingerprint_of(const Effort&, const EffortNumbers&);

}  // namespace favilla::analytics
