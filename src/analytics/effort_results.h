// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effort_results.h — what declared efforts brought: computed by a job, kept with the fingerprint of all it was computed
// from, and computed anew when that has changed. What was said before stays to be seen.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analytics/effect.h"
#include "analytics/efforts.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"

namespace favilla::analytics {

using EffortResultId = Id<struct EffortResultTag>;

// First; Longer: more days of the effort; Data: other numbers for days that were looked at before, such as a log that came late;
// Labels: the same was done on those days, and some of it has come to count otherwise, by a label or a tie; Amended: something else was
// declared. The last three make a restatement of what was said before.
enum class ResultReason { First, Longer, Data, Labels, Amended };
bool is_restatement(ResultReason);
std::string_view name_of(ResultReason);
std::string_view name_of(EffectVerdict);

// The effect in all, as it is at one end of the band.
struct EffortEnd {
    std::optional<EffectVerdict> verdict;  // none: it cannot be computed there
    double effect = 0, effect_lower = 0, effect_upper = 0;
    std::vector<double> quantiles;
};

struct EffortResult {
    EffortResultId id;
    Time computed_at;
    ResultReason reason = ResultReason::First;
    std::int64_t first_day = 0;    // of the effort, as it was declared then
    std::int64_t through_day = 0;  // the last day of it that was looked at
    std::int64_t observed = 0;     // days of it that something is known of
    std::string declared;          // SHA-256 of what was declared
    std::string fingerprint;       // SHA-256 of that and of all numbers: the same one gives the same figures
    std::string raw_fingerprint;   // as that, of the numbers with nobody left out; empty: of before this was kept
    std::uint64_t seed = 0;
    int draws = 0;
    Effect effect;        // without its path
    EffortEnd low, high;  // those of what is authentic, where nothing counts otherwise there
};

struct EffortPoint {
    std::int64_t day = 0;
    EffectPoint values;  // `row` counts from the first point
};

// Nobody chooses a seed by what comes out: it is always this one.
inline constexpr std::uint64_t effort_seed = 1;
inline constexpr int effort_draws = 1000;
inline constexpr int weeks_looked_ahead = 52;

std::vector<EffortResult> results_of(db::Reader&, EffortId);  // the newest first
std::optional<EffortResult> last_result(db::Reader&, EffortId);
// Whether it is of what is declared now, and not of what was before an amendment.
bool is_of(const EffortResult&, const Effort&);
std::vector<EffortPoint> points_of(db::Reader&, EffortResultId);

// To be computed soon; until then it says so (Effort::asked_at).
void ask_for_result(db::Transaction&, EffortId, Time now);

// Now, on this thread. Whether something else came out than before.
bool compute_effort(db::Database&, EffortId, Time now);

// Does what was asked for; and every hour looks whether there is something new to say of those that are not long over.
void add_effort_work(jobs::Workers&, db::Database&, Clock);

}  // namespace favilla::analytics
