// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/questions.h"

namespace favilla {

bool holds_question(std::string_view words)
{
    while (!words.empty()) {
        auto end = words.find_first_of(" \t\r\n");
        auto word = words.substr(0, end);
        words.remove_prefix(end == words.npos ? words.size() : end + 1);
        if (word.find("://") != word.npos) continue;
        for (std::string_view mark : {"?", "？", "؟", "\u037E", "՞"})
            if (word.find(mark) != word.npos) return true;
    }
    return false;
}

}  // namespace favilla
