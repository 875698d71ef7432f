// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/figure_files.h — tables (CSV) from which figures are computed, checked cell by cell. Columns are found by name, others are passed
// over. Everything is refused as base/csv.h refuses it, with line and column, and beside that: Invalid "figures.missing_column" (name),
// and of every number that is no flag: figures.negative, figures.too_large (more than 10¹⁵).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analytics/attribution.h"
#include "analytics/member_lifetime.h"
#include "analytics/response_times.h"
#include "base/result.h"

namespace favilla::analytics {

struct WaitingGroup {
    std::string name;  // the value of the column that divides; empty where none does
    std::vector<Waiting> waiting;
};
// Columns T (a number, 0 or more) and E (1: it happened then, 0: by then not yet), and the one whose values are the groups (empty: all are one),
// which come in the order of their values, numbers as numbers. Refuses: figures.not_an_event, figures.too_many_groups.
Result<std::vector<WaitingGroup>> read_waiting(std::string_view csv, std::string_view by);

struct PathTable {
    std::vector<std::string> channels;
    std::vector<Path> paths;
    bool has_value = false;
};
// Columns path (channels with " > " between them), total_conversions, total_null, and, where there is one, total_conversion_value.
// Refuses: figures.empty_channel, figures.too_many_channels, figures.no_path (nobody came by any).
Result<PathTable> read_paths(std::string_view csv);

// Columns frequency, recency, periods (whole numbers) and, where there is one, weights. Refuses: figures.not_whole,
// figures.too_many_periods, figures.recency_late (> periods), figures.frequency_high (> recency), figures.recency_alone (frequency 0),
// figures.nobody (all weights are 0).
Result<std::vector<Activity>> read_activities(std::string_view csv);

}  // namespace favilla::analytics
