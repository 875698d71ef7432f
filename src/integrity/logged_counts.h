// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/logged_counts.h — the counts of an entry of the log, "found 3, asked 2", as they were written.
#pragma once
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace favilla::integrity {

using LoggedCounts = std::map<std::string, std::string, std::less<>>;

inline LoggedCounts read_counts(std::string_view text)
{
    LoggedCounts counts;
    while (!text.empty()) {
        auto pair = text.substr(0, text.find(", "));
        text.remove_prefix(pair.size() == text.size() ? text.size() : pair.size() + 2);
        auto space = pair.find(' ');
        if (space != std::string_view::npos) counts.emplace(pair.substr(0, space), pair.substr(space + 1));
    }
    return counts;
}

// 0 where there is none.
inline std::int64_t count_in(const LoggedCounts& counts, std::string_view name)
{
    std::int64_t value = 0;
    if (auto found = counts.find(name); found != counts.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

}  // namespace favilla::integrity
