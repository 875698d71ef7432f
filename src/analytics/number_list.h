// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/number_list.h — numbers as one text: the shortest form that reads back equal, a blank between them. Not a number: "nan".
#pragma once
#include <charconv>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace favilla::analytics {

inline std::string write_numbers(std::span<const double> numbers)
{
    std::string text;
    for (double number : numbers) {
        char digits[32];
        auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
        if (!text.empty()) text += ' ';
        text.append(digits, end);
    }
    return text;
}

inline std::vector<double> read_numbers(std::string_view text)
{
    std::vector<double> numbers;
    for (const char *at = text.data(), *end = at + text.size(); at < end;) {
        double number = 0;
        auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{}) break;
        numbers.push_back(number);
        at = next + 1;
    }
    return numbers;
}

}  // namespace favilla::analytics
