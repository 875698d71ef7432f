// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/hours.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/weeks.h"

namespace favilla::desk {

namespace {

constexpr int looks_ahead = 731;  // days
constexpr int minutes_of_day = 24 * 60;

const std::vector<Span>& spans_on(const Hours& hours, std::int64_t day)
{
    return hours.week[static_cast<std::size_t>(weekday_of(day))];
}

// A span as moments: what a change of the clock takes out of it or adds is taken out or added.
std::pair<Time, Time> moments(const Hours& hours, std::int64_t day, Span span)
{
    return {hours.zone.at({day, minutes(span.from)}),
            span.to == minutes_of_day ? hours.zone.at({day + 1, {}}) : hours.zone.at({day, minutes(span.to)})};
}

std::optional<int> read_number(std::string_view text)
{
    int value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.size() != 2 || error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// "09:30", and "24:00" for the end of a day.
std::optional<int> read_minute(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    auto hour = read_number(text.substr(0, 2)), minute = read_number(text.substr(3));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > minutes_of_day) return std::nullopt;
    return *hour * 60 + *minute;
}

// The part before the separator; what is left begins behind it.
std::string_view take(std::string_view& rest, char separator)
{
    auto at = rest.find(separator);
    auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return part;
}

}  // namespace

Time due_after(const Hours& hours, Time since, Duration target)
{
    auto left = target;
    auto first = hours.zone.local(since).day;
    bool is_ever_there = std::ranges::any_of(hours.week, [](const auto& spans) { return !spans.empty(); });
    for (auto day = first; is_ever_there && day < first + looks_ahead; ++day) {
        if (hours.holidays.contains(day)) continue;
        for (auto span : spans_on(hours, day)) {
            auto [from, to] = moments(hours, day, span);
            from = std::max(from, since);
            if (to <= from) continue;
            if (to - from >= left) return from + left;
            left = {left.milliseconds - (to - from).milliseconds};
        }
    }
    return since + target;
}

Duration time_between(const Hours& hours, Time from, Time until)
{
    bool is_ever_there = std::ranges::any_of(hours.week, [](const auto& spans) { return !spans.empty(); });
    if (!is_ever_there) return {std::max<std::int64_t>(0, (until - from).milliseconds)};
    Duration sum;
    for (auto day = hours.zone.local(from).day, last = hours.zone.local(until).day; day <= last; ++day) {
        if (hours.holidays.contains(day)) continue;
        for (auto span : spans_on(hours, day)) {
            auto [begins, ends] = moments(hours, day, span);
            begins = std::max(begins, from);
            ends = std::min(ends, until);
            if (begins < ends) sum = sum + (ends - begins);
        }
    }
    return sum;
}

Duration time_on(const Hours& hours, std::int64_t day)
{
    Duration sum;
    if (hours.holidays.contains(day)) return sum;
    for (auto span : spans_on(hours, day)) {
        auto [begins, ends] = moments(hours, day, span);
        sum = sum + (ends - begins);
    }
    return sum;
}

int hour_of_week(const TimeZone& zone, Time at)
{
    auto there = zone.local(at);
    return static_cast<int>(weekday_of(there.day) * 24 + there.time_of_day.milliseconds / hours(1).milliseconds);
}

std::optional<std::vector<Span>> parse_day(std::string_view text)
{
    std::vector<Span> spans;
    while (!text.empty()) {
        auto part = take(text, ' ');
        auto from = read_minute(take(part, '-')), to = read_minute(part);
        bool in_order = from && to && *from < *to && (spans.empty() || spans.back().to < *from);
        if (!in_order || spans.size() == most_spans) return std::nullopt;
        spans.push_back({*from, *to});
    }
    return spans;
}

std::string day_text(const std::vector<Span>& spans)
{
    std::string text;
    for (auto [from, to] : spans)
        text += fmt::format("{}{:02}:{:02}-{:02}:{:02}", text.empty() ? "" : " ", from / 60, from % 60, to / 60, to % 60);
    return text;
}

std::optional<Week> parse_week(std::string_view text)
{
    if (std::ranges::count(text, ',') != 6) return std::nullopt;
    Week week;
    for (auto& spans : week) {
        auto day = parse_day(take(text, ','));
        if (!day) return std::nullopt;
        spans = *std::move(day);
    }
    return week;
}

std::string week_text(const Week& week)
{
    std::string text;
    for (std::size_t day = 0; day < week.size(); ++day) text += (day > 0 ? "," : "") + day_text(week[day]);
    return text;
}

}  // namespace favilla::desk
