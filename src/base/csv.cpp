// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/csv.h"

namespace favilla {

namespace {

class CsvReader {
public:
    explicit CsvReader(std::string_view text) : rest_{text} {}

    std::optional<std::vector<CsvRow>> read()
    {
        std::vector<CsvRow> rows;
        while (!rest_.empty()) {
            CsvRow row{.line = line_, .fields = {}};
            bool more = true;
            while (more) {
                auto field = take_field();
                if (!field) return std::nullopt;
                row.fields.push_back(*std::move(field));
                more = !rest_.empty() && rest_.front() == ',';
                if (more) rest_.remove_prefix(1);
            }
            if (!take_line_end()) return std::nullopt;
            if (row.fields.size() > 1 || !row.fields.front().empty()) rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    std::optional<std::string> take_field()
    {
        if (rest_.empty() || rest_.front() != '"') {
            auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
            std::string field{rest_.substr(0, end)};
            rest_.remove_prefix(end);
            return field;
        }
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
        return std::nullopt;
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
};

}  // namespace

std::optional<std::vector<CsvRow>> parse_csv(std::string_view text)
{
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return CsvReader{text}.read();
}

void append_csv_field(std::string& line, std::string_view field)
{
    if (!line.empty() && line.back() != '\n') line += ',';
    bool plain = field.find_first_of(",\"\r\n") == std::string_view::npos;
    if (plain) {
        line += field;
        return;
    }
    line += '"';
    for (char c : field) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

}  // namespace favilla
