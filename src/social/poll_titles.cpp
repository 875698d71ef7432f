// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/poll_titles.h"

#include "base/parts.h"

namespace favilla::social {

std::string stored_titles(const std::vector<std::string>& titles) { return joined(titles, '\n'); }

std::vector<std::string> titles_in(std::string_view stored)
{
    std::vector<std::string> titles;
    // Of another server one may be empty; it keeps its place.
    each_part(stored, '\n', [&](std::string_view title) { titles.emplace_back(title); });
    return titles;
}

std::optional<PollDraft> poll_draft_in(const db::Row& row, int first)
{
    auto titles = titles_in(row.get<std::string_view>(first));
    if (titles.empty()) return std::nullopt;
    return PollDraft{.options = std::move(titles),
                     .lasts = {row.get<std::int64_t>(first + 1)},
                     .multiple = row.get<bool>(first + 2),
                     .hide_totals = row.get<bool>(first + 3)};
}

}  // namespace favilla::social
