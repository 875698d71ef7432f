// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/trending_links.h"

#include <algorithm>
#include <unordered_map>

#include "social/act_parts.h"
#include "social/trend_reviews.h"

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

// How many different people of those who count linked to each page, day by day, on the days from `first` on and before `last`.
std::unordered_map<PreviewId, std::int64_t> people_of_days(db::Reader& reader, std::int64_t first, std::int64_t last)
{
    std::unordered_map<PreviewId, std::int64_t> people;
    static const auto sql = "SELECT page, sum(people) FROM (SELECT l.preview_id AS page, count(DISTINCT s.account_id) AS people"
                          + std::string{links_lately} + "AND l.status_id < $2 AND " + is_authentic("s.account_id")
                          + " GROUP BY l.preview_id, s.created_at / 86400000) each_day GROUP BY page";
    for (const auto& row :
         reader.rows(sql, first_id_at({first * days(1).milliseconds}), first_id_at({last * days(1).milliseconds})))
        people[row.get<PreviewId>(0)] = row.get<std::int64_t>(1);
    return people;
}

std::vector<Heat> hottest(db::Reader& reader, std::int64_t today)
{
    std::vector<Heat> heats;
    auto recent = today - trend_days + 1;
    auto before = people_of_days(reader, today - tag_history_days + 1, recent);
    static const auto sql = "SELECT l.preview_id, count(DISTINCT s.account_id)" + std::string{links_lately} + "AND "
                          + is_authentic("s.account_id") + " GROUP BY l.preview_id";
    for (const auto& row : reader.rows(sql, first_id_at({recent * days(1).milliseconds})))
        heats.push_back({row.get<PreviewId>(0), trend_score(row.get<std::int64_t>(1), before[row.get<PreviewId>(0)])});
    std::erase_if(heats, [](const Heat& heat) { return heat.score <= 0; });
    std::ranges::sort(heats,
                      [](const Heat& a, const Heat& b) { return a.score != b.score ? a.score > b.score : a.page > b.page; });
    return heats;
}

}  // namespace

std::vector<TrendingLink> trending_links(db::Reader& reader, Time now, int limit, int offset, std::optional<DomainId> shown_in)
{
    auto today = day_of(now);
    auto history = histories(reader, today);
    auto heats = hottest(reader, today);
    std::vector<PreviewId> pages;
    if (shown_in) {
        for (const auto& heat : heats) pages.push_back(heat.page);
        auto held = links_held_back(reader, *shown_in, pages);
        std::erase_if(heats, [&](const Heat& heat) { return held.contains(heat.page); });
        pages.clear();
    }
    for (std::size_t at = static_cast<std::size_t>(offset); at < heats.size() && pages.size() < static_cast<std::size_t>(limit);
         ++at)
        pages.push_back(heats[at].page);
    auto previews = previews_of_pages(reader, pages);
    std::vector<TrendingLink> links;
    for (auto page : pages)
        if (auto found = previews.find(page); found != previews.end())
            links.push_back({.page = page, .preview = std::move(found->second), .history = std::move(history.at(page))});
    return links;
}

std::optional<TrendingLink> find_linked_page(db::Reader& reader, PreviewId page, Time now)
{
    auto previews = previews_of_pages(reader, {&page, 1});
    if (previews.empty()) return std::nullopt;
    auto today = day_of(now);
    auto history = std::move(histories(reader, today)[page]);
    for (auto back = static_cast<std::int64_t>(history.size()); back < tag_history_days; ++back)
        history.push_back({.day = today - back});
    return TrendingLink{.page = page, .preview = std::move(previews.at(page)), .history = std::move(history)};
}

}  // namespace favilla::social
