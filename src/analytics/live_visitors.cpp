// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/live_visitors.h"

#include <algorithm>
#include <map>

namespace favilla::analytics {

namespace {

constexpr std::size_t longest_page = 300;

}  // namespace

void LiveVisitors::forget_before(Time time)
{
    std::erase_if(seen_, [&](const auto& one) { return one.second.at <= time; });
}

void LiveVisitors::note(std::uint64_t visitor, std::string_view page, Time now)
{
    auto found = seen_.find(visitor);
    if (found == seen_.end() && seen_.size() >= most_) {
        // Once a second: a crowd beyond what is told apart shall not cost a look at all of it for each who comes.
        if (now >= made_room_ + seconds(1) || now < made_room_) {
            forget_before(now - live_span);
            made_room_ = now;
        }
        if (seen_.size() >= most_) {
            turned_away_ = now;
            return;
        }
    }
    seen_.insert_or_assign(visitor, Seen{now, std::string{page.substr(0, longest_page)}});
}

LiveVisits told_of(std::vector<LivePage> pages)
{
    LiveVisits live;
    for (const auto& page : pages) live.visitors += page.visitors;
    std::erase_if(pages, [](const LivePage& page) { return page.visitors < least_on_a_page; });
    std::ranges::sort(pages, [](const LivePage& a, const LivePage& b) {
        return a.visitors != b.visitors ? a.visitors > b.visitors : a.name < b.name;
    });
    if (pages.size() > most_live_pages) pages.resize(most_live_pages);
    live.elsewhere = live.visitors;
    for (const auto& page : pages) live.elsewhere -= page.visitors;
    live.pages = std::move(pages);
    return live;
}

LiveVisits LiveVisitors::now(Time now)
{
    forget_before(now - live_span);
    std::map<std::string_view, std::int64_t> counted;
    for (const auto& [visitor, seen] : seen_) ++counted[seen.page];
    std::vector<LivePage> pages;
    for (const auto& [name, visitors] : counted) pages.push_back({std::string{name}, visitors});
    auto live = told_of(std::move(pages));
    live.is_complete = turned_away_ <= now - live_span;
    return live;
}

std::vector<LiveVisitor> LiveVisitors::seen_since(Time time) const
{
    std::vector<LiveVisitor> found;
    for (const auto& [visitor, seen] : seen_)
        if (seen.at >= time) found.push_back({visitor, seen.page, seen.at});
    return found;
}

}  // namespace favilla::analytics
