// SPDX-License-Identifier: AGPL-3.0-or-later
// base/trimmed.h — what people type, without the blanks and line ends before and behind it.
#pragma once
#include <string_view>

namespace favilla {

constexpr std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace favilla
