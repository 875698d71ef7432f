// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace favilla {

namespace {

constexpr std::size_t longest_shown_value = 40;

enum class EmptyLines { LeftOut, Kept };

class CsvReader {
public:
    explicit CsvReader(std::string_view text) : rest_{text}
    {
        if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
    }

    Result<std::vector<CsvRow>> read(EmptyLines empty_lines)
    {
        std::vector<CsvRow> rows;
        while (!rest_.empty()) {
            CsvRow row{.line = line_, .fields = {}};
            bool more = true;
            while (more) {
                column_ = row.fields.size() + 1;
                TRY(auto field, take_field());
                row.fields.push_back(std::move(field));
                more = !rest_.empty() && rest_.front() == ',';
                if (more) rest_.remove_prefix(1);
            }
            if (!take_line_end()) return refuse_here("csv.after_quote", line_);
            if (empty_lines == EmptyLines::Kept || row.fields.size() > 1 || !row.fields.front().empty())
                rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    std::unexpected<Error> refuse_here(std::string key, int line) const
    {
        return refuse(ErrorCode::Invalid, std::move(key), {{"line", std::to_string(line)}, {"column", std::to_string(column_)}});
    }

    Result<std::string> take_field()
    {
        if (rest_.empty() || rest_.front() != '"') {
            auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
            std::string field{rest_.substr(0, end)};
            rest_.remove_prefix(end);
            return field;
        }
        auto opened = line_;
        rest_.remove_prefix(1);
        std::string field;
        while (!rest_.empty()) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"' && !rest_.starts_with('"')) return field;
            if (c == '"') rest_.remove_prefix(1);
            if (c == '\n') ++line_;
            field += c;
        }
        return refuse_here("csv.open_quote", opened);
    }

    bool take_line_end()
    {
        if (rest_.empty()) return true;
        if (rest_.starts_with("\r\n"))
            rest_.remove_prefix(2);
        else if (rest_.front() == '\n' || rest_.front() == '\r')
            rest_.remove_prefix(1);
        else
            return false;
        ++line_;
        return true;
    }

    std::string_view rest_;
    int line_ = 1;
    std::size_t column_ = 1;
};

std::string_view without_blanks(std::string_view text)
{
    auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    auto end = text.find_last_not_of(" \t") + 1;
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

bool is_empty_line(const CsvRow& row) { return row.fields.size() == 1 && row.fields.front().empty(); }

Result<void> check_text(const CsvRow& row)
{
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        bool nul = row.fields[i].contains('\0');
        if (!nul && is_valid_utf8(row.fields[i])) continue;
        return refuse(ErrorCode::Invalid, nul ? "csv.nul" : "csv.invalid_utf8",
                      {{"line", std::to_string(row.line)}, {"column", std::to_string(i + 1)}});
    }
    return {};
}

Result<std::vector<std::string>> read_header(const CsvRow& row)
{
    CHECKED(check_text(row));
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        auto name = without_blanks(row.fields[i]);
        auto where = std::vector<std::pair<std::string, std::string>>{{"line", std::to_string(row.line)},
                                                                      {"column", std::to_string(i + 1)}};
        if (name.empty()) return refuse(ErrorCode::Invalid, "csv.unnamed_column", std::move(where));
        if (std::ranges::find(columns, name) != columns.end()) {
            where.emplace_back("name", name);
            return refuse(ErrorCode::Invalid, "csv.repeated_column", std::move(where));
        }
        columns.emplace_back(name);
    }
    return columns;
}

}  // namespace

Result<std::vector<CsvRow>> parse_csv(std::string_view text) { return CsvReader{text}.read(EmptyLines::LeftOut); }

std::optional<std::size_t> CsvTable::find(std::string_view column) const
{
    auto found = std::ranges::find(columns, column);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

Result<CsvTable> read_csv_table(std::string_view text)
{
    TRY(auto rows, CsvReader{text}.read(EmptyLines::Kept));
    while (!rows.empty() && is_empty_line(rows.back())) rows.pop_back();
    auto head = std::ranges::find_if_not(rows, is_empty_line);
    if (head == rows.end()) return refuse(ErrorCode::Invalid, "csv.empty");

    CsvTable table;
    TRY(table.columns, read_header(*head));
    for (auto row = head + 1; row != rows.end(); ++row) {
        if (is_empty_line(*row) && table.columns.size() > 1) continue;
        CHECKED(check_text(*row));
        if (row->fields.size() != table.columns.size())
            return refuse(ErrorCode::Invalid, "csv.wrong_columns",
                          {{"line", std::to_string(row->line)},
                           {"found", std::to_string(row->fields.size())},
                           {"expected", std::to_string(table.columns.size())}});
        table.rows.push_back(std::move(*row));
    }
    if (table.rows.empty()) return refuse(ErrorCode::Invalid, "csv.empty");
    return table;
}

std::optional<double> read_decimal(std::string_view text)
{
    text = without_blanks(text);
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
    double number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

Result<double> csv_number(const CsvTable& table, const CsvRow& row, std::size_t column)
{
    auto number = read_decimal(row.fields.at(column));
    if (!number) return refuse_csv_field("csv.not_a_number", table, row, column);
    return *number;
}

std::unexpected<Error> refuse_csv_field(std::string key, const CsvTable& table, const CsvRow& row, std::size_t column,
                                        std::vector<std::pair<std::string, std::string>> others)
{
    auto value = std::string{truncated(row.fields.at(column), longest_shown_value)};
    if (value.size() < row.fields[column].size()) value += "…";
    others.emplace_back("line", std::to_string(row.line));
    others.emplace_back("column", std::to_string(column + 1));
    others.emplace_back("name", table.columns.at(column));
    others.emplace_back("value", std::move(value));
    return refuse(ErrorCode::Invalid, std::move(key), std::move(others));
}

std::string csv_field(std::string_view field)
{
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{field};
    std::string quoted{'"'};
    for (char c : field) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    quoted += '"';
    return quoted;
}

void append_csv_field(std::string& line, std::string_view field)
{
    if (!line.empty() && line.back() != '\n') line += ',';
    line += csv_field(field);
}

}  // namespace favilla
