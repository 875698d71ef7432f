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
        forget_before(now - live_span);
        if (seen_.size() >= most_) {
            turned_away_ = now;
            return;
        }
    }
    seen_.insert_or_assign(visitor, Seen{now, std::string{page.substr(0, longest_page)}});
}

LiveVisits LiveVisitors::now(Time now)
{
    forget_before(now - live_span);
    LiveVisits live{.visitors = static_cast<std::int64_t>(seen_.size()),
                    .pages = {},
                    .elsewhere = 0,
                    .is_complete = turned_away_ <= now - live_span};
    std::map<std::string_view, std::int64_t> pages;
    for (const auto& [visitor, seen] : seen_) ++pages[seen.page];
    for (const auto& [name, visitors] : pages)
        if (visitors >= least_on_a_page) live.pages.push_back({std::string{name}, visitors});
    std::ranges::sort(live.pages, [](const LivePage& a, const LivePage& b) {
        return a.visitors != b.visitors ? a.visitors > b.visitors : a.name < b.name;
    });
    if (live.pages.size() > most_live_pages) live.pages.resize(most_live_pages);
    live.elsewhere = live.visitors;
    for (const auto& page : live.pages) live.elsewhere -= page.visitors;
    return live;
}

}  // namespace favilla::analytics
