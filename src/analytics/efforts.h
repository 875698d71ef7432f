// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/efforts.h — what an organisation undertakes to change a number, declared with its hypothesis, its target and its window
// before it begins, so that nobody chooses them by what came out. What is declared otherwise once it has begun stays to be read as an
// amendment; docs/decisions/0023-efforts.md.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/effort_series.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::analytics {

using EffortId = Id<struct EffortTag>;
using EffortAmendmentId = Id<struct EffortAmendmentTag>;

inline constexpr std::array<std::string_view, 3> effort_kinds{"campaign", "event", "posture"};

struct EffortDraft {
    std::string kind, title, hypothesis;
    std::string target;                 // a series: analytics/effort_series.h
    std::vector<std::string> controls;  // series that the effort cannot touch
    std::string time_zone;              // whose days these are, since 1970:
    std::int64_t first_day = 0, last_day = 0;
    std::int64_t days_before = 0;    // that the model learns from
    std::optional<double> expected;  // the effect a day that the hypothesis names

    std::string currency = "EUR";             // base/money.h
    std::optional<std::int64_t> hourly_rate;  // of the team, in minor units
    std::optional<std::int64_t> unit_value;   // what one more of the target is worth, in thousandths of the minor unit

    std::int64_t length() const { return last_day - first_day + 1; }
    // Of a target that counts money, one of its currency is worth one.
    std::optional<std::int64_t> worth_of_one() const;
};

// Whether one of its series tells acts apart, so that there are two ends of the band.
bool has_band(const EffortDraft&);

struct Effort : EffortDraft {
    EffortId id;
    DomainId domain;
    AccountId declared_by;
    Time declared_at;
    bool is_afterwards = false;  // declared, or changed in what is measured, when it had begun
    std::optional<Time> asked_at;
    std::optional<Error> refusal;                // why it cannot be computed
    std::vector<double> detectable;              // the least average effect that would be found after 1, 2, … weeks
    std::optional<std::int64_t> detectable_day;  // by the days up to this one
};

struct EffortAmendment {
    std::string field, old_value, new_value;
    AccountId amended_by;
    Time amended_at;
};

inline constexpr int unit_value_digits = 3;            // behind those of the currency
inline constexpr std::int64_t most_rate = 10'000'000;  // minor units an hour
inline constexpr std::int64_t least_days_before = 14;  // two weeks: a season of seven days is to be learned
inline constexpr std::int64_t most_days_before = 1100, most_effort_days = 366;
inline constexpr std::size_t most_effort_controls = 10, most_efforts = 500;

// The day it is there now.
std::int64_t today_in(std::string_view time_zone, Time now);
bool has_begun(const EffortDraft&, Time now);

// Refuses: Invalid effort.kind, .title, .hypothesis, .time_zone, .window {most}, .days_before {needed, most}, .controls {most},
// .expected, .currency, .cost_rate, .unit_value, .series_unknown, .control_is_target, .zone_of_series {series, zone}, .currency_of_series {series, currency}, .worth_twice, .too_many {most}.
Result<Effort> declare_effort(db::Transaction&, DomainId, AccountId by, const EffortDraft&, Time now);
// As declare_effort, and Conflict "effort.currency_used" (amounts were booked in the other). Nothing is written where nothing is different.
Result<Effort> amend_effort(db::Transaction&, const Effort&, AccountId by, const EffortDraft&, Time now);
// Refuses Conflict "effort.begun": what has begun is not taken back.
Result<void> withdraw_effort(db::Transaction&, const Effort&, Time now);

std::optional<Effort> find_effort(db::Reader&, EffortId);
std::vector<Effort> efforts_of(db::Reader&, DomainId);  // the latest window first
std::vector<EffortAmendment> amendments_of(db::Reader&, EffortId);

// What is declared, as one text: of the same declaration the same.
std::string declaration_text(const EffortDraft&);

}  // namespace favilla::analytics
