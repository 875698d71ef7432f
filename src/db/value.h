// SPDX-License-Identifier: AGPL-3.0-or-later
// db/value.h — what goes into a statement ($1, $2, …): numbers, text, bytes, lists of numbers, or nothing. A Value only
// looks at text, bytes and lists; they must live until the call returns, as arguments do.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace favilla::db {

struct Bytes {
    std::string_view data;
};

// For `column IN LIST($1)` and `column IN EACH($1)` (db/sql_text.h): ascending, each once, as IN has it.
struct List {
    std::vector<std::int64_t> numbers;
};

// For `column IN TEXTS($1)`: travels as one JSON array.
struct TextList {
    std::string json;
};

// Nothing, and of what kind: PostgreSQL wants to know the type of every argument.
enum class Null { Untyped, Integer, Real, Text, Bytes };

using Value = std::variant<Null, std::int64_t, double, std::string_view, Bytes, std::span<const std::int64_t>>;

template <class T>
    requires std::integral<T>
Value to_value(T number)
{
    return static_cast<std::int64_t>(number);
}
inline Value to_value(double number) { return number; }
inline Value to_value(std::string_view text) { return text; }
inline Value to_value(const std::string& text) { return std::string_view{text}; }
inline Value to_value(const char* text) { return std::string_view{text}; }
inline Value to_value(Bytes bytes) { return bytes; }
inline Value to_value(const List& list) { return std::span{list.numbers}; }
inline Value to_value(const TextList& list) { return std::string_view{list.json}; }
inline Value to_value(Time time) { return time.milliseconds; }
inline Value to_value(Duration duration) { return duration.milliseconds; }
inline Value to_value(std::nullopt_t) { return Null::Untyped; }
template <class Tag>
Value to_value(Id<Tag> id)
{
    return id.value;
}
template <class T>
constexpr Null null_of()
{
    if (std::is_floating_point_v<T>) return Null::Real;
    if (std::is_same_v<T, Bytes>) return Null::Bytes;
    if (std::is_convertible_v<T, std::string_view>) return Null::Text;
    return Null::Integer;  // numbers, booleans, ids, times
}
template <class T>
Value to_value(const std::optional<T>& maybe)
{
    return maybe ? to_value(*maybe) : Value{null_of<T>()};
}

template <class Range>
List list_of(const Range& ids)
{
    List list;
    list.numbers.reserve(ids.size());
    for (const auto& id : ids) {
        if constexpr (requires { id.value; })
            list.numbers.push_back(id.value);
        else
            list.numbers.push_back(id);
    }
    std::ranges::sort(list.numbers);
    auto twice = std::ranges::unique(list.numbers);
    list.numbers.erase(twice.begin(), twice.end());
    return list;
}

TextList list_of_texts(std::span<const std::string> texts);

}  // namespace favilla::db
