// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/columns.h — what the readers of tables share.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/csv.h"

namespace favilla::integrity {

// Refuses: Invalid "coordination.missing_column".
Result<std::size_t> column_of(const CsvTable&, std::string_view name);
// Refuses: Invalid "coordination.empty_field", with the line and the column.
Result<void> check_filled(const CsvTable&, const CsvRow&, std::size_t column);
// Refuses: Invalid "csv.not_a_number", "coordination.not_whole".
Result<std::int64_t> whole_number(const CsvTable&, const CsvRow&, std::size_t column);

}  // namespace favilla::integrity
