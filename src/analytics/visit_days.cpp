// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visit_days.h"

#include <algorithm>

#include <fmt/format.h>

#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

// Not secret: it only has to be the same for the same lines, today and next year.
constexpr std::string_view digest_key = "favilla-visits-1";
static_assert(digest_key.size() == visitor_key_bytes);

}  // namespace

VisitCounter::VisitCounter(Random random, KnownHosts known, VisitLimits limits)
    : random_(std::move(random)), known_(std::move(known)), limits_(limits)
{}

VisitDay* VisitCounter::note(const PageRequest& request)
{
    auto found = days_.find(request.day);
    if (found == days_.end()) {
        if (days_.size() >= limits_.days) {
            ++beyond_days_;
            return nullptr;
        }
        found = days_.try_emplace(request.day).first;
        found->second.day = request.day;
        found->second.first_at = found->second.last_at = request.at;
    }
    auto& day = found->second;
    day.first_at = std::min(day.first_at, request.at);
    day.last_at = std::max(day.last_at, request.at);
    ++day.lines;
    // When, for what and with what outcome; nothing about who.
    day.digest = visitor_key(digest_key, fmt::format("{:016x}\n{}\n{}\n{}\n{}", day.digest, request.at.milliseconds,
                                                     request.method, request.target, request.answer));
    return &day;
}

void VisitCounter::drop(VisitDay& day, Step step)
{
    ++named(day[FigureKind::Drop], step_names()[static_cast<std::size_t>(step)]).views;
}

VisitCounter::OpenDay& VisitCounter::open(std::int64_t day)
{
    auto& open = open_[day];
    if (open.key.empty()) open.key = random_bytes(random_, visitor_key_bytes);
    open.used = ++uses_;
    // The day that was not asked for longest is over, and its key with it.
    while (remembered_ >= limits_.visitors && open_.size() > 1) {
        auto oldest = std::ranges::min_element(open_, {}, [](const auto& one) { return one.second.used; });
        remembered_ -= oldest->second.visitors.size();
        open_.erase(oldest);
    }
    return open;
}

Named& VisitCounter::named(NamedFigures& figures, std::string_view name)
{
    auto found = figures.find(name);
    if (found != figures.end()) return found->second;
    if (figures.size() >= limits_.names_a_day || names_ >= limits_.names) return figures[""];
    ++names_;
    return figures[std::string{name}];
}

void VisitCounter::view(VisitDay& day, const PageRequest& request)
{
    auto& opened = open(day.day);
    auto key = visitor_key(opened.key, fmt::format("{}\n{}", request.address, request.agent));
    auto found = opened.visitors.find(key);
    bool is_known = found != opened.visitors.end();
    auto at = request.at.milliseconds;
    bool begins = !is_known || at - found->second.last > visit_gap.milliseconds;
    if (!is_known) {
        ++day.visitors;
        // Where nothing can be forgotten any more, who comes is counted as somebody new each time.
        if (remembered_ < limits_.visitors) {
            found = opened.visitors.emplace(key, Visit{}).first;
            ++remembered_;
            is_known = true;
        }
    }
    if (!begins && !found->second.looked_twice) {
        found->second.looked_twice = true;
        --day.bounces;
    }
    if (!begins && at > found->second.last) day.seconds += (at - found->second.last) / 1000;
    if (begins) {
        ++day.visits;
        ++day.bounces;
    }
    if (is_known) found->second = {.last = begins ? at : std::max(at, found->second.last), .looked_twice = !begins};

    ++day.views;
    auto count = [&](FigureKind kind, std::string_view name) {
        auto& figures = named(day[kind], name);
        ++figures.views;
        if (begins) ++figures.visits;
    };
    count(FigureKind::Page, page_of(request.target));
    count(FigureKind::Hour, fmt::format("{:02}", request.hour));
    if (!begins) return;
    auto source = source_of(request.target, request.referrer, known_);
    count(FigureKind::Channel, name_of(source.channel));
    if (!source.site.empty()) count(FigureKind::Source, source.site);
    if (!source.campaign.empty()) count(FigureKind::Campaign, source.campaign);
}

}  // namespace favilla::analytics
