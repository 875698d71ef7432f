// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effect_file.h — a series and its controls in a CSV table (base/csv.h): a row is a step of time. A column whose first
// value is a date (2024-05-01, 2024/05/01, 2024-05, with or without a time of day) holds dates; the first column that does not
// is the response, the others are controls. A response that was not observed is empty, NA, NaN or null; controls have no gaps.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analytics/effect.h"

namespace favilla::analytics {

struct EffectFile {
    std::string response_name;
    std::vector<std::string> control_names;
    std::vector<std::string> dates;  // of the first column of dates, "2024-05-01", ascending; empty: there is none
    std::vector<double> response;    // NaN: not observed
    std::vector<double> controls;    // row by row
};

// Refuses as read_csv_table, and: Invalid, with line and column: effect.no_header (its first line names nothing: numbers stand
// there), .no_response (all columns are dates), .not_a_date, .dates_order, .control_gap; csv.not_a_number.
Result<EffectFile> read_effect_file(std::string_view csv);

// "A:B", both within: rows from 1, or dates. Refuses: Invalid: effect.range {range} (no such thing), .no_dates, .no_rows {range,
// rows} (beyond the table, or A after B).
Result<RowRange> find_rows(const EffectFile&, std::string_view range);

}  // namespace favilla::analytics
