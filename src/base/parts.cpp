// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/parts.h"

namespace favilla {

std::vector<std::string> parts_of(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    each_part(text, separator, [&](std::string_view part) {
        if (!part.empty()) parts.emplace_back(part);
    });
    return parts;
}

std::string joined(const std::vector<std::string>& parts, char separator)
{
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += separator;
        text += part;
    }
    return text;
}

}  // namespace favilla
