// SPDX-License-Identifier: AGPL-3.0-or-later
// base/csv.h — comma-separated values (RFC 4180): fields may stand in double quotes, which double within; lines end in LF or
// CRLF. Empty lines are left out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace favilla {

struct CsvRow {
    int line = 0;  // where it begins, from 1
    std::vector<std::string> fields;
};
// None when a quoted field does not end, or something stands behind its end; a byte order mark is left out.
std::optional<std::vector<CsvRow>> parse_csv(std::string_view);

// With a comma before it unless the line is new; quoted where it must be.
void append_csv_field(std::string& line, std::string_view field);

}  // namespace favilla
