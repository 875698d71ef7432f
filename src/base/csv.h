// SPDX-License-Identifier: AGPL-3.0-or-later
// base/csv.h — comma-separated values (RFC 4180): fields may stand in double quotes, which double within; lines end in LF or
// CRLF; a byte order mark is left out. A refusal names the line, the column and the reason.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace favilla {

struct CsvRow {
    int line = 0;  // where it begins, from 1
    std::vector<std::string> fields;
};
// Row by row, as they stand; empty lines are left out. Refuses: Invalid: csv.open_quote (a quoted field does not end),
// csv.after_quote (something stands behind its end).
Result<std::vector<CsvRow>> parse_csv(std::string_view);

// A table: its first line names the columns, each once, and every row has as many fields. In a table of one column an
// empty line is an empty field, unless nothing comes after it.
struct CsvTable {
    std::vector<std::string> columns;
    std::vector<CsvRow> rows;  // at least one

    std::optional<std::size_t> find(std::string_view column) const;
};
// Refuses as parse_csv, and: Invalid: csv.empty (no header, or no row), .invalid_utf8, .nul, .unnamed_column, .repeated_column,
// .wrong_columns.
Result<CsvTable> read_csv_table(std::string_view);

// A finite number as JSON and C write them ("-1.5", "2e3"), whatever the place's language; blanks around it are passed over.
std::optional<double> read_decimal(std::string_view);

// That number in a field of the table. Refuses: Invalid: csv.not_a_number.
Result<double> csv_number(const CsvTable&, const CsvRow&, std::size_t column);

// A refusal that says where: {line}, {column} (from 1), {name} of the column, {value} (shortened), and the others given.
std::unexpected<Error> refuse_csv_field(std::string key, const CsvTable&, const CsvRow&, std::size_t column,
                                        std::vector<std::pair<std::string, std::string>> others = {});

// Quoted where it must be.
std::string csv_field(std::string_view);
// With a comma before it unless the line is new: the first field of a line must not be empty.
void append_csv_field(std::string& line, std::string_view field);

}  // namespace favilla
