// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/postgresql_wire.h"

#include <bit>
#include <charconv>
#include <stdexcept>
#include <string>

namespace favilla::db {

namespace {

// pg_type.oid of the types that are met; they are the same in every installation.
constexpr unsigned bool_type = 16, bytea_type = 17, int8_type = 20, int2_type = 21, int4_type = 23, text_type = 25;
constexpr unsigned float4_type = 700, float8_type = 701, int8_array_type = 1016, numeric_type = 1700;

std::array<char, 8> big_endian(std::uint64_t number)
{
    std::array<char, 8> bytes;
    for (int n = 0; n < 8; ++n) bytes[static_cast<std::size_t>(n)] = static_cast<char>(number >> (56 - 8 * n));
    return bytes;
}

void add_big_endian(std::string& bytes, std::uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
}

// Dimensions, whether there are nulls, the elements' type; of the one dimension its length and first index; then each with its size.
std::string array_of(std::span<const std::int64_t> numbers)
{
    std::string bytes;
    bytes.reserve(20 + 12 * numbers.size());
    for (auto part : {numbers.empty() ? 0U : 1U, 0U, int8_type}) add_big_endian(bytes, part);
    if (numbers.empty()) return bytes;
    for (auto part : {static_cast<std::uint32_t>(numbers.size()), 1U}) add_big_endian(bytes, part);
    for (auto number : numbers) {
        add_big_endian(bytes, 8);
        auto element = big_endian(static_cast<std::uint64_t>(number));
        bytes.append(element.data(), element.size());
    }
    return bytes;
}

template <class Number>
Number parse_number(std::string_view text)
{
    Number number{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) throw std::runtime_error("no number: " + std::string{text});
    return number;
}

int hex_digit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

std::string from_hex(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t at = 2; at + 1 < text.size(); at += 2)  // behind the leading \x
        bytes += static_cast<char>(hex_digit(text[at]) << 4 | hex_digit(text[at + 1]));
    return bytes;
}

}  // namespace

unsigned type_of(const Value& value)
{
    struct Visitor {
        unsigned operator()(Null null) const
        {
            static constexpr std::array types{0U, int8_type, float8_type, text_type, bytea_type};
            return types[static_cast<std::size_t>(null)];
        }
        unsigned operator()(std::int64_t) const { return int8_type; }
        unsigned operator()(double) const { return float8_type; }
        unsigned operator()(std::string_view) const { return text_type; }
        unsigned operator()(Bytes) const { return bytea_type; }
        unsigned operator()(const std::span<const std::int64_t>&) const { return int8_array_type; }
    };
    return std::visit(Visitor{}, value);
}

WireArguments::WireArguments(std::span<const Value> values) : numbers_(values.size())
{
    for (std::size_t n = 0; n < values.size(); ++n) {
        types_.push_back(type_of(values[n]));
        formats_.push_back(1);  // binary
        std::string_view bytes;
        bool null = std::holds_alternative<Null>(values[n]);
        if (const auto* text = std::get_if<std::string_view>(&values[n])) bytes = *text;
        if (const auto* raw = std::get_if<Bytes>(&values[n])) bytes = raw->data;
        if (const auto* list = std::get_if<std::span<const std::int64_t>>(&values[n]))
            bytes = lists_.emplace_front(array_of(*list));
        if (const auto* number = std::get_if<std::int64_t>(&values[n]))
            numbers_[n] = big_endian(static_cast<std::uint64_t>(*number));
        if (const auto* number = std::get_if<double>(&values[n])) numbers_[n] = big_endian(std::bit_cast<std::uint64_t>(*number));
        bool number = std::holds_alternative<std::int64_t>(values[n]) || std::holds_alternative<double>(values[n]);
        if (number) bytes = {numbers_[n].data(), numbers_[n].size()};
        pointers_.push_back(null ? nullptr : bytes.data() ? bytes.data() : "");
        lengths_.push_back(static_cast<int>(bytes.size()));
    }
}

void add_cell(Table& table, unsigned type, std::string_view text)
{
    switch (type) {
    case int8_type:
    case int4_type:
    case int2_type: return table.add(parse_number<std::int64_t>(text));
    case bool_type: return table.add(std::int64_t{text == "t"});
    case float8_type:
    case float4_type: return table.add(parse_number<double>(text));
    case numeric_type:
        // The sum of integers is a numeric: whole ones are integers, as on SQLite.
        if (text.find_first_not_of("-0123456789") == std::string_view::npos) return table.add(parse_number<std::int64_t>(text));
        return table.add(parse_number<double>(text));
    case bytea_type: return table.add(std::string_view{from_hex(text)});
    default: return table.add(text);
    }
}

}  // namespace favilla::db
