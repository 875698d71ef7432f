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

std::string who_did(const PageRequest& request, ActKind kind, std::string_view name)
{
    return fmt::format("{}\n{}\n{}\n{}", request.address, request.agent, act_kinds[static_cast<std::size_t>(kind)], name);
}

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

bool count_look(VisitDay& day, std::optional<Visitor>& visitor, Time at)
{
    auto now = at.milliseconds;
    bool begins = !visitor || now - visitor->last > visit_gap.milliseconds;
    if (!visitor) ++day.visitors;
    if (begins) {
        ++day.visits;
        ++day.bounces;
        visitor = Visitor{.last = now};
        return true;
    }
    if (!std::exchange(visitor->looked_twice, true)) --day.bounces;
    if (now > visitor->last) day.seconds += (now - visitor->last) / 1000;
    visitor->last = std::max(now, visitor->last);
    return false;
}

void count_act(VisitDay& day, const ToldAct& act)
{
    auto& acts = day.acts[static_cast<std::size_t>(act.kind)][std::string{act.name}];
    ++acts.times;
    if (act.value.currency.empty()) acts.thousandths += act.value.amount;
    if (act.is_first) ++acts.visitors;
    if (act.kind != ActKind::Goal) return;
    auto& sum = day.goals[{std::string{act.goal}, std::string{act.channel}, std::string{act.value.currency}}];
    ++sum.times;
    sum.amount += act.value.amount;
}

void VisitCounter::view(VisitDay& day, const PageRequest& request)
{
    auto& opened = open(day.day);
    auto key = key_of(opened.key, request);
    auto found = opened.visitors.find(key);
    auto visitor = found == opened.visitors.end() ? std::nullopt : std::optional{found->second};
    bool is_known = visitor.has_value();
    bool begins = count_look(day, visitor, request.at);
    auto source = begins ? source_of(request.target, request.referrer, known_) : Source{};
    if (begins) visitor->channel = source.channel;
    if (is_known) {
        found->second = *visitor;
    } else if (remembered_ < limits_.visitors) {
        // Where nothing can be forgotten any more, who comes is counted as somebody new each time.
        opened.visitors.emplace(key, *visitor);
        ++remembered_;
    }

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

std::string_view VisitCounter::name_within(VisitDay& day, FigureKind kind, std::string_view name)
{
    named(day[kind], name);
    return day[kind].contains(name) ? name : std::string_view{};
}

std::string_view VisitCounter::name_within(VisitDay& day, ActKind kind, std::string_view name)
{
    auto& acts = day.acts[static_cast<std::size_t>(kind)];
    if (!acts.contains(name) && acts.size() >= limits_.acts_a_day) return {};
    acts.try_emplace(std::string{name});
    return name;
}

std::string_view VisitCounter::goal_within(VisitDay& day, std::string_view name, std::string_view channel,
                                           std::string_view currency)
{
    GoalPlace place{.name = std::string{name}, .channel = std::string{channel}, .currency = std::string{currency}};
    if (!day.goals.contains(place) && day.goals.size() >= limits_.goal_places_a_day) return {};
    day.goals.try_emplace(std::move(place));
    return name;
}

void VisitCounter::act(VisitDay& day, const PageRequest& request, ActKind kind, std::string_view name, SaidValue value)
{
    auto& opened = open(day.day);
    auto visitor = opened.visitors.find(key_of(opened.key, request));
    auto channel = visitor == opened.visitors.end() ? std::string_view{} : name_of(visitor->second.channel);
    auto key = visitor_key(opened.key, who_did(request, kind, name));
    auto within = name_within(day, kind, name);
    count_act(day, {.kind = kind,
                    .name = within,
                    .goal = kind == ActKind::Goal ? goal_within(day, within, channel, value.currency) : within,
                    .channel = channel,
                    .value = value,
                    .is_first = opened.acted.size() < limits_.visitors && opened.acted.insert(key).second});
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
