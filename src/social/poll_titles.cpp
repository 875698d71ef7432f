// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/poll_titles.h"

#include <algorithm>

namespace favilla::social {

std::string stored_titles(const std::vector<std::string>& titles)
{
    std::string text;
    for (const auto& title : titles) text += (text.empty() ? "" : "\n") + title;
    return text;
}

std::vector<std::string> titles_in(std::string_view stored)
{
    std::vector<std::string> titles;
    while (!stored.empty()) {
        auto end = std::min(stored.find('\n'), stored.size());
        titles.emplace_back(stored.substr(0, end));
        stored.remove_prefix(std::min(end + 1, stored.size()));
    }
    return titles;
}

}  // namespace favilla::social
