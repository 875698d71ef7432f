// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/row.h"

#include <bit>

#include "db/value.h"

namespace favilla::db {

void Table::add(double number) { cells_.push_back({Kind::Real, std::bit_cast<std::int64_t>(number), 0}); }

void Table::add(std::string_view text)
{
    cells_.push_back({Kind::Text, static_cast<std::int64_t>(bytes_.size()), static_cast<std::uint32_t>(text.size())});
    bytes_.append(text);
}

const Table::Cell& Table::cell(std::size_t row, int column) const
{
    return cells_.at(row * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column));
}

std::int64_t Table::integer(std::size_t row, int column) const
{
    const auto& c = cell(row, column);
    if (c.kind == Kind::Integer) return c.number;
    throw std::logic_error("column " + std::to_string(column) + " holds no integer");
}

double Table::real(std::size_t row, int column) const
{
    const auto& c = cell(row, column);
    if (c.kind == Kind::Real) return std::bit_cast<double>(c.number);
    if (c.kind == Kind::Integer) return static_cast<double>(c.number);
    throw std::logic_error("column " + std::to_string(column) + " holds no number");
}

std::string_view Table::text(std::size_t row, int column) const
{
    const auto& c = cell(row, column);
    if (c.kind == Kind::Text) return std::string_view{bytes_}.substr(static_cast<std::size_t>(c.number), c.length);
    throw std::logic_error("column " + std::to_string(column) + " holds no text");
}

TextList list_of_texts(std::span<const std::string> texts)
{
    static constexpr char hex[] = "0123456789abcdef";
    TextList list{"["};
    for (const auto& text : texts) {
        list.json += list.json.size() > 1 ? ",\"" : "\"";
        for (char c : text) {
            auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\')
                (list.json += '\\') += c;
            else if (byte < 0x20)
                ((list.json += "\\u00") += hex[byte >> 4]) += hex[byte & 15];
            else
                list.json += c;
        }
        list.json += '"';
    }
    list.json += ']';
    return list;
}

}  // namespace favilla::db
