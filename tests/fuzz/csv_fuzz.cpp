// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is accepted is a table: every row has the header's fields, its lines ascend, and written out again it reads back as
// it was; whatever is refused is refused for one of the reader's own reasons.
#include "base/csv.h"

#include <cmath>
#include <cstdlib>

using namespace favilla;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto text = std::string_view{reinterpret_cast<const char*>(data), size};
    auto rows = parse_csv(text);
    auto table = read_csv_table(text);
    if (!rows && table) std::abort();
    if (!table) return table.error().key.starts_with("csv.") ? 0 : (std::abort(), 0);

    std::string written = "\xef\xbb\xbf";
    auto write = [&](const std::vector<std::string>& fields) {
        for (std::size_t column = 0; column < fields.size(); ++column)
            written += (column == 0 ? "" : ",") + csv_field(fields[column]);
        written += "\r\n";
    };
    write(table->columns);
    int line = 0;
    for (const auto& row : table->rows) {
        if (row.line <= line || row.fields.size() != table->columns.size()) std::abort();
        line = row.line;
        write(row.fields);
        for (std::size_t column = 0; column < row.fields.size(); ++column) {
            auto number = csv_number(*table, row, column);
            if (number && !std::isfinite(*number)) std::abort();
        }
    }
    auto again = read_csv_table(written);
    if (!again || again->columns != table->columns || again->rows.size() != table->rows.size()) std::abort();
    for (std::size_t i = 0; i < again->rows.size(); ++i)
        if (again->rows[i].fields != table->rows[i].fields) std::abort();
    return 0;
}
