// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visit_days.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

// Not secret: it only has to be the same for the same lines, today and next year.
constexpr std::string_view digest_key = "favilla-visits-1";
static_assert(digest_key.size() == visitor_key_bytes);

std::uint64_t key_of(std::string_view day_key, const PageRequest& request) { return visitor_key(day_key, who(request)); }

// The names that were counted leave, each with its figures; it stays behind with none.
template <class Figures>
Figures taken_from(Figures& figures)
{
    Figures taken;
    for (auto& [name, counted] : figures) {
        using Counted = std::remove_reference_t<decltype(counted)>;
        if (counted == Counted{}) continue;
        taken.emplace_hint(taken.end(), name, std::exchange(counted, {}));
    }
    return taken;
}

}  // namespace

std::string who(const PageRequest& request) { return fmt::format("{}\n{}", request.address, request.agent); }

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
    }
    auto& day = found->second;
    if (day.lines == 0) day.first_at = day.last_at = request.at;
    day.first_at = std::min(day.first_at, request.at);
    day.last_at = std::max(day.last_at, request.at);
    ++day.lines;
    // When, for what and with what outcome; nothing about who.
    day.digest = visitor_key(digest_key, fmt::format("{:016x}\n{}\n{}\n{}\n{}", day.digest, request.at.milliseconds,
                                                     request.method, request.target, request.answer));
    return &day;
}

void VisitCounter::drop(VisitDay& day, Step step) { drop(day, step_names()[static_cast<std::size_t>(step)]); }

void VisitCounter::drop(VisitDay& day, std::string_view reason) { ++named(day[FigureKind::Drop], reason).views; }

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
    auto key = key_of(opened.key, request);
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
    auto source = begins ? source_of(request.target, request.referrer, known_) : Source{};
    if (is_known)
        found->second = {.last = begins ? at : std::max(at, found->second.last),
                         .looked_twice = !begins,
                         .channel = begins ? source.channel : found->second.channel};

    ++day.views;
    auto count = [&](FigureKind kind, std::string_view name) {
        auto& figures = named(day[kind], name);
        ++figures.views;
        if (begins) ++figures.visits;
    };
    count(FigureKind::Page, page_of(request.target));
    count(FigureKind::Hour, fmt::format("{:02}", request.hour));
    if (!begins) return;
    count(FigureKind::Channel, name_of(source.channel));
    if (!source.site.empty()) count(FigureKind::Source, source.site);
    if (!source.campaign.empty()) count(FigureKind::Campaign, source.campaign);
}

GoalSum& VisitCounter::goal_sum(GoalSums& sums, GoalPlace place)
{
    auto found = sums.find(place);
    if (found != sums.end()) return found->second;
    if (sums.size() >= limits_.goal_places_a_day) place.name.clear();
    return sums[std::move(place)];
}

void VisitCounter::act(VisitDay& day, const PageRequest& request, ActKind kind, std::string_view name, SaidValue value)
{
    auto& acts = day.acts[static_cast<std::size_t>(kind)];
    auto found = acts.find(name);
    if (found == acts.end()) found = acts.try_emplace(acts.size() < limits_.acts_a_day ? std::string{name} : std::string{}).first;
    ++found->second.times;
    if (value.currency.empty()) found->second.thousandths += value.amount;
    auto& opened = open(day.day);
    if (kind == ActKind::Goal) {
        auto visitor = opened.visitors.find(key_of(opened.key, request));
        std::string channel{visitor == opened.visitors.end() ? std::string_view{} : name_of(visitor->second.channel)};
        auto& sum = goal_sum(day.goals, {found->first, std::move(channel), std::string{value.currency}});
        ++sum.times;
        sum.amount += value.amount;
    }
    auto key = visitor_key(opened.key, fmt::format("{}\n{}\n{}\n{}", request.address, request.agent,
                                                   act_kinds[static_cast<std::size_t>(kind)], name));
    if (opened.acted.size() < limits_.visitors && opened.acted.insert(key).second) ++found->second.visitors;
}

std::uint64_t VisitCounter::visitor(const PageRequest& request) { return key_of(open(request.day).key, request); }

bool VisitCounter::knows(const PageRequest& request)
{
    auto& opened = open(request.day);
    return opened.visitors.contains(key_of(opened.key, request));
}

std::map<std::int64_t, VisitDay> VisitCounter::take_days()
{
    std::map<std::int64_t, VisitDay> taken;
    for (auto& [number, day] : days_) {
        if (day.lines == 0) continue;
        auto& out = taken[number];
        for (std::size_t kind = 0; kind < figure_kinds.size(); ++kind) out.named[kind] = taken_from(day.named[kind]);
        for (std::size_t kind = 0; kind < act_kinds.size(); ++kind) out.acts[kind] = taken_from(day.acts[kind]);
        out.goals = taken_from(day.goals);
        out.day = number;
        out.first_at = day.first_at;
        out.last_at = day.last_at;
        for (auto figure :
             {&VisitDay::lines, &VisitDay::views, &VisitDay::visits, &VisitDay::visitors, &VisitDay::bounces, &VisitDay::seconds})
            out.*figure = std::exchange(day.*figure, 0);
        out.digest = std::exchange(day.digest, 0);
    }
    return taken;
}

void VisitCounter::forget_before(std::int64_t day)
{
    for (auto one = open_.begin(); one != open_.end() && one->first < day; one = open_.erase(one))
        remembered_ -= one->second.visitors.size();
    for (auto one = days_.begin(); one != days_.end() && one->first < day; one = days_.erase(one))
        for (const auto& figures : one->second.named) names_ -= std::min(names_, figures.size());
}

void add(VisitDay& into, const VisitDay& day)
{
    into.first_at = into.lines == 0 ? day.first_at : std::min(into.first_at, day.first_at);
    into.last_at = into.lines == 0 ? day.last_at : std::max(into.last_at, day.last_at);
    for (auto figure :
         {&VisitDay::lines, &VisitDay::views, &VisitDay::visits, &VisitDay::visitors, &VisitDay::bounces, &VisitDay::seconds})
        into.*figure += day.*figure;
    for (std::size_t kind = 0; kind < figure_kinds.size(); ++kind)
        for (const auto& [name, figures] : day.named[kind]) {
            auto& sum = into.named[kind][name];
            sum.views += figures.views;
            sum.visits += figures.visits;
        }
    for (std::size_t kind = 0; kind < act_kinds.size(); ++kind)
        for (const auto& [name, acts] : day.acts[kind]) {
            auto& sum = into.acts[kind][name];
            sum.times += acts.times;
            sum.visitors += acts.visitors;
            sum.thousandths += acts.thousandths;
        }
    for (const auto& [place, goal] : day.goals) {
        auto& sum = into.goals[place];
        sum.times += goal.times;
        sum.amount += goal.amount;
    }
}

}  // namespace favilla::analytics
