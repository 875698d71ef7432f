// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/trending_links.h"

#include <algorithm>
#include <unordered_map>

namespace favilla::social {

namespace {

// Public posts of people who may be discovered, that link to a page which says something about itself; $1: newer than this status.
constexpr std::string_view links_lately =
    " FROM status_previews l JOIN statuses s ON s.id = l.status_id JOIN accounts a ON a.id = s.account_id "
    "JOIN previews p ON p.id = l.preview_id WHERE l.status_id > $1 AND s.visibility = 0 AND s.deleted_at IS NULL "
    "AND a.discoverable = 1 AND a.silenced_at IS NULL AND a.suspended_at IS NULL AND p.supplied_for IS NULL AND p.title <> '' ";

using Histories = std::unordered_map<PreviewId, std::vector<TagDay>>;

Histories histories(db::Reader& reader, std::int64_t today)
{
    Histories found;
    auto first = first_id_at({(today - tag_history_days + 1) * days(1).milliseconds});
    for (const auto& row : reader.rows("SELECT l.preview_id, s.created_at / 86400000, count(*), count(DISTINCT s.account_id)"
                                           + std::string{links_lately} + "GROUP BY l.preview_id, s.created_at / 86400000",
                                       first)) {
        auto& history = found[row.get<PreviewId>(0)];
        for (std::int64_t back = static_cast<std::int64_t>(history.size()); back < tag_history_days; ++back)
            history.push_back({.day = today - back});
        auto back = today - row.get<std::int64_t>(1);
        if (back < 0 || back >= tag_history_days) continue;
        history[static_cast<std::size_t>(back)].uses = row.get<std::int64_t>(2);
        history[static_cast<std::size_t>(back)].accounts = row.get<std::int64_t>(3);
    }
    return found;
}

struct Heat {
    PreviewId page;
    double score;
};

std::vector<Heat> hottest(db::Reader& reader, const Histories& history, std::int64_t today)
{
    std::vector<Heat> heats;
    auto first = first_id_at({(today - trend_days + 1) * days(1).milliseconds});
    for (const auto& row : reader.rows(
             "SELECT l.preview_id, count(DISTINCT s.account_id)" + std::string{links_lately} + "GROUP BY l.preview_id", first)) {
        auto known = history.find(row.get<PreviewId>(0));
        if (known == history.end()) continue;
        std::int64_t before = 0;
        for (const auto& day : known->second)
            if (day.day <= today - trend_days) before += day.accounts;
        heats.push_back({known->first, trend_score(row.get<std::int64_t>(1), before)});
    }
    std::erase_if(heats, [](const Heat& heat) { return heat.score <= 0; });
    std::ranges::sort(heats,
                      [](const Heat& a, const Heat& b) { return a.score != b.score ? a.score > b.score : a.page > b.page; });
    return heats;
}

}  // namespace

std::vector<TrendingLink> trending_links(db::Reader& reader, Time now, int limit, int offset)
{
    auto today = day_of(now);
    auto history = histories(reader, today);
    auto heats = hottest(reader, history, today);
    std::vector<PreviewId> pages;
    for (std::size_t at = static_cast<std::size_t>(offset); at < heats.size() && pages.size() < static_cast<std::size_t>(limit);
         ++at)
        pages.push_back(heats[at].page);
    auto previews = previews_of_pages(reader, pages);
    std::vector<TrendingLink> links;
    for (auto page : pages)
        if (auto found = previews.find(page); found != previews.end())
            links.push_back({.preview = std::move(found->second), .history = std::move(history.at(page))});
    return links;
}

}  // namespace favilla::social
