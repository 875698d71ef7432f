// SPDX-License-Identifier: AGPL-3.0-or-later
// base/parts.h — lists that are one text, as columns and headers hold them: "mention,follow".
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace favilla {

// Each part in its order, the empty ones too; none behind a separator at the end.
template <class Act>
void each_part(std::string_view text, char separator, Act&& act)
{
    while (!text.empty()) {
        auto end = std::min(text.find(separator), text.size());
        act(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::vector<std::string> parts_of(std::string_view text, char separator);  // without the empty ones
std::string joined(const std::vector<std::string>& parts, char separator);

}  // namespace favilla
