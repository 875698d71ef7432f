// SPDX-License-Identifier: AGPL-3.0-or-later
// The times of an event: what its rule says, and what was moved or called off by itself.
#include <algorithm>

#include "community/event_rows.h"

namespace favilla::community {

namespace {

Occurrence by_rule(const Event& event, Time at) { return {.at = at, .starts_at = at, .ends_at = at + event.lasts}; }

Occurrence by_exception(const TimeException& one)
{
    return {.at = one.at,
            .starts_at = one.starts_at,
            .ends_at = one.starts_at + one.lasts,
            .is_cancelled = one.cancelled_at.has_value(),
            .is_moved = one.starts_at != one.at};
}

const TimeException* exception_of(const Event& event, Time at)
{
    auto found = std::ranges::find(event.exceptions, at, &TimeException::at);
    return found == event.exceptions.end() ? nullptr : &*found;
}

// As many by the rule as are asked for, besides those that are otherwise; those are judged by when they are now.
template <class Wanted>
std::vector<Occurrence> times_where(const Event& event, Time from, int most, Wanted&& wanted)
{
    std::vector<Occurrence> times;
    for (auto at : occurrences(event.series(), from, most + static_cast<int>(event.exceptions.size())))
        if (!exception_of(event, at)) times.push_back(by_rule(event, at));
    for (const auto& one : event.exceptions) times.push_back(by_exception(one));
    std::erase_if(times, [&](const Occurrence& one) { return !wanted(one); });
    std::ranges::sort(times, {}, [](const Occurrence& one) { return std::pair{one.starts_at, one.at}; });
    if (static_cast<int>(times.size()) > most) times.resize(static_cast<std::size_t>(most));
    return times;
}

}  // namespace

std::optional<Time> carried_over(const Event& before, const Event& after, Time at)
{
    auto zone = after.series().zone;
    auto day = before.series().zone.local(at).day;
    auto found = occurrences(after.series(), zone.at({day, {}}), 1);
    if (found.empty() || zone.local(found.front()).day != day) return std::nullopt;
    return found.front();
}

std::vector<Occurrence> Event::times_to_come(Time now, int most, CalledOff called_off) const
{
    return times_where(*this, now - lasts + milliseconds(1), most, [&](const Occurrence& one) {
        return one.ends_at > now && (called_off == CalledOff::Shown || !one.is_cancelled);
    });
}

std::vector<Occurrence> Event::times_from(Time from, int most) const
{
    return times_where(*this, from, most, [&](const Occurrence& one) { return one.starts_at >= from && !one.is_cancelled; });
}

std::optional<Occurrence> Event::time_called(Time at) const
{
    if (const auto* one = exception_of(*this, at)) return by_exception(*one);
    auto found = occurrences(series(), at, 1);
    if (found.empty() || found.front() != at) return std::nullopt;
    return by_rule(*this, at);
}

Occurrence Event::next_time(Time now) const
{
    if (auto next = times_to_come(now, 1); !next.empty()) return next.front();
    auto all = times_from(starts_at, max_recurrence_count);
    // Of what was called off one by one the last of the rule is left.
    return all.empty() ? by_rule(*this, occurrences(series(), starts_at, max_recurrence_count).back()) : all.back();
}

Time Event::next_called() const
{
    for (const auto& one : exceptions)
        if (!one.cancelled_at && one.starts_at == next_at) return one.at;
    return next_at;
}

bool Event::comes_again() const { return !rule.empty() && !times_to_come(next_end, 1).empty(); }

}  // namespace favilla::community
