// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/columns.h"

#include <cmath>

namespace favilla::integrity {

namespace {
constexpr double largest_exact = 9'007'199'254'740'992;  // 2^53
}  // namespace

Result<std::size_t> column_of(const CsvTable& table, std::string_view name)
{
    auto column = table.find(name);
    if (!column) return refuse(ErrorCode::Invalid, "coordination.missing_column", {{"name", std::string{name}}});
    return *column;
}

Result<void> check_filled(const CsvTable& table, const CsvRow& row, std::size_t column)
{
    if (row.fields[column].empty()) return refuse_csv_field("coordination.empty_field", table, row, column);
    return {};
}

Result<std::int64_t> whole_number(const CsvTable& table, const CsvRow& row, std::size_t column)
{
    TRY(auto number, csv_number(table, row, column));
    if (std::abs(number) >= largest_exact || number != std::floor(number))
        return refuse_csv_field("coordination.not_whole", table, row, column);
    return static_cast<std::int64_t>(number);
}

}  // namespace favilla::integrity
